/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt.listener;

import java.lang.reflect.Method;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method of a bean that handles messages. As a listener it returns nothing; see
 * {@link ReplyingMessageListener} for methods that do.
 */
final class MqttListenerMethod extends InvocableHandlerMethod implements MqttMessageListener {

	private final MqttListenerArgument[] arguments;

	private final boolean needsSpringMessage;

	MqttListenerMethod(Object bean, Method method, MqttListenerArgument[] arguments) {
		super(bean, method);
		this.arguments = arguments;
		boolean needed = false;
		for (MqttListenerArgument argument : arguments) {
			needed |= argument.needsSpringMessage();
		}
		this.needsSpringMessage = needed;
	}

	@Override
	public void onMessage(MqttMessage message) throws Exception {
		invoke(arguments(message));
	}

	/**
	 * Return the arguments for a message.
	 * @param message the message
	 * @return one for each parameter
	 * @throws Exception if the message lacks one
	 */
	@Nullable Object[] arguments(MqttMessage message) throws Exception {
		Message<?> springMessage = this.needsSpringMessage ? MqttHeaderMapper.toMessage(message) : null;
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].resolve(message, springMessage);
		}
		return values;
	}

	/**
	 * Call the method.
	 * @param arguments the arguments
	 * @return what it returns
	 * @throws Exception what it throws
	 */
	@SuppressWarnings("NullAway") // it takes the array for the varargs' one element
	@Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
		return doInvoke(arguments);
	}

}
