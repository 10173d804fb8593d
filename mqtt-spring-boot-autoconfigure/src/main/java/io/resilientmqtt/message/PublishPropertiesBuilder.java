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

package io.resilientmqtt.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The setters that {@link MqttMessage.Builder} and {@link PublishProperties.Builder}
 * share.
 *
 * @param <B> the builder
 */
// Its public subclasses offer the methods
@SuppressWarnings("checkstyle:SpringMethodVisibility")
abstract sealed class PublishPropertiesBuilder<B extends PublishPropertiesBuilder<B>>
		permits MqttMessage.Builder, PublishProperties.Builder {

	private static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL;

	private static final int MAX_SUBSCRIPTION_IDENTIFIER = 268_435_455;

	@Nullable PayloadFormat payloadFormat;

	@Nullable Duration messageExpiry;

	@Nullable String contentType;

	@Nullable String responseTopic;

	byte @Nullable [] correlationData;

	List<UserProperty> userProperties = List.of();

	List<Integer> subscriptionIdentifiers = List.of();

	/**
	 * Set the Payload Format Indicator.
	 * @param payloadFormat the format or {@code null}
	 * @return this builder
	 */
	public B payloadFormat(@Nullable PayloadFormat payloadFormat) {
		this.payloadFormat = payloadFormat;
		return self();
	}

	/**
	 * Set the Message Expiry Interval; parts of a second are dropped.
	 * @param messageExpiry 0 to 4,294,967,295 seconds, or {@code null}
	 * @return this builder
	 * @throws IllegalArgumentException if out of range
	 */
	public B messageExpiry(@Nullable Duration messageExpiry) {
		if (messageExpiry != null && (messageExpiry.isNegative() || messageExpiry.toSeconds() > MAX_EXPIRY_SECONDS)) {
			throw new IllegalArgumentException("messageExpiry " + Durations.value(messageExpiry)
					+ " is out of range; use 0 to 4294967295 seconds");
		}
		this.messageExpiry = (messageExpiry != null) ? Duration.ofSeconds(messageExpiry.toSeconds()) : null;
		return self();
	}

	/**
	 * Set the Content Type.
	 * @param contentType usually a MIME type, or {@code null}
	 * @return this builder
	 * @throws IllegalArgumentException if it can't be sent as a UTF-8 Encoded String
	 */
	public B contentType(@Nullable String contentType) {
		this.contentType = (contentType != null) ? Utf8.check("contentType", contentType) : null;
		return self();
	}

	/**
	 * Set the Response Topic.
	 * @param responseTopic a topic name without wildcards [MQTT-3.3.2-14], or
	 * {@code null}
	 * @return this builder
	 * @throws IllegalArgumentException if it is no valid topic name
	 */
	public B responseTopic(@Nullable String responseTopic) {
		this.responseTopic = (responseTopic != null) ? Topic.check("responseTopic", responseTopic) : null;
		return self();
	}

	/**
	 * Set the Correlation Data.
	 * @param correlationData 0 to 65535 bytes, copied, or {@code null}
	 * @return this builder
	 * @throws IllegalArgumentException if too long
	 */
	public B correlationData(byte @Nullable [] correlationData) {
		if (correlationData != null && correlationData.length > Utf8.MAX_LENGTH) {
			throw new IllegalArgumentException("correlationData has " + correlationData.length
					+ " bytes; a binary property holds at most " + Utf8.MAX_LENGTH);
		}
		this.correlationData = (correlationData != null) ? correlationData.clone() : null;
		return self();
	}

	/**
	 * Add a User Property behind those added before.
	 * @param name the name, which may repeat
	 * @param value the value
	 * @return this builder
	 * @throws IllegalArgumentException if one of them can't be sent as a UTF-8 Encoded
	 * String
	 */
	public B userProperty(String name, String value) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(value, "'value' must not be null");
		this.userProperties = appendable(this.userProperties);
		this.userProperties
			.add(new UserProperty(Utf8.check("user property name", name), Utf8.check("user property value", value)));
		return self();
	}

	/**
	 * Add User Properties behind those added before.
	 * @param userProperties the properties
	 * @return this builder
	 */
	public B userProperties(Iterable<UserProperty> userProperties) {
		Objects.requireNonNull(userProperties, "'userProperties' must not be null");
		userProperties.forEach((property) -> userProperty(property.name(), property.value()));
		return self();
	}

	/**
	 * Remove all User Properties of a name.
	 * @param name the name
	 * @return this builder
	 */
	public B removeUserProperty(String name) {
		Objects.requireNonNull(name, "'name' must not be null");
		this.userProperties = appendable(this.userProperties);
		this.userProperties.removeIf((property) -> property.name().equals(name));
		return self();
	}

	/**
	 * Add a Subscription Identifier. A client never sends one in a PUBLISH
	 * [MQTT-3.3.4-6]; this is for messages received.
	 * @param subscriptionIdentifier 1 to 268,435,455
	 * @return this builder
	 * @throws IllegalArgumentException if out of range
	 */
	public B subscriptionIdentifier(int subscriptionIdentifier) {
		if (subscriptionIdentifier < 1 || subscriptionIdentifier > MAX_SUBSCRIPTION_IDENTIFIER) {
			throw new IllegalArgumentException("subscriptionIdentifier " + subscriptionIdentifier
					+ " is out of range; use 1 to " + MAX_SUBSCRIPTION_IDENTIFIER);
		}
		this.subscriptionIdentifiers = appendable(this.subscriptionIdentifiers);
		this.subscriptionIdentifiers.add(subscriptionIdentifier);
		return self();
	}

	/**
	 * Replace all properties set so far.
	 * @param properties the properties
	 * @return this builder
	 */
	public B properties(PublishProperties properties) {
		Objects.requireNonNull(properties, "'properties' must not be null");
		this.payloadFormat = properties.payloadFormat();
		this.messageExpiry = properties.messageExpiry();
		this.contentType = properties.contentType();
		this.responseTopic = properties.responseTopic();
		this.correlationData = properties.correlationData();
		this.userProperties = properties.userProperties();
		this.subscriptionIdentifiers = properties.subscriptionIdentifiers();
		return self();
	}

	PublishProperties buildProperties() {
		boolean nothing = this.payloadFormat == null && this.messageExpiry == null && this.contentType == null
				&& this.responseTopic == null && this.correlationData == null && this.userProperties.isEmpty()
				&& this.subscriptionIdentifiers.isEmpty();
		return nothing ? PublishProperties.NONE : new PublishProperties(this);
	}

	abstract B self();

	private static <T> List<T> appendable(List<T> list) {
		return (list instanceof ArrayList) ? list : new ArrayList<>(list);
	}

}
