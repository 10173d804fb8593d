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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ConcurrentLruCache;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Decides by Content Type which converters are asked, and in what order. A Content Type
 * comes from anyone who may publish, so what is decided for one is kept for a few only.
 * Safe for use by several threads.
 */
final class ConverterSelection {

	private static final int CACHED = 64;

	private final List<MqttMessageConverter> converters;

	private final List<MqttMessageConverter> byDefault;

	private final ConcurrentLruCache<String, Selected> selected = new ConcurrentLruCache<>(CACHED, this::select);

	/**
	 * Create the selection.
	 * @param converters the converters in the order they are asked
	 * @param defaultContentType the Content Type of messages that don't tell, or
	 * {@code null} if there is none
	 */
	ConverterSelection(List<MqttMessageConverter> converters, @Nullable MimeType defaultContentType) {
		this.converters = converters;
		this.byDefault = select(defaultContentType);
	}

	/**
	 * Return the converters for payloads of any Content Type.
	 * @return the converters in the order they are asked
	 */
	List<MqttMessageConverter> all() {
		return this.converters;
	}

	/**
	 * Return the converters for payloads whose Content Type is not told.
	 * @return the converters in the order they are asked
	 */
	List<MqttMessageConverter> byDefault() {
		return this.byDefault;
	}

	/**
	 * Return the converters for payloads of a Content Type.
	 * @param contentType the Content Type, or {@code null} if it is not told
	 * @return the converters in the order they are asked
	 */
	List<MqttMessageConverter> of(@Nullable String contentType) {
		return (contentType != null) ? this.selected.get(contentType).converters() : this.byDefault;
	}

	/**
	 * Return the text that a payload is: in UTF-8, unless the Content Type names another
	 * charset.
	 * @param message the message
	 * @return the text
	 */
	String text(MqttMessage message) {
		String contentType = message.properties().contentType();
		Charset charset = (contentType != null) ? this.selected.get(contentType).charset() : StandardCharsets.UTF_8;
		return charset.equals(StandardCharsets.UTF_8) ? message.payloadAsString()
				: new String(message.payload(), charset);
	}

	private Selected select(String contentType) {
		try {
			MimeType type = MimeTypeUtils.parseMimeType(contentType);
			Charset charset = type.getCharset();
			return new Selected(
					MimeTypeUtils.APPLICATION_OCTET_STREAM.equalsTypeAndSubtype(type) ? this.byDefault : select(type),
					(charset != null) ? charset : StandardCharsets.UTF_8);
		}
		catch (InvalidMimeTypeException ex) {
			// It need not be a MIME type [MQTT 5, 3.3.2.3.9], and what it is we don't
			// know
			return new Selected(this.byDefault, StandardCharsets.UTF_8);
		}
	}

	private List<MqttMessageConverter> select(@Nullable MimeType contentType) {
		List<MqttMessageConverter> supporting = new ArrayList<>();
		for (MqttMessageConverter converter : this.converters) {
			if (converter.supports(contentType)) {
				supporting.add(converter);
			}
		}
		if (contentType != null && contentType.equalsTypeAndSubtype(MimeTypeUtils.TEXT_PLAIN)) {
			// What many senders say of anything that people can read, also of JSON
			this.converters.stream()
				.filter((converter) -> !supporting.contains(converter) && converter.supports(null))
				.forEach(supporting::add);
		}
		return List.copyOf(supporting);
	}

	/**
	 * What is decided for a Content Type.
	 *
	 * @param converters the converters in the order they are asked
	 * @param charset the charset of text
	 */
	private record Selected(List<MqttMessageConverter> converters, Charset charset) {

	}

}
