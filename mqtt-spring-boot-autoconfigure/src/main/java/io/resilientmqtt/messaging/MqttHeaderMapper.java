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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeType;

/**
 * Maps between the fields of an {@link MqttMessage} and the headers of a Spring
 * {@link Message}, under the names of {@link MqttHeaders}. The Content Type is the header
 * {@link MessageHeaders#CONTENT_TYPE}. The User Properties of a message received become
 * headers of their own names, unless the name means something to Spring: then
 * {@link #USER_PROPERTY_PREFIX} stands before it.
 */
public final class MqttHeaderMapper {

	/**
	 * What stands before the name of a User Property whose own name means something to
	 * Spring, such as {@code priority} or {@code sequenceNumber}: a {@code String}.
	 */
	public static final String USER_PROPERTY_PREFIX = MqttHeaders.PREFIX + "userProperty_";

	private MqttHeaderMapper() {
	}

	/**
	 * Return a Spring message for a message received.
	 * @param message the message received
	 * @return a message with a copy of the payload
	 */
	public static Message<byte[]> toMessage(MqttMessage message) {
		return MessageBuilder.createMessage(message.payload(), toHeaders(message));
	}

	/**
	 * Return the headers of a message received. User Properties named like the headers of
	 * {@link MessageHeaders} or {@link MqttHeaders} are left out; of several with one
	 * name the last counts.
	 * @param message the message received
	 * @return the headers
	 */
	public static MessageHeaders toHeaders(MqttMessage message) {
		Map<String, Object> headers = new HashMap<>();
		if (!message.properties().isEmpty()) {
			addProperties(headers, message.properties());
		}
		headers.put(MqttHeaders.ID, message.packetId());
		headers.put(MqttHeaders.RECEIVED_TOPIC, message.topic());
		headers.put(MqttHeaders.RECEIVED_QOS, message.qos().value());
		headers.put(MqttHeaders.RECEIVED_RETAINED, message.retain());
		headers.put(MqttHeaders.DUPLICATE, message.duplicate());
		return new MessageHeaders(headers);
	}

	private static void addProperties(Map<String, Object> headers, PublishProperties properties) {
		for (UserProperty property : properties.userProperties()) {
			putIfPresent(headers, UserPropertyHeaders.nameFor(property.name()), property.value());
		}
		putIfPresent(headers, MessageHeaders.CONTENT_TYPE, properties.contentType());
		putIfPresent(headers, MqttHeaders.RESPONSE_TOPIC, properties.responseTopic());
		putIfPresent(headers, MqttHeaders.CORRELATION_DATA, properties.correlationData());
		List<Integer> identifiers = properties.subscriptionIdentifiers();
		putIfPresent(headers, MqttHeaders.SUBSCRIPTION_IDENTIFIERS, identifiers.isEmpty() ? null : identifiers);
		Duration expiry = properties.messageExpiry();
		putIfPresent(headers, MqttHeaders.MESSAGE_EXPIRY_INTERVAL, (expiry != null) ? expiry.toSeconds() : null);
	}

	private static void putIfPresent(Map<String, Object> headers, @Nullable String name, @Nullable Object value) {
		if (name != null && value != null) {
			headers.put(name, value);
		}
	}

	/**
	 * Apply the headers that say how to publish: {@link MqttHeaders#TOPIC},
	 * {@link MqttHeaders#QOS}, {@link MqttHeaders#RETAINED} and those of MQTT 5. Others
	 * are ignored.
	 * @param headers the headers
	 * @param builder what they are applied to
	 * @throws IllegalArgumentException if the value of a header is of the wrong type or
	 * out of range
	 */
	public static void apply(MessageHeaders headers, MqttMessage.Builder builder) {
		headers.forEach((name, value) -> apply(name, value, builder));
	}

	private static void apply(String name, Object value, MqttMessage.Builder builder) {
		switch (name) {
			case MqttHeaders.TOPIC -> builder.topic(require(name, value, String.class));
			case MqttHeaders.QOS -> builder.qos(qos(name, value));
			case MqttHeaders.RETAINED -> builder.retain(require(name, value, Boolean.class));
			case MqttHeaders.RESPONSE_TOPIC -> builder.responseTopic(require(name, value, String.class));
			case MqttHeaders.CORRELATION_DATA -> builder.correlationData((value instanceof String text)
					? text.getBytes(StandardCharsets.UTF_8) : require(name, value, byte[].class));
			case MqttHeaders.MESSAGE_EXPIRY_INTERVAL -> builder.messageExpiry((value instanceof Duration duration)
					? duration : Duration.ofSeconds(require(name, value, Number.class).longValue()));
			case MessageHeaders.CONTENT_TYPE -> builder
				.contentType((value instanceof MimeType type) ? type.toString() : require(name, value, String.class));
			default -> {
				// everything else is a matter of the application
			}
		}
	}

	/**
	 * Return the Content Type that headers say.
	 * @param headers the headers
	 * @return the Content Type, or {@code null} if there is none
	 */
	public static @Nullable String contentType(MessageHeaders headers) {
		Object contentType = headers.get(MessageHeaders.CONTENT_TYPE);
		return (contentType != null) ? contentType.toString() : null;
	}

	private static QoS qos(String name, Object value) {
		return (value instanceof QoS qos) ? qos : QoS.of(require(name, value, Integer.class));
	}

	private static <T> T require(String name, Object value, Class<T> type) {
		if (!type.isInstance(value)) {
			throw new IllegalArgumentException("header '" + name + "' is a " + value.getClass().getName()
					+ "; expected is a " + type.getSimpleName());
		}
		return type.cast(value);
	}

}
