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
import io.resilientmqtt.message.Printable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reads and writes payloads with a mapper of Jackson 3. A type is looked at once. Safe
 * for use by several threads.
 */
final class JacksonPayloads {

	private final ObjectMapper mapper;

	private final String format;

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Create the reader and writer.
	 * @param mapper the mapper to use
	 * @param format what errors call the format
	 */
	JacksonPayloads(ObjectMapper mapper, String format) {
		this.mapper = mapper;
		this.format = format;
	}

	byte[] write(Object payload) {
		try {
			return this.mapper.writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new MessageConversionException("could not write " + payload.getClass().getName() + " as "
					+ this.format + ": " + Printable.of(ex.getOriginalMessage()), ex);
		}
	}

	/**
	 * Return whether the mapper knows how to make an object of a type. It does not say so
	 * unless it is tried: with an object that has nothing, which may not be one of that
	 * type all the same.
	 * @param type the type
	 * @return {@code false} for a type without a creator, as an interface is
	 */
	boolean canRead(Type type) {
		JavaType element = this.mapper.constructType(type);
		while (element.getContentType() != null) { // of a list, or the values of a map
			element = element.getContentType();
		}
		try {
			reader(element).readValue(this.mapper.writeValueAsBytes(Map.of()));
			return true;
		}
		catch (InvalidDefinitionException ex) {
			return false;
		}
		catch (RuntimeException | LinkageError ex) { // that is no such object
			return true;
		}
	}

	private ObjectReader reader(Type type) {
		ObjectReader reader = this.readers.get(type);
		if (reader == null) {
			reader = this.readers.computeIfAbsent(type, (key) -> this.mapper.readerFor(this.mapper.constructType(key)));
		}
		return reader;
	}

	Object read(MqttMessage message, Type type) {
		try {
			Object payload = reader(type).readValue(message.payload());
			if (payload == null) {
				throw new MessageConversionException(
						"the payload is the " + this.format + " value null, not a " + type.getTypeName());
			}
			return payload;
		}
		catch (JacksonException ex) {
			throw new MessageConversionException("could not read " + this.format + " as " + type.getTypeName() + ": "
					+ Printable.of(ex.getOriginalMessage()), ex);
		}
	}

}
