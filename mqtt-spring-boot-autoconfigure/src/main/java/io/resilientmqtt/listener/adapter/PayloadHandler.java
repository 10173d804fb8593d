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
import java.nio.ByteBuffer;
import java.util.List;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * A method that handles some of the messages of a listener, and what tells which.
 *
 * @param method the method and its conditions
 * @param listener calls it
 * @param kind what it takes a payload for
 * @param types what messages may call the type of its payload
 */
record PayloadHandler(MqttHandlerMethod method, InvocableListener listener, Kind kind, List<String> types) {

	/**
	 * What a payload is to a method.
	 */
	enum Kind {

		/**
		 * Something to be converted.
		 */
		OBJECT,

		/**
		 * Text.
		 */
		TEXT,

		/**
		 * Bytes, or nothing it looks at.
		 */
		BYTES;

		static Kind of(@Nullable Class<?> type) {
			if (type == null || type == Object.class || type == byte[].class || type == ByteBuffer.class) {
				return BYTES;
			}
			return (type == String.class || type == CharSequence.class) ? TEXT : OBJECT;
		}

	}

	static PayloadHandler of(MqttHandlerMethod method, InvocableListener listener, @Nullable Type payloadType) {
		Class<?> type = (payloadType != null) ? ResolvableType.forType(payloadType).toClass() : null;
		List<String> types = method.types();
		if (types.isEmpty() && type != null) {
			types = List.of(type.getName(), type.getSimpleName());
		}
		return new PayloadHandler(method, listener, Kind.of(type), types);
	}

	/**
	 * Return whether a condition tells the messages of this method from others.
	 * @return {@code true} if it has topics or Content Types of its own
	 */
	boolean isConditional() {
		return !this.method.topics().isEmpty() || !this.method.contentTypes().isEmpty();
	}

	boolean isDefault() {
		return this.method.isDefault();
	}

	/**
	 * Return whether a message meets the conditions.
	 * @param message the message
	 * @return {@code true} if there are none
	 */
	boolean accepts(MqttMessage message) {
		return acceptsTopic(message.topic())
				&& (this.method.contentTypes().isEmpty() || acceptsContentType(message.properties().contentType()));
	}

	private boolean acceptsTopic(String topic) {
		for (TopicTemplate template : this.method.topics()) {
			if (template.matches(topic)) {
				return true;
			}
		}
		return this.method.topics().isEmpty();
	}

	private boolean acceptsContentType(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		try {
			MimeType type = MimeTypeUtils.parseMimeType(contentType);
			return this.method.contentTypes().stream().anyMatch((accepted) -> accepted.includes(type));
		}
		catch (InvalidMimeTypeException ex) {
			return false;
		}
	}

	/**
	 * Return whether nothing but its kind could tell this method's messages from those of
	 * another.
	 * @param other the other method
	 * @return {@code true} if messages could be for either
	 */
	boolean isConfusedWith(PayloadHandler other) {
		return this.kind == other.kind && isDefault() == other.isDefault() && !isConditional() && !other.isConditional()
				&& (this.types.isEmpty() || this.types.stream().anyMatch(other.types::contains));
	}

	@Override
	public String toString() {
		return this.method.method().getName() + this.types;
	}

}
