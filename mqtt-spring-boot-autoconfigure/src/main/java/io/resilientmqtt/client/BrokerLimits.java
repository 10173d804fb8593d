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

import io.resilientmqtt.message.QoS;

/**
 * Limits that a broker states in the properties of its CONNACK [MQTT 5, 3.2.2.3]. The
 * client keeps to them.
 *
 * @param receiveMaximum how many QoS 1 and 2 publications may be unacknowledged, 1 to
 * 65535
 * @param maximumQoS the highest QoS accepted
 * @param retainAvailable whether retained messages are supported
 * @param maximumPacketSize the longest packet accepted, in bytes
 * @param keepAlive the Keep Alive in force, zero for none
 * @param topicAliasMaximum how many topic aliases the client may use, 0 to 65535
 * @param wildcardSubscriptionAvailable whether a subscription may have wildcards
 * @param subscriptionIdentifiersAvailable whether a subscription may have an identifier
 * @param sharedSubscriptionAvailable whether a subscription may be shared
 */
public record BrokerLimits(int receiveMaximum, QoS maximumQoS, boolean retainAvailable, long maximumPacketSize,
		Duration keepAlive, int topicAliasMaximum, boolean wildcardSubscriptionAvailable,
		boolean subscriptionIdentifiersAvailable, boolean sharedSubscriptionAvailable) {

	/**
	 * Longest MQTT packet there can be: a Remaining Length of 268,435,455 and its header.
	 */
	public static final long LARGEST_PACKET = 268_435_455L + 5;

	/**
	 * Return the limits of a broker that states none.
	 * @param keepAlive the Keep Alive asked for
	 * @return the limits
	 */
	public static BrokerLimits none(Duration keepAlive) {
		return new BrokerLimits(65535, QoS.EXACTLY_ONCE, true, LARGEST_PACKET, keepAlive, 0, true, true, true);
	}

}
