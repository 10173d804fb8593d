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

package io.resilientmqtt.listener;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the broker says which subscriptions a message is for, as far as the
 * present connection or the last one tells. If it does not, listeners on different terms
 * can't be told apart, which is worth a warning. Not for use by several threads at once.
 */
final class IdentifierSupport {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSubscriptions.class);

	private final MqttClient client;

	private final ListenerTopics topics;

	/** What was warned about last. */
	private @Nullable String warned;

	/** Whether the last connection had identifiers. */
	private @Nullable Boolean last;

	IdentifierSupport(MqttClient client, ListenerTopics topics) {
		this.client = client;
		this.topics = topics;
	}

	/**
	 * Return whether subscriptions may have identifiers.
	 * @return {@code true} if the broker has them, as far as is known
	 */
	boolean areAvailable() {
		ConnectionStatus status = this.client.status();
		ConnectResult connection = (status != null) ? status.connection() : null;
		if (connection == null) {
			return (this.last != null) ? this.last
					: status != null && status.protocolVersion() == ProtocolVersion.MQTT_5;
		}
		boolean v5 = connection.protocolVersion() == ProtocolVersion.MQTT_5;
		boolean available = v5 && connection.limits().subscriptionIdentifiersAvailable();
		this.last = available;
		String confused = available ? null : this.topics.confused();
		if (confused != null && !confused.equals(this.warned)) {
			this.warned = confused;
			logger.warn("Listeners {} get each other's messages, because {} does not say which subscription a message "
					+ "is for; use MQTT 5 with Subscription Identifiers, topics that don't overlap, or a client for each",
					confused, v5 ? "the broker" : "MQTT " + connection.protocolVersion());
		}
		return available;
	}

}
