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

import java.util.Objects;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * An argument that one of Spring Messaging's resolvers takes from the headers.
 *
 * @param parameter the parameter of the method
 * @param resolver the resolver that supports it
 */
record HeaderArgument(MethodParameter parameter,
		HandlerMethodArgumentResolver resolver) implements MqttListenerArgument {

	@Override
	public @Nullable Object resolve(MqttMessage message, @Nullable Message<?> springMessage) throws Exception {
		Message<?> source = Objects.requireNonNull(springMessage, "'springMessage' must not be null");
		try {
			return this.resolver.resolveArgument(this.parameter, source);
		}
		catch (MessageHandlingException ex) { // missing, which no further attempt helps
			throw new MessageConversionException(
					(ex.getMessage() != null) ? Printable.of(ex.getMessage()) : "a header can't be resolved", ex);
		}
	}

	@Override
	public boolean needsSpringMessage() {
		return true;
	}

}
