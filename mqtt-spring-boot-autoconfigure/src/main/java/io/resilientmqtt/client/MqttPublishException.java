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

import java.util.List;

import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A publication did not succeed. The message was not and will not be delivered by the
 * client, except after {@link Reason#CONNECTION_LOST}, where that can't be known, after
 * {@link Reason#DOWNGRADED}, where the broker has it, and after a
 * {@link Reason#BROKER_LIMIT} or {@link Reason#UNSENDABLE} that is new with a reconnect.
 */
public class MqttPublishException extends MqttException {

	private final Reason reason;

	private final @Nullable ReasonCode reasonCode;

	private final @Nullable String reasonString;

	private final transient List<UserProperty> userProperties;

	/**
	 * Create the exception.
	 * @param reason why
	 * @param message one sentence with the remedy
	 */
	public MqttPublishException(Reason reason, String message) {
		this(reason, message, null, null, List.of());
	}

	/**
	 * Create the exception of a failure in the client.
	 * @param reason why
	 * @param message one sentence with the remedy
	 * @param cause the failure
	 */
	public MqttPublishException(Reason reason, String message, Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.reasonCode = null;
		this.reasonString = null;
		this.userProperties = List.of();
	}

	/**
	 * Create the exception.
	 * @param reason why
	 * @param message one sentence with the remedy
	 * @param reasonCode the broker's Reason Code or {@code null}
	 */
	public MqttPublishException(Reason reason, String message, @Nullable ReasonCode reasonCode) {
		this(reason, message, reasonCode, null, List.of());
	}

	/**
	 * Create the exception.
	 * @param reason why
	 * @param message one sentence with the remedy
	 * @param reasonCode the broker's Reason Code or {@code null}
	 * @param reasonString what the broker says for people, or {@code null}
	 * @param userProperties the user properties of its acknowledgement
	 */
	public MqttPublishException(Reason reason, String message, @Nullable ReasonCode reasonCode,
			@Nullable String reasonString, List<UserProperty> userProperties) {
		super(message, null);
		this.reason = reason;
		this.reasonCode = reasonCode;
		this.reasonString = reasonString;
		this.userProperties = List.copyOf(userProperties);
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return the Reason Code of the broker's acknowledgement.
	 * @return the code or {@code null} if the broker did not refuse
	 */
	public @Nullable ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * Return what the broker's acknowledgement says for people (MQTT 5).
	 * @return the Reason String or {@code null}
	 */
	public @Nullable String reasonString() {
		return this.reasonString;
	}

	/**
	 * Return the User Properties of the broker's acknowledgement (MQTT 5).
	 * @return the properties in order, possibly empty
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Why a publication did not succeed.
	 */
	public enum Reason {

		/**
		 * The broker refused it (behaviour S33).
		 */
		REFUSED,

		/**
		 * The broker closed the connection each time it was sent, at last alone, as often
		 * as {@code mqtt.publish.max-losses} allows.
		 */
		REFUSED_BY_CLOSING,

		/**
		 * No packet could be made of it, for want of memory for example.
		 */
		UNSENDABLE,

		/**
		 * QoS 2 only: the broker answered it as one of QoS 1, so it has the message, but
		 * may hand it on more than once.
		 */
		DOWNGRADED,

		/**
		 * It is against the broker's stated limits and was not sent, or not sent again if
		 * the limits of the connection before were wider.
		 */
		BROKER_LIMIT,

		/**
		 * The buffer stayed full (behaviour S15).
		 */
		BUFFER_FULL,

		/**
		 * Dropped from the full buffer to make room for a newer one.
		 */
		DROPPED,

		/**
		 * The store stayed full.
		 */
		STORE_FULL,

		/**
		 * The store can't be written, and {@code mqtt.store.on-failure} is {@code stop}.
		 */
		STORE_FAILED,

		/**
		 * Removed by {@link MqttClient#purgeStore}.
		 */
		PURGED,

		/**
		 * It waited longer than {@code mqtt.publish.expiry}.
		 */
		EXPIRED,

		/**
		 * QoS 0 only: the connection was lost while it was being written.
		 */
		CONNECTION_LOST,

		/**
		 * The client was closed first.
		 */
		CLOSED

	}

}
