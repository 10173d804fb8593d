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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Converts every object to and from JSON with Jackson 3.
 */
public class JacksonJsonMqttMessageConverter implements MqttMessageConverter {

	private final JsonMapper mapper;

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Create the converter.
	 * @param mapper the mapper to use
	 */
	public JacksonJsonMqttMessageConverter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public byte[] toPayload(Object payload) {
		try {
			return this.mapper.writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"could not write " + payload.getClass().getName() + " as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public @Nullable Object fromPayload(MqttMessage message, Type type) {
		ObjectReader reader = this.readers.get(type);
		if (reader == null) {
			reader = this.readers.computeIfAbsent(type, (key) -> this.mapper.readerFor(this.mapper.constructType(key)));
		}
		try {
			Object payload = reader.readValue(message.payload());
			if (payload == null) {
				throw new MessageConversionException("the payload is the JSON value null, not a " + type.getTypeName());
			}
			return payload;
		}
		catch (JacksonException ex) {
			throw new MessageConversionException(
					"could not read JSON as " + type.getTypeName() + ": " + ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public String contentType() {
		return "application/json";
	}

}
