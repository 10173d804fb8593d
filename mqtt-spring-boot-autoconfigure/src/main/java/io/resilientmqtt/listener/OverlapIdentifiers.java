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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.TopicFilter;

/**
 * Identifiers for subscriptions that overlap while neither covers the other, as
 * {@code a/+} and {@code +/b} do: many brokers send a message that matches both once for
 * each, and only a Subscription Identifier shows that these are copies. A filter has the
 * same identifier in every life of the application. Immutable.
 */
final class OverlapIdentifiers {

	/**
	 * No subscriptions that overlap.
	 */
	static final OverlapIdentifiers NONE = new OverlapIdentifiers(List.of());

	/**
	 * First identifier used, out of the way of those an application numbers from 1, and
	 * below those of {@link DeliveryIdentifiers}.
	 */
	private static final int FIRST = 0x400_0000;

	private final Map<TopicFilter, Integer> identifiers = new LinkedHashMap<>();

	private final Set<Integer> used = new HashSet<>();

	private OverlapIdentifiers(List<TopicFilter> filters) {
		for (TopicFilter filter : filters) {
			int identifier = FIRST + Math.floorMod(filter.toString().hashCode(), FIRST / 2);
			while (!this.used.add(identifier)) {
				identifier++;
			}
			this.identifiers.put(filter, identifier);
		}
	}

	/**
	 * Return identifiers for what is subscribed to.
	 * @param subscriptions the subscriptions, none of which another covers on the same
	 * terms
	 * @return the identifiers, {@link #NONE} if no subscriptions overlap
	 */
	static OverlapIdentifiers of(Collection<Subscription> subscriptions) {
		List<TopicFilter> overlapping = new ArrayList<>();
		for (Subscription subscription : subscriptions) {
			if (subscription.group() == null && subscriptions.stream()
				.anyMatch((other) -> other.group() == null && !other.filter().equals(subscription.filter())
						&& other.filter().overlaps(subscription.filter()))) {
				overlapping.add(subscription.filter());
			}
		}
		return overlapping.isEmpty() ? NONE : new OverlapIdentifiers(overlapping);
	}

	/**
	 * Add the identifier to a subscription.
	 * @param subscription the subscription
	 * @return the same subscription if it needs none
	 */
	Subscription identify(Subscription subscription) {
		Integer identifier = this.identifiers.get(subscription.filter());
		return (identifier != null) ? new Subscription(subscription.filter(), subscription.qos(),
				subscription.options(), identifier, subscription.userProperties()) : subscription;
	}

	/**
	 * Return whether there are any identifiers.
	 * @return whether there are none
	 */
	boolean isEmpty() {
		return this.identifiers.isEmpty();
	}

	/**
	 * Return whether the broker may send copies of a message.
	 * @param topic the topic of the message
	 * @return whether several of the subscriptions match it
	 */
	boolean isCopied(String topic) {
		int matching = 0;
		for (TopicFilter filter : this.identifiers.keySet()) {
			if (filter.matches(topic) && ++matching > 1) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether identifiers that came with a message are of these.
	 * @param identifiers the Subscription Identifiers of the message
	 * @return whether there are some, and all of them are
	 */
	boolean areAll(List<Integer> identifiers) {
		Objects.requireNonNull(identifiers, "'identifiers' must not be null");
		return !identifiers.isEmpty() && this.used.containsAll(identifiers);
	}

}
