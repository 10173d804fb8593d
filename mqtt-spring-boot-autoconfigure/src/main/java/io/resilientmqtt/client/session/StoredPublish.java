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

package io.resilientmqtt.client.session;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;

/**
 * A publication as it is kept.
 *
 * @param sequence its place in the order of publications, 1 or above; no two of a session
 * have the same
 * @param message the message, of QoS 1 or 2
 * @param qos the QoS it is published with, which the broker may have lowered
 * @param packetId the Packet Identifier, 1 to 65535, or 0 while it is not in flight
 * @param released whether PUBREC was received, so that PUBREL is due [MQTT-4.3.3-4]
 * @param acceptedAt when it was accepted, in milliseconds since 1970; its Message Expiry
 * Interval counts from then
 */
public record StoredPublish(long sequence, MqttMessage message, QoS qos, int packetId, boolean released,
		long acceptedAt) {

	/**
	 * Return whether it is in flight.
	 * @return {@code true} if it has a Packet Identifier
	 */
	public boolean isInFlight() {
		return this.packetId != 0;
	}

}
