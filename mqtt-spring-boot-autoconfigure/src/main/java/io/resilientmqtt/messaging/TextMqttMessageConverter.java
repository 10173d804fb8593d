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

package io.resilientmqtt.messaging;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeType;

/**
 * Converts numbers, truth values, enums and whatever else Spring's conversion service
 * reads from text.
 */
final class TextMqttMessageConverter implements MqttMessageConverter {

	static final String CONTENT_TYPE = "text/plain;charset=UTF-8";

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private final ConversionService conversionService = DefaultConversionService.getSharedInstance();

	@Override
	public boolean supports(@Nullable MimeType contentType) {
		return contentType == null || "text".equals(contentType.getType());
	}

	@Override
	public byte @Nullable [] toPayload(Object payload) {
		if (payload instanceof Number || payload instanceof Boolean || payload instanceof Character
				|| payload instanceof Enum<?>) {
			return payload.toString().getBytes(StandardCharsets.UTF_8);
		}
		return null;
	}

	@Override
	public @Nullable Object fromPayload(MqttMessage message, Type type) {
		TypeDescriptor target = new TypeDescriptor(ResolvableType.forType(type), null, null);
		if (!this.conversionService.canConvert(TEXT, target)) {
			return null;
		}
		try {
			return this.conversionService.convert(message.payloadAsString().trim(), TEXT, target);
		}
		catch (ConversionException ex) {
			throw new MessageConversionException("the payload is no " + type.getTypeName(), ex);
		}
	}

	@Override
	public String contentType() {
		return CONTENT_TYPE;
	}

}
