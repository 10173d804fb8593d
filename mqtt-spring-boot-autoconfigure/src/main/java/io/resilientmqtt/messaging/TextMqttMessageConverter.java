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
import java.util.UUID;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;

/**
 * Converts simple values, which are numbers, truth values, characters, enums and UUIDs,
 * to and from text; reads whatever else Spring's conversion service reads from text
 * unless it is for simple values only.
 */
final class TextMqttMessageConverter implements MqttMessageConverter {

	static final TextMqttMessageConverter INSTANCE = new TextMqttMessageConverter(false);

	/** So that they are the same text whether or not there is a JSON library. */
	static final TextMqttMessageConverter SIMPLE_VALUES = new TextMqttMessageConverter(true);

	static final String CONTENT_TYPE = "text/plain;charset=UTF-8";

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private final ConversionService conversionService = DefaultConversionService.getSharedInstance();

	private final boolean simpleOnly;

	private TextMqttMessageConverter(boolean simpleOnly) {
		this.simpleOnly = simpleOnly;
	}

	@Override
	public boolean supports(@Nullable MimeType contentType) {
		return contentType == null || "text".equals(contentType.getType());
	}

	@Override
	public byte @Nullable [] toPayload(Object payload) {
		if (payload instanceof Enum<?> constant) {
			return constant.name().getBytes(StandardCharsets.UTF_8);
		}
		if (!isSimple(payload.getClass()) || (this.simpleOnly && isSameInJson(payload))) {
			return null;
		}
		return payload.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return whether a simple value is the same as text and as JSON, which then is what
	 * the Content Type calls it.
	 * @param payload the value
	 * @return whether it is a truth value or a number
	 */
	private static boolean isSameInJson(Object payload) {
		return payload instanceof Boolean
				|| (payload instanceof Number number && Double.isFinite(number.doubleValue()));
	}

	private static boolean isSimple(Class<?> type) {
		Class<?> wrapper = ClassUtils.resolvePrimitiveIfNecessary(type);
		return Number.class.isAssignableFrom(wrapper) || Enum.class.isAssignableFrom(wrapper)
				|| wrapper == Boolean.class || wrapper == Character.class || wrapper == UUID.class;
	}

	@Override
	public boolean canRead(Type type) {
		return target(type) != null;
	}

	private @Nullable TypeDescriptor target(Type type) {
		ResolvableType resolved = ResolvableType.forType(type);
		TypeDescriptor target = new TypeDescriptor(resolved, null, null);
		return ((this.simpleOnly && !isSimple(resolved.toClass())) || !this.conversionService.canConvert(TEXT, target))
				? null : target;
	}

	@Override
	public @Nullable Object fromPayload(MqttMessage message, Type type) {
		TypeDescriptor target = target(type);
		if (target == null) {
			return null;
		}
		String text = message.payloadAsString().trim();
		if (this.simpleOnly && text.length() > 1 && text.startsWith("\"")) {
			return null; // a JSON string, from a sender that makes JSON of everything
		}
		try {
			return this.conversionService.convert(text, TEXT, target);
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
