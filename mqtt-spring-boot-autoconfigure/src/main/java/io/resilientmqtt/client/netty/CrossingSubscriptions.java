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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;

/**
 * For which of the subscriptions that overlap a message was delivered. Many brokers send
 * a copy for each, and where {@link CoveredSubscriptions} does not keep one of them alone
 * each gets a Subscription Identifier, if it has none. A copy goes to the receivers of
 * its subscription alone [MQTT-3.3.4-5], and what a broker sends once, with the
 * identifiers of all, to all [MQTT-3.3.4-4]. In doubt a message goes to all receivers of
 * its topic, as one that comes for a shared subscription does. Has no effect without
 * identifiers, as under MQTT 3.1.1. Belongs to the event loop.
 */
final class CrossingSubscriptions {

	/**
	 * Identifiers used, out of the way of those that an application numbers from 1 and of
	 * those that listeners have from {@link #END} on. A filter has the same in every life
	 * of the application, for a session may hold messages from an earlier one.
	 */
	private static final int FIRST = 0x400_0000;

	private static final int END = 0x800_0000;

	private final SubscriptionTable<Subscription> table;

	private final CoveredSubscriptions covered;

	private final FilterIndex<TopicFilter> all = new FilterIndex<>();

	/** Those of them that need no identifier. */
	private final FilterIndex<TopicFilter> plain = new FilterIndex<>();

	private final Map<TopicFilter, Integer> assigned = new HashMap<>(0);

	/** Of which subscriptions an identifier is, the application's own among them. */
	private final Map<Integer, Set<TopicFilter>> filters = new HashMap<>();

	/** Those that the broker does not know the identifier of. */
	private final Set<TopicFilter> untold = new LinkedHashSet<>(0);

	/** Those that it has been asked for with their identifiers, without an answer. */
	private final Set<TopicFilter> unconfirmed = new HashSet<>(0);

	private boolean available;

	/**
	 * Create without subscriptions.
	 * @param table all subscriptions
	 * @param covered those that are not the broker's
	 */
	CrossingSubscriptions(SubscriptionTable<Subscription> table, CoveredSubscriptions covered) {
		this.table = table;
		this.covered = covered;
	}

	/**
	 * A connection was accepted.
	 * @param available whether its subscriptions may have identifiers
	 */
	void connected(boolean available) {
		this.available = available;
		this.untold.addAll(this.unconfirmed);
		this.unconfirmed.clear();
	}

	/**
	 * A subscription is about to be registered, and asked for.
	 * @param subscription the subscription
	 */
	void registering(Subscription subscription) {
		TopicFilter filter = subscription.filter();
		Entry<Subscription> before = this.table.find(filter);
		if (before == null || !before.subscription().options().equals(subscription.options())) {
			removed(filter);
			if (filter.isPlain()) {
				enter(subscription);
			}
		}
		else if (before.subscription().identifier() != null) {
			forget(filter, before.subscription().identifier());
		}
		if (subscription.identifier() != null) {
			this.filters.computeIfAbsent(subscription.identifier(), (key) -> new HashSet<>(2)).add(filter);
		}
	}

	private void enter(Subscription subscription) {
		TopicFilter filter = subscription.filter();
		for (TopicFilter other : this.plain.overlapping(filter)) {
			if (isConfused(subscription, other)) {
				this.plain.remove(other, other);
				identify(other);
			}
		}
		TopicFilter reason = this.all.findOverlapping(filter, (other) -> isConfused(subscription, other));
		this.all.add(filter, filter);
		if (reason != null) {
			identify(filter);
		}
		else {
			this.plain.add(filter, filter);
		}
	}

	private boolean isConfused(Subscription subscription, TopicFilter other) {
		TopicFilter filter = subscription.filter();
		Entry<Subscription> entry = this.table.find(other);
		return entry != null && !(entry.subscription().options().equals(subscription.options())
				&& (filter.covers(other) || other.covers(filter)));
	}

	private void identify(TopicFilter filter) {
		int identifier = FIRST + Math.floorMod(filter.toString().hashCode(), END - FIRST);
		while (this.filters.containsKey(identifier)) {
			identifier = (identifier + 1 < END) ? identifier + 1 : FIRST;
		}
		this.assigned.put(filter, identifier);
		this.filters.put(identifier, new HashSet<>(Set.of(filter)));
		this.untold.add(filter);
	}

	private void forget(TopicFilter filter, int identifier) {
		Set<TopicFilter> others = this.filters.get(identifier);
		if (others != null && others.remove(filter) && others.isEmpty()) {
			this.filters.remove(identifier);
		}
	}

	/**
	 * A subscription has been removed.
	 * @param filter its filter
	 */
	void removed(TopicFilter filter) {
		this.all.remove(filter, filter);
		this.plain.remove(filter, filter);
		this.untold.remove(filter);
		this.unconfirmed.remove(filter);
		Integer identifier = this.assigned.remove(filter);
		if (identifier != null) {
			forget(filter, identifier);
		}
		Entry<Subscription> entry = this.table.find(filter);
		if (entry != null && entry.subscription().identifier() != null) {
			forget(filter, entry.subscription().identifier());
		}
	}

	/**
	 * Return what the broker has to be told the identifiers of.
	 * @return subscriptions that it has, until they are {@linkplain #asked asked for}
	 */
	List<Entry<Subscription>> untold() {
		if (this.untold.isEmpty() || !this.available) {
			return List.of();
		}
		List<Entry<Subscription>> granted = new ArrayList<>(this.untold.size());
		for (TopicFilter filter : this.untold) {
			Entry<Subscription> entry = this.table.find(filter);
			if (entry != null && entry.isGranted() && !this.covered.contains(filter)) {
				granted.add(entry);
			}
		}
		return granted;
	}

	/**
	 * Return what to ask the broker for.
	 * @param entry the subscription
	 * @return the same, with its identifier. If the broker has it already, retained
	 * messages are not sent again for its sake
	 */
	Subscription asked(Entry<Subscription> entry) {
		Subscription subscription = entry.subscription();
		TopicFilter filter = subscription.filter();
		Integer identifier = this.assigned.get(filter);
		boolean again = this.untold.remove(filter) && entry.isGranted();
		if (identifier == null || subscription.identifier() != null) {
			return subscription;
		}
		if (!this.available) {
			this.untold.add(filter);
			return subscription;
		}
		this.unconfirmed.add(filter);
		SubscriptionOptions options = subscription.options();
		if (again) {
			options = new SubscriptionOptions(options.noLocal(), options.retainAsPublished(),
					RetainHandling.DO_NOT_SEND_AT_SUBSCRIBE);
		}
		return new Subscription(filter, subscription.qos(), options, identifier, subscription.userProperties());
	}

	/**
	 * The broker has answered a subscription.
	 * @param filter its filter
	 */
	void answered(TopicFilter filter) {
		this.unconfirmed.remove(filter);
	}

	/**
	 * Leave out the receivers that a message was not delivered for.
	 * @param inboxes those whose filters match its topic
	 * @param message the message
	 * @return the rest
	 */
	Inbox[] select(Inbox[] inboxes, MqttMessage message) {
		List<Integer> identifiers = message.properties().subscriptionIdentifiers();
		if (this.assigned.isEmpty() || identifiers.isEmpty()) {
			return inboxes;
		}
		Set<TopicFilter> bringing = new HashSet<>();
		for (Integer identifier : identifiers) {
			Set<TopicFilter> known = this.filters.get(identifier);
			if (known == null || !known.stream().allMatch(TopicFilter::isPlain)) {
				return inboxes;
			}
			bringing.addAll(known);
		}
		List<Inbox> selected = new ArrayList<>(inboxes.length);
		for (Inbox inbox : inboxes) {
			if (isFor(inbox.receiver().filters(), message.topic(), bringing)) {
				selected.add(inbox);
			}
		}
		return selected.toArray(Inbox[]::new);
	}

	private boolean isFor(Set<TopicFilter> filters, String topic, Set<TopicFilter> bringing) {
		for (TopicFilter filter : filters) {
			if (filter.matches(topic) && isBrought(filter, bringing)) {
				return true;
			}
		}
		return false;
	}

	private boolean isBrought(TopicFilter filter, Set<TopicFilter> bringing) {
		Entry<Subscription> entry = this.table.find(filter);
		if (entry == null) {
			return bringing.stream().anyMatch((other) -> other.covers(filter))
					|| this.all.findCovering(filter, (other) -> true) == null;
		}
		TopicFilter cover = this.covered.cover(filter);
		return !entry.isGranted() || bringing.contains(filter) || isUncertain((cover != null) ? cover : filter)
				|| (cover != null && bringing.contains(cover));
	}

	/**
	 * Return whether messages may come for a subscription without its identifier.
	 * @param filter its filter
	 * @return whether it has none that the broker is known to know
	 */
	private boolean isUncertain(TopicFilter filter) {
		Entry<Subscription> entry = this.table.find(filter);
		return this.untold.contains(filter) || this.unconfirmed.contains(filter)
				|| !(this.assigned.containsKey(filter) || (entry != null && entry.subscription().identifier() != null));
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	long steps() {
		return this.all.steps() + this.plain.steps();
	}

}
