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

import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * How a registered subscription stands with the broker.
 *
 * @param subscription what was asked for
 * @param state whether the broker has granted it
 * @param reasonCode the broker's last answer, or {@code null} before the first
 */
public record SubscriptionStatus(Subscription subscription, State state, @Nullable ReasonCode reasonCode) {

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
		 * Refused; asked for again after the next reconnect (SEMANTICS S18).
		 */
		REFUSED

	}

}
