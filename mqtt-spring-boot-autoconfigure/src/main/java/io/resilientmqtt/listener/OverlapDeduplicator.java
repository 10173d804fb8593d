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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes copies of a message that the broker has sent one listener for several
 * subscriptions: the same topic, payload and properties, for a subscription that has had
 * neither that message nor a later one of its topic. The same message sent again, and an
 * equal one that follows, have the identifier it had before: neither is taken for a copy.
 * Messages of which copies are due are remembered, the last {@value #DUE} of them; in
 * doubt a message is handled twice and never missed. Belongs to the thread that takes the
 * listener's messages.
 */
final class OverlapDeduplicator {

	/**
	 * Messages remembered.
	 */
	private static final int DUE = 256;

	private final Deque<Seen> due = new ArrayDeque<>();

	/**
	 * Return whether a message is a copy of one that has come already.
	 * @param message a message with Subscription Identifiers
	 * @param expected the identifiers of the listener's subscriptions that match its
	 * topic, at least one of which the message has
	 * @return {@code true} if it is
	 */
	boolean isCopy(MqttMessage message, Collection<Integer> expected) {
		List<Integer> come = new ArrayList<>(message.properties().subscriptionIdentifiers());
		come.retainAll(expected);
		for (Iterator<Seen> earlier = this.due.iterator(); earlier.hasNext();) {
			Seen seen = earlier.next();
			if (seen.message().topic().equals(message.topic())) {
				boolean copied = seen.isCopiedBy(message, come);
				// Each subscription has its messages in order: it brings no earlier one
				seen.identifiers().addAll(come);
				if (seen.identifiers().containsAll(expected)) {
					earlier.remove();
				}
				if (copied) {
					return true;
				}
			}
		}
		if (!come.containsAll(expected)) {
			if (this.due.size() == DUE) {
				this.due.removeFirst();
			}
			this.due.addLast(new Seen(message, new HashSet<>(come)));
		}
		return false;
	}

	/**
	 * A message of which copies are due.
	 *
	 * @param message the message
	 * @param identifiers those of the subscriptions that are through with it
	 */
	private record Seen(MqttMessage message, Set<Integer> identifiers) {

		boolean isCopiedBy(MqttMessage other, List<Integer> come) {
			PublishProperties properties = this.message.properties();
			PublishProperties others = other.properties();
			return Collections.disjoint(this.identifiers, come) && this.message.retain() == other.retain()
					&& this.message.payloadBuffer().equals(other.payloadBuffer())
					&& equal(properties.contentType(), others.contentType())
					&& equal(properties.responseTopic(), others.responseTopic())
					&& Arrays.equals(properties.correlationData(), others.correlationData())
					&& properties.userProperties().equals(others.userProperties());
		}

		private static boolean equal(@Nullable String text, @Nullable String other) {
			return (text != null) ? text.equals(other) : other == null;
		}

	}

}
