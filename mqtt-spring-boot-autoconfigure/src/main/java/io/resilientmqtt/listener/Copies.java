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

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes copies of a message that the broker has sent one listener for several
 * subscriptions: the same topic, payload and properties as the message before it on that
 * topic, for a subscription that has had none of it yet. The same message sent again has
 * the identifier it had before, and an equal one that follows has too: neither is taken
 * for a copy. Copies that others of the same topic come between are not recognized, so in
 * doubt a message is handled twice and never missed. Belongs to the thread that takes the
 * listener's messages.
 */
final class Copies {

	/**
	 * Topics whose last message is remembered.
	 */
	private static final int TOPICS = 256;

	private final Map<String, Seen> last = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
			return size() > TOPICS;
		}

	};

	/**
	 * Return whether a message is a copy of one that has come already.
	 * @param message a message with Subscription Identifiers
	 * @return {@code true} if it is
	 */
	boolean contain(MqttMessage message) {
		Seen seen = this.last.get(message.topic());
		if (seen != null && seen.isCopiedBy(message)) {
			return true;
		}
		this.last.put(message.topic(),
				new Seen(message, new HashSet<>(message.properties().subscriptionIdentifiers())));
		return false;
	}

	/**
	 * The last message of a topic.
	 *
	 * @param message the message
	 * @param identifiers those of the subscriptions it has come for
	 */
	private record Seen(MqttMessage message, Set<Integer> identifiers) {

		boolean isCopiedBy(MqttMessage other) {
			PublishProperties properties = this.message.properties();
			PublishProperties others = other.properties();
			return Collections.disjoint(this.identifiers, others.subscriptionIdentifiers())
					&& this.message.payloadBuffer().equals(other.payloadBuffer())
					&& equal(properties.contentType(), others.contentType())
					&& equal(properties.responseTopic(), others.responseTopic())
					&& Arrays.equals(properties.correlationData(), others.correlationData())
					&& properties.userProperties().equals(others.userProperties())
					&& this.identifiers.addAll(others.subscriptionIdentifiers());
		}

		private static boolean equal(@Nullable String text, @Nullable String other) {
			return (text != null) ? text.equals(other) : other == null;
		}

	}

}
