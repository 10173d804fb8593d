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

package io.resilientmqtt.client.netty;

import java.util.List;

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What can't be subscribed to and is refused without asking the broker: options that MQTT
 * 3.1.1 has no bits for, for leaving them out would change what is delivered; and what
 * the broker's CONNACK excludes, for sending it would be a protocol error [MQTT 5,
 * 3.2.2.3.11 to 13]. Stateless.
 */
final class SubscriptionLimits {

	private SubscriptionLimits() {
	}

	/**
	 * Return why a connection can't carry a subscription.
	 * @param subscription the subscription
	 * @param version the version of the connection
	 * @param limits what its broker allows
	 * @return the answer in place of the broker's, or {@code null} if it is to be asked
	 */
	static @Nullable Answer refusal(Subscription subscription, ProtocolVersion version, BrokerLimits limits) {
		Answer refusal = refusal(subscription, version);
		if (refusal != null) {
			return refusal;
		}
		if (subscription.filter().shareName() != null && !limits.sharedSubscriptionAvailable()) {
			return refusal(ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
					"group = '" + subscription.filter().shareName()
							+ "' was not sent, for the broker's CONNACK excludes shared subscriptions; "
							+ "leave the group out or use another broker");
		}
		if (subscription.filter().hasWildcard() && !limits.wildcardSubscriptionAvailable()) {
			return refusal(ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
					"the filter was not sent, for the broker's CONNACK excludes wildcards; name each topic");
		}
		if (version == ProtocolVersion.MQTT_5 && subscription.identifier() != null
				&& !limits.subscriptionIdentifiersAvailable()) {
			return refusal(ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
					"identifier = " + subscription.identifier()
							+ " was not sent, for the broker's CONNACK excludes identifiers; leave it out");
		}
		return null;
	}

	/**
	 * Return why no connection of a version can carry a subscription.
	 * @param subscription the subscription
	 * @param version the version
	 * @return the answer, or {@code null} if there may be a broker that grants it
	 */
	static @Nullable Answer refusal(Subscription subscription, ProtocolVersion version) {
		SubscriptionOptions options = subscription.options();
		if (version == ProtocolVersion.MQTT_5 || options.equals(SubscriptionOptions.DEFAULT)) {
			return null;
		}
		String option = options.noLocal() ? "noLocal = true" : options.retainAsPublished() ? "retainAsPublished = true"
				: "retainHandling = " + options.retainHandling();
		return refusal(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, option + " needs MQTT 5, and this is " + version
				+ "; use mqtt.protocol-version=5 and a broker that speaks it, or leave the option out");
	}

	/**
	 * Return the answer to a subscription that is too long to be sent [MQTT-3.2.2-15].
	 * @param limits what the broker allows
	 * @return the answer
	 */
	static Answer tooLarge(BrokerLimits limits) {
		return refusal(ReasonCode.PACKET_TOO_LARGE, "the SUBSCRIBE was not sent, for it is longer than the "
				+ limits.maximumPacketSize() + " bytes the broker accepts; shorten the filter or the user properties");
	}

	private static Answer refusal(ReasonCode reasonCode, String reason) {
		return new Answer(reasonCode, reason, List.of());
	}

}
