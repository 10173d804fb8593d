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

import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Objects;
import java.util.function.Function;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * A Spring message with all headers and a converted payload.
 *
 * @param payloadType what the payload is converted to
 * @param reader converts it
 */
record MessageArgument(Type payloadType, Function<MqttMessage, Object> reader) implements MqttListenerArgument {

	static MessageArgument of(MethodParameter parameter, MqttMessageConverters converters) {
		Type message = GenericTypeResolver.resolveType(parameter.getNestedGenericParameterType(),
				parameter.getContainingClass());
		Type payload = ResolvableType.forType(message).getGeneric().getType();
		if (payload instanceof WildcardType || payload == ResolvableType.NONE.getType()) {
			payload = Object.class;
		}
		PayloadArgument.check(parameter, payload, converters);
		return new MessageArgument(payload, converters.reader(payload));
	}

	@Override
	public Object resolve(MqttMessage message, @Nullable Message<?> springMessage) {
		Message<?> source = Objects.requireNonNull(springMessage, "'springMessage' must not be null");
		return MessageBuilder.createMessage(this.reader.apply(message), source.getHeaders());
	}

	@Override
	public boolean needsSpringMessage() {
		return true;
	}

}
