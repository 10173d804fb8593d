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

import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a registered subscription stands with the broker.
 *
 * @param subscription what was asked for
 * @param state whether the broker has granted it
 * @param reasonCode the last answer, or {@code null} before the first. The client answers
 * in place of the broker, without asking it, when the connection can't carry the
 * subscription or CONNACK has excluded it
 * @param reasonString what the answer says for people, or {@code null}
 * @param userProperties the User Properties of the SUBACK, in order
 */
public record SubscriptionStatus(Subscription subscription, State state, @Nullable ReasonCode reasonCode,
		@Nullable String reasonString, List<UserProperty> userProperties) {

	public SubscriptionStatus {
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Create a status whose answer says no more than its Reason Code.
	 * @param subscription what was asked for
	 * @param state whether the broker has granted it
	 * @param reasonCode the last answer, or {@code null} before the first
	 */
	public SubscriptionStatus(Subscription subscription, State state, @Nullable ReasonCode reasonCode) {
		this(subscription, state, reasonCode, null, List.of());
	}

	/**
	 * Return the last answer in words, for people to read.
	 * @return for example {@code not authorized (0x87): ask the administrator}, or
	 * {@code not answered yet}
	 */
	public String describeReason() {
		if (this.reasonCode == null) {
			return "not answered yet";
		}
		return this.reasonCode.describe() + ((this.reasonString != null) ? ": " + Printable.of(this.reasonString) : "");
	}

	/**
	 * Return the QoS granted.
	 * @return the maximum QoS with which the broker sends, or {@code null} if it has not
	 * granted the subscription
	 */
	public @Nullable QoS grantedQos() {
		return (this.state == State.GRANTED && this.reasonCode != null && this.reasonCode.value() <= 2)
				? QoS.of(this.reasonCode.value()) : null;
	}

	/**
	 * Return whether the broker has granted a lower QoS than was asked for, so that it
	 * may lose messages. Brokers may [MQTT-3.8.4-8].
	 * @return {@code true} if it is lower
	 */
	public boolean isLowered() {
		QoS granted = grantedQos();
		return granted != null && granted.value() < this.subscription.qos().value();
	}

	/**
	 * State of a subscription.
	 */
	public enum State {

		/**
		 * Registered; the broker has not answered on this connection.
		 */
		PENDING,

		/**
		 * Granted, maybe with a lower QoS.
		 */
		GRANTED,

		/**
		 * Refused; asked for again after the next reconnect (behaviour S18).
		 */
		REFUSED

	}

}
