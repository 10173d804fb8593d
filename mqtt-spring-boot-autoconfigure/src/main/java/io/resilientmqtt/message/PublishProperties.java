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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The MQTT 5 properties of a PUBLISH [MQTT 5, 3.3.2.3] that an application sets or reads.
 * The Topic Alias is a matter of the connection and never appears here. Immutable.
 */
public final class PublishProperties {

	/**
	 * No properties at all, as every MQTT 3.1.1 message has.
	 */
	public static final PublishProperties NONE = new PublishProperties(new Builder());

	private final @Nullable PayloadFormat payloadFormat;

	private final @Nullable Duration messageExpiry;

	private final @Nullable String contentType;

	private final @Nullable String responseTopic;

	private final byte @Nullable [] correlationData;

	private final List<UserProperty> userProperties;

	private final List<Integer> subscriptionIdentifiers;

	PublishProperties(PublishPropertiesBuilder<?> builder) {
		this.payloadFormat = builder.payloadFormat;
		this.messageExpiry = builder.messageExpiry;
		this.contentType = builder.contentType;
		this.responseTopic = builder.responseTopic;
		this.correlationData = builder.correlationData;
		this.userProperties = List.copyOf(builder.userProperties);
		this.subscriptionIdentifiers = List.copyOf(builder.subscriptionIdentifiers);
	}

	/**
	 * Return a builder without any property.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the Payload Format Indicator.
	 * @return the format or {@code null} if absent
	 */
	public @Nullable PayloadFormat payloadFormat() {
		return this.payloadFormat;
	}

	/**
	 * Return the Message Expiry Interval in whole seconds.
	 * @return the interval or {@code null} if the message does not expire
	 */
	public @Nullable Duration messageExpiry() {
		return this.messageExpiry;
	}

	/**
	 * Return the Content Type, usually a MIME type.
	 * @return the content type or {@code null} if absent
	 */
	public @Nullable String contentType() {
		return this.contentType;
	}

	/**
	 * Return the Response Topic.
	 * @return the topic or {@code null} if absent
	 */
	public @Nullable String responseTopic() {
		return this.responseTopic;
	}

	/**
	 * Return a copy of the Correlation Data.
	 * @return the bytes or {@code null} if absent
	 */
	public byte @Nullable [] correlationData() {
		return (this.correlationData != null) ? this.correlationData.clone() : null;
	}

	/**
	 * Return the User Properties in the order sent.
	 * @return the properties, possibly empty
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Return the Subscription Identifiers the broker added on delivery.
	 * @return identifiers from 1 to 268,435,455, possibly empty
	 */
	public List<Integer> subscriptionIdentifiers() {
		return this.subscriptionIdentifiers;
	}

	/**
	 * Return whether there is nothing in here.
	 * @return {@code true} if no property is set
	 */
	@SuppressWarnings("ReferenceEquality") // there is one instance without a property
	public boolean isEmpty() {
		return this == NONE;
	}

	/**
	 * Return a builder that starts from these properties.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder().properties(this);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PublishProperties that && this.payloadFormat == that.payloadFormat
				&& Objects.equals(this.messageExpiry, that.messageExpiry)
				&& Objects.equals(this.contentType, that.contentType)
				&& Objects.equals(this.responseTopic, that.responseTopic)
				&& Arrays.equals(this.correlationData, that.correlationData)
				&& this.userProperties.equals(that.userProperties)
				&& this.subscriptionIdentifiers.equals(that.subscriptionIdentifiers);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.payloadFormat, this.messageExpiry, this.contentType, this.responseTopic,
				Arrays.hashCode(this.correlationData), this.userProperties, this.subscriptionIdentifiers);
	}

	/**
	 * Name the properties that are set, without their values: they may carry secrets.
	 */
	@Override
	public String toString() {
		List<String> set = new ArrayList<>();
		addIf(set, this.payloadFormat != null, "payloadFormat");
		addIf(set, this.messageExpiry != null, "messageExpiry");
		addIf(set, this.contentType != null, "contentType");
		addIf(set, this.responseTopic != null, "responseTopic");
		addIf(set, this.correlationData != null, "correlationData");
		addIf(set, !this.userProperties.isEmpty(), "userProperties(" + this.userProperties.size() + ")");
		addIf(set, !this.subscriptionIdentifiers.isEmpty(), "subscriptionIdentifiers");
		return set.toString();
	}

	private static void addIf(List<String> names, boolean set, String name) {
		if (set) {
			names.add(name);
		}
	}

	/**
	 * Builds {@link PublishProperties}. Not for use by several threads at once.
	 */
	public static final class Builder extends PublishPropertiesBuilder<Builder> {

		private Builder() {
		}

		/**
		 * Build the properties.
		 * @return the properties
		 */
		public PublishProperties build() {
			return buildProperties();
		}

		@Override
		Builder self() {
			return this;
		}

	}

}
