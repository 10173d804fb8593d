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

package io.resilientmqtt.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.message.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What a DISCONNECT says [MQTT 5, 3.14.2]. MQTT 3.1.1 knows one kind of DISCONNECT: under
 * it the will is published when that is asked for, because the connection is closed
 * without one, and all else is left aside. Immutable; made by {@link #builder()}.
 *
 * @param reasonCode why; {@link ReasonCode#DISCONNECT_WITH_WILL_MESSAGE} has the broker
 * publish the will
 * @param sessionExpiryInterval how long the broker keeps the session from now on, 0 to
 * 4294967295 seconds, parts of which are dropped, or {@code null} for as long as it was
 * asked to when connecting
 * @param reasonString for people, or {@code null}
 * @param userProperties the User Properties in order; names may repeat
 * @param timeout how long publications under way and running receivers have, zero or
 * more, or {@code null} for {@code mqtt.shutdown-timeout}
 */
public record DisconnectOptions(ReasonCode reasonCode, @Nullable Duration sessionExpiryInterval,
		@Nullable String reasonString, List<UserProperty> userProperties, @Nullable Duration timeout) {

	/** What a client may send [MQTT-3.14.2-1]. */
	private static final Set<ReasonCode> REASON_CODES = EnumSet.of(ReasonCode.SUCCESS,
			ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, ReasonCode.UNSPECIFIED_ERROR, ReasonCode.MALFORMED_PACKET,
			ReasonCode.PROTOCOL_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.TOPIC_NAME_INVALID,
			ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.MESSAGE_RATE_TOO_HIGH, ReasonCode.QUOTA_EXCEEDED, ReasonCode.ADMINISTRATIVE_ACTION,
			ReasonCode.PAYLOAD_FORMAT_INVALID);

	/**
	 * A normal disconnection: the will is not published.
	 */
	public static final DisconnectOptions DEFAULT = builder().build();

	public DisconnectOptions {
		Arguments.required("reasonCode", reasonCode);
		if (!REASON_CODES.contains(reasonCode)) {
			throw new IllegalArgumentException("reasonCode " + reasonCode.describe()
					+ " can't be sent by a client in DISCONNECT; use one of " + REASON_CODES);
		}
		if (sessionExpiryInterval != null && (sessionExpiryInterval.isNegative()
				|| sessionExpiryInterval.compareTo(Mqtt5Options.NEVER_EXPIRES) > 0)) {
			throw new IllegalArgumentException("sessionExpiryInterval " + Durations.value(sessionExpiryInterval)
					+ " is out of range; use 0 to 4294967295 seconds");
		}
		if (timeout != null && timeout.isNegative()) {
			throw new IllegalArgumentException(
					"timeout " + Durations.value(timeout) + " is negative; use zero or more");
		}
		if (sessionExpiryInterval != null) {
			sessionExpiryInterval = sessionExpiryInterval.truncatedTo(ChronoUnit.SECONDS);
		}
		if (reasonString != null) {
			Utf8.check("reasonString", reasonString);
		}
		userProperties = Arguments.list("userProperties", userProperties);
		userProperties.forEach(UserProperty::checkUtf8);
	}

	/**
	 * Create options with {@code mqtt.shutdown-timeout}.
	 * @param reasonCode why
	 * @param sessionExpiryInterval how long the broker keeps the session from now on, or
	 * {@code null}
	 * @param reasonString for people, or {@code null}
	 * @param userProperties the User Properties in order
	 */
	public DisconnectOptions(ReasonCode reasonCode, @Nullable Duration sessionExpiryInterval,
			@Nullable String reasonString, List<UserProperty> userProperties) {
		this(reasonCode, sessionExpiryInterval, reasonString, userProperties, null);
	}

	/**
	 * Return a builder of a normal disconnection.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Builds {@link DisconnectOptions}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private ReasonCode reasonCode = ReasonCode.SUCCESS;

		private @Nullable Duration sessionExpiryInterval;

		private @Nullable String reasonString;

		private final List<UserProperty> userProperties = new ArrayList<>();

		private @Nullable Duration timeout;

		private Builder() {
		}

		/**
		 * Set why.
		 * @param reasonCode one that a client may send;
		 * {@link ReasonCode#DISCONNECT_WITH_WILL_MESSAGE} has the broker publish the will
		 * @return this builder
		 */
		public Builder reasonCode(ReasonCode reasonCode) {
			this.reasonCode = Arguments.required("reasonCode", reasonCode);
			return this;
		}

		/**
		 * Set how long the broker keeps the session from now on.
		 * @param sessionExpiryInterval 0 to 4294967295 seconds, or {@code null} for as
		 * long as it was asked to when connecting
		 * @return this builder
		 */
		public Builder sessionExpiryInterval(@Nullable Duration sessionExpiryInterval) {
			this.sessionExpiryInterval = sessionExpiryInterval;
			return this;
		}

		/**
		 * Set what to tell people.
		 * @param reasonString the text or {@code null}
		 * @return this builder
		 */
		public Builder reasonString(@Nullable String reasonString) {
			this.reasonString = reasonString;
			return this;
		}

		/**
		 * Add a User Property behind those added before.
		 * @param name the name, which may repeat
		 * @param value the value
		 * @return this builder
		 */
		public Builder userProperty(String name, String value) {
			this.userProperties.add(new UserProperty(name, value));
			return this;
		}

		/**
		 * Set how long publications under way and running receivers have.
		 * @param timeout zero or more, or {@code null} for {@code mqtt.shutdown-timeout}
		 * @return this builder
		 */
		public Builder timeout(@Nullable Duration timeout) {
			this.timeout = timeout;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value can't be sent
		 */
		public DisconnectOptions build() {
			return new DisconnectOptions(this.reasonCode, this.sessionExpiryInterval, this.reasonString,
					this.userProperties, this.timeout);
		}

	}

}
