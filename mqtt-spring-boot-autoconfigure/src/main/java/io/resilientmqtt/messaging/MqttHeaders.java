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

package io.resilientmqtt.messaging;

/**
 * Names of the headers that carry MQTT's fields in a Spring {@code Message}. Names and
 * types are those of Spring Integration where it has them, so that code moves between the
 * two unchanged.
 */
public final class MqttHeaders {

	/**
	 * What every name starts with.
	 */
	public static final String PREFIX = "mqtt_";

	/**
	 * QoS to publish with: an {@code Integer} from 0 to 2.
	 */
	public static final String QOS = PREFIX + "qos";

	/**
	 * Packet Identifier of a message received, 0 for QoS 0: an {@code Integer}.
	 */
	public static final String ID = PREFIX + "id";

	/**
	 * QoS of a message received: an {@code Integer} from 0 to 2.
	 */
	public static final String RECEIVED_QOS = PREFIX + "receivedQos";

	/**
	 * Whether the broker may have sent a message received before: a {@code Boolean}.
	 */
	public static final String DUPLICATE = PREFIX + "duplicate";

	/**
	 * Whether the broker is to retain a message published: a {@code Boolean}.
	 */
	public static final String RETAINED = PREFIX + "retained";

	/**
	 * Whether a message received is one the broker had retained: a {@code Boolean}.
	 */
	public static final String RECEIVED_RETAINED = PREFIX + "receivedRetained";

	/**
	 * Topic to publish to: a {@code String}.
	 */
	public static final String TOPIC = PREFIX + "topic";

	/**
	 * Topic of a message received: a {@code String}.
	 */
	public static final String RECEIVED_TOPIC = PREFIX + "receivedTopic";

	/**
	 * Message Expiry Interval of MQTT 5 in seconds: a {@code Long}.
	 */
	public static final String MESSAGE_EXPIRY_INTERVAL = PREFIX + "messageExpiryInterval";

	/**
	 * Topic Alias of MQTT 5, as Spring Integration sets it: an {@code Integer}. Aliases
	 * are a matter of the connection here and never appear in a message.
	 */
	public static final String TOPIC_ALIAS = PREFIX + "topicAlias";

	/**
	 * Response Topic of MQTT 5: a {@code String}.
	 */
	public static final String RESPONSE_TOPIC = PREFIX + "responseTopic";

	/**
	 * Correlation Data of MQTT 5: a {@code byte[]}.
	 */
	public static final String CORRELATION_DATA = PREFIX + "correlationData";

	/**
	 * Subscription Identifiers of MQTT 5 of a message received, if there are any: a
	 * {@code List} of {@code Integer}.
	 */
	public static final String SUBSCRIPTION_IDENTIFIERS = PREFIX + "subscriptionIdentifiers";

	private MqttHeaders() {
	}

}
