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

package io.resilientmqtt.listener.adapter;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method of a bean that handles messages. As a listener it returns nothing; see
 * {@link ReplyingMessageListener} for methods that do.
 */
final class MqttListenerMethod extends InvocableHandlerMethod implements InvocableListener {

	private final MqttListenerArgument[] arguments;

	private final boolean needsSpringMessage;

	private final int acknowledgment;

	MqttListenerMethod(Object bean, Method method, MqttListenerArgument[] arguments) {
		super(bean, method);
		this.arguments = arguments;
		this.needsSpringMessage = needsSpringMessage(arguments);
		this.acknowledgment = AcknowledgmentArgument.indexIn(arguments);
	}

	static boolean needsSpringMessage(MqttListenerArgument[] arguments) {
		for (MqttListenerArgument argument : arguments) {
			if (argument.needsSpringMessage()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return what the payload is converted to for the first parameter that takes it.
	 * @return the type, or {@code null} if no parameter does
	 */
	@Nullable Type payloadType() {
		for (MqttListenerArgument argument : this.arguments) {
			Type type = argument.payloadType();
			if (type != null) {
				return type;
			}
		}
		return null;
	}

	@Override
	public boolean needsAcknowledgment() {
		return this.acknowledgment >= 0;
	}

	@Override
	public @Nullable Object[] arguments(MqttMessage message, @Nullable Acknowledgment acknowledgment) throws Exception {
		Message<?> springMessage = this.needsSpringMessage ? MqttHeaderMapper.toMessage(message) : null;
		@Nullable Object[] values = new @Nullable Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].resolve(message, springMessage);
		}
		if (this.acknowledgment >= 0) {
			values[this.acknowledgment] = acknowledgment;
		}
		return values;
	}

	@Override
	public @Nullable CompletionStage<?> call(MqttMessage message, @Nullable Object[] arguments) throws Exception {
		invoke(arguments);
		return null;
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
