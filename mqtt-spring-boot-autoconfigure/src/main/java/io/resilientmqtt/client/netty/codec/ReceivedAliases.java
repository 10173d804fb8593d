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

package io.resilientmqtt.client.netty.codec;

import java.util.Arrays;

import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What the topic aliases of a broker stand for on one connection [MQTT 5, 3.3.2.3.4]. A
 * message by alias costs nothing but the look at a table. On the event loop.
 */
final class ReceivedAliases {

	private final int maximum;

	/** By their alias. */
	private @Nullable ReceivedTopic[] topics = new ReceivedTopic[0];

	/** The alias in the PUBLISH at hand, 0 if it has none. */
	private int alias;

	/**
	 * Create the table of a connection.
	 * @param maximum the Topic Alias Maximum told to the broker, 0 for no aliases
	 */
	ReceivedAliases(int maximum) {
		this.maximum = maximum;
	}

	/**
	 * The PUBLISH at hand has a Topic Alias.
	 * @param alias its value
	 * @throws ProtocolViolation if the broker may not use it
	 */
	void alias(int alias) {
		if (alias == 0 || alias > this.maximum) {
			throw new ProtocolViolation(ReasonCode.TOPIC_ALIAS_INVALID,
					"PUBLISH with topic alias " + alias + ", though the client allows "
							+ ((this.maximum > 0) ? "1 to " + this.maximum : "none")
							+ " (mqtt.v5.topic-alias-maximum) [MQTT-3.3.2-8] [MQTT-3.3.2-11]");
		}
		this.alias = alias;
	}

	/**
	 * Return the topic of the PUBLISH at hand, which is read to the end of its
	 * properties.
	 * @param named its topic, or {@code null} if the name is empty
	 * @return that topic, or the one its alias stands for
	 * @throws ProtocolViolation if it has neither
	 */
	ReceivedTopic topic(@Nullable ReceivedTopic named) {
		int alias = this.alias;
		this.alias = 0;
		if (named == null) {
			ReceivedTopic topic = (alias < this.topics.length) ? this.topics[alias] : null;
			if (topic == null) {
				throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBLISH without a topic and " + ((alias == 0)
						? "without a topic alias" : "with topic alias " + alias + ", which is not set"));
			}
			return topic;
		}
		if (alias != 0) {
			if (alias >= this.topics.length) {
				int length = Math.max(alias + 1, Math.min(this.maximum + 1, this.topics.length * 2));
				this.topics = Arrays.copyOf(this.topics, length);
			}
			this.topics[alias] = named;
		}
		return named;
	}

}
