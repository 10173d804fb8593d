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

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeType;

/**
 * Converts between payloads and objects. Beans of this type are asked in their order,
 * before the converters that are built in, each if it {@linkplain #supports supports} the
 * Content Type. Bytes and text are never asked for: they are what a payload is.
 * <p>
 * Used by several threads at once.
 */
public interface MqttMessageConverter {

	/**
	 * Return whether this converter is for payloads of a Content Type. Asked once for
	 * each Content Type, not for each message.
	 * @param contentType the Content Type of the message, or the application's default;
	 * {@code null} if there is neither, or it tells nothing, as
	 * {@code application/octet-stream} does
	 * @return {@code true} unless overridden
	 */
	default boolean supports(@Nullable MimeType contentType) {
		return true;
	}

	/**
	 * Return whether there is a payload that this converter makes an object of a type
	 * from. Asked when a listener method is looked at, which is refused if no converter
	 * can.
	 * @param type what to convert to
	 * @return {@code true} unless overridden
	 */
	default boolean canRead(Type type) {
		return true;
	}

	/**
	 * Convert an object to a payload.
	 * @param payload the object
	 * @return the bytes, which belong to the caller from now on, or {@code null} if this
	 * converter is not for such objects
	 * @throws MessageConversionException if the conversion fails
	 */
	byte @Nullable [] toPayload(Object payload);

	/**
	 * Convert the payload of a message received.
	 * @param message the message, whose payload is not empty
	 * @param type what to convert to
	 * @return the object, or {@code null} if this converter is not for such objects
	 * @throws MessageConversionException if the conversion fails
	 */
	@Nullable Object fromPayload(MqttMessage message, Type type);

	/**
	 * Return the Content Type of the payloads this converter makes. The reply of a
	 * listener carries it.
	 * @return a MIME type, or {@code null} if there is none to name
	 */
	default @Nullable String contentType() {
		return null;
	}

}
