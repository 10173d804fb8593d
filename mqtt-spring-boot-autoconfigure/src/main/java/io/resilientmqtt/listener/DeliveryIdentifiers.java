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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is delivered for whom where subscriptions overlap. Many brokers deliver such
 * a message once for each, and a Subscription Identifier says for which [MQTT-3.3.4-3]. A
 * delivery is for the listeners that wanted its subscription, or one of the same terms in
 * place of which there is this; what else they get of the same terms are copies. A filter
 * has the same identifier in every life of the application, for a session may hold
 * messages from an earlier one.
 * <p>
 * One thread at a time changes it; {@link #concerns} is called by others meanwhile.
 */
final class DeliveryIdentifiers {

	/**
	 * First identifier used, out of the way of those an application numbers from 1.
	 */
	private static final int FIRST = 0x800_0000;

	private final Map<TopicFilter, IdentifiedTopic> topics = new HashMap<>();

	private final FilterIndex<IdentifiedTopic> all = new FilterIndex<>();

	/** Those of them that need no identifier. */
	private final FilterIndex<IdentifiedTopic> plain = new FilterIndex<>();

	private final Map<Integer, IdentifiedTopic> used = new ConcurrentHashMap<>();

	/** The topics with the identifiers that are used. */
	private final FilterIndex<IdentifiedTopic> sources = new FilterIndex<>();

	private final Set<TopicFilter> changed = new LinkedHashSet<>();

	private volatile boolean available;

	/**
	 * Set whether the broker has identifiers.
	 * @param available whether subscriptions are given them
	 */
	void available(boolean available) {
		this.available = available;
	}

	/**
	 * A listener listens to a topic, whether it is subscribed to now or not; or there is
	 * to be a subscription in place of such topics.
	 * @param subscription what it needs to be subscribed to
	 */
	void add(Subscription subscription) {
		IdentifiedTopic topic = this.topics.get(subscription.filter());
		if (topic == null) {
			topic = new IdentifiedTopic(subscription);
			enter(topic);
		}
		topic.uses++;
	}

	/**
	 * Take back what was added.
	 * @param filter its filter
	 */
	void remove(TopicFilter filter) {
		IdentifiedTopic topic = this.topics.get(filter);
		if (topic != null && --topic.uses == 0) {
			leave(topic);
		}
	}

	private void enter(IdentifiedTopic topic) {
		this.topics.put(topic.filter, topic);
		IdentifiedTopic other = this.all.findOverlapping(topic.filter, topic::isConfusedWith);
		for (IdentifiedTopic confused : this.plain.overlapping(topic.filter)) {
			if (confused.isConfusedWith(topic)) {
				this.plain.remove(confused.filter, confused);
				identify(confused, topic);
			}
		}
		this.all.add(topic.filter, topic);
		place(topic, other);
	}

	private void leave(IdentifiedTopic topic) {
		this.topics.remove(topic.filter);
		this.all.remove(topic.filter, topic);
		this.plain.remove(topic.filter, topic);
		forget(topic);
		for (IdentifiedTopic confused : List.copyOf(topic.reasonFor)) {
			IdentifiedTopic other = this.all.findOverlapping(confused.filter, confused::isConfusedWith);
			if (other == null) {
				forget(confused);
			}
			place(confused, other);
		}
	}

	private void place(IdentifiedTopic topic, @Nullable IdentifiedTopic other) {
		if (other != null) {
			identify(topic, other);
		}
		else {
			this.plain.add(topic.filter, topic);
		}
	}

	private void identify(IdentifiedTopic topic, IdentifiedTopic reason) {
		topic.reason(reason);
		if (topic.identifier == 0) {
			int identifier = topic.preferredIdentifier();
			while (this.used.containsKey(identifier)) {
				identifier++;
			}
			topic.identifier = identifier;
			this.sources.add(topic.filter, topic);
			this.used.put(identifier, topic); // last: what is not used concerns all
			this.changed.add(topic.filter);
		}
	}

	private void forget(IdentifiedTopic topic) {
		topic.reason(null);
		if (topic.identifier != 0) {
			this.used.remove(topic.identifier);
			this.sources.remove(topic.filter, topic);
			topic.identifier = 0;
			this.changed.add(topic.filter);
		}
	}

	/**
	 * Return the filters that have another identifier than before, or none.
	 * @return those since the last call
	 */
	List<TopicFilter> takeChanges() {
		List<TopicFilter> changes = List.copyOf(this.changed);
		this.changed.clear();
		return changes;
	}

	/**
	 * Set whether there is a subscription with a filter now; if not, its messages may
	 * still come.
	 * @param filter the filter
	 * @param subscribed whether there is one
	 */
	void subscribed(TopicFilter filter, boolean subscribed) {
		IdentifiedTopic topic = this.topics.get(filter);
		if (topic != null) {
			topic.subscribed = subscribed;
		}
	}

	/**
	 * Add the identifier to a subscription.
	 * @param subscription the subscription
	 * @return the same subscription if it needs none
	 */
	Subscription identify(Subscription subscription) {
		IdentifiedTopic topic = this.available ? this.topics.get(subscription.filter()) : null;
		return (topic != null && topic.identifier != 0) ? new Subscription(subscription.filter(), subscription.qos(),
				subscription.options(), topic.identifier, subscription.userProperties()) : subscription;
	}

	/**
	 * Return whether a message was delivered for a listener. In doubt it was: a message
	 * without an identifier, or with an unknown one, concerns all who listen to its
	 * topic. On the thread that takes the listener's messages.
	 * @param endpoint the listener
	 * @param message a message that matches one of its topics
	 * @param deduplicator recognizes copies of what the listener has had
	 * @return {@code false} if it was delivered for others alone, or is a copy
	 */
	boolean concerns(MqttListenerEndpoint endpoint, MqttMessage message, OverlapDeduplicator deduplicator) {
		List<Integer> come = message.properties().subscriptionIdentifiers();
		if (come.isEmpty() || !this.available || !this.used.keySet().containsAll(come)) {
			return true;
		}
		List<IdentifiedTopic> bringing = new ArrayList<>(4);
		this.sources.match(message.topic(), (source) -> {
			if (source.brings(endpoint, message.topic())) {
				bringing.add(source);
			}
		});
		boolean delivered = false;
		boolean expectedOne = false;
		List<Integer> expected = new ArrayList<>(bringing.size());
		for (IdentifiedTopic source : bringing) {
			boolean isCome = come.contains(source.identifier);
			delivered |= isCome;
			if (source.subscribed) {
				expectedOne |= isCome;
				expected.add(source.identifier);
			}
		}
		return delivered && !(expectedOne && expected.size() > 1 && deduplicator.isCopy(message, expected));
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	long steps() {
		return this.all.steps() + this.plain.steps();
	}

	/**
	 * A subscription that brings listeners messages.
	 */
	private static final class IdentifiedTopic {

		private final TopicFilter filter;

		private final Terms terms;

		private int uses;

		/** What it could be confused with, so that it has an identifier. */
		private @Nullable IdentifiedTopic reason;

		/** Those that have an identifier because of this. */
		private final Set<IdentifiedTopic> reasonFor = new LinkedHashSet<>(0);

		/** 0 if there is none. */
		private volatile int identifier;

		private volatile boolean subscribed;

		IdentifiedTopic(Subscription subscription) {
			this.filter = subscription.filter();
			this.terms = Terms.of(subscription);
		}

		boolean isConfusedWith(IdentifiedTopic other) {
			return !(this.terms.equals(other.terms)
					&& (this.filter.covers(other.filter) || other.filter.covers(this.filter)));
		}

		void reason(@Nullable IdentifiedTopic reason) {
			if (this.reason != null) {
				this.reason.reasonFor.remove(this);
			}
			this.reason = reason;
			if (reason != null) {
				reason.reasonFor.add(this);
			}
		}

		int preferredIdentifier() {
			SubscriptionOptions options = this.terms.options();
			String text = options.noLocal() + "/" + options.retainAsPublished() + "/" + options.retainHandling().value()
					+ "/" + this.filter;
			return FIRST + Math.floorMod(text.hashCode(), Subscription.MAX_IDENTIFIER - FIRST);
		}

		/**
		 * Return whether a listener gets the messages of a topic by this subscription.
		 * @param endpoint the listener
		 * @param topic a topic that matches the filter of the subscription
		 * @return whether it listens to that on the same terms
		 */
		boolean brings(MqttListenerEndpoint endpoint, String topic) {
			for (Subscription wanted : endpoint.subscriptions()) {
				if (wanted.filter().matches(topic) && Terms.of(wanted).equals(this.terms)) {
					return true;
				}
			}
			return false;
		}

	}

	/**
	 * On what terms messages are delivered. Subscriptions of the same terms stand for
	 * each other where one covers the other; a shared one stands for itself alone.
	 *
	 * @param shared the filter if it is shared, or {@code null}
	 * @param options the Subscription Options
	 */
	record Terms(@Nullable TopicFilter shared, SubscriptionOptions options) {

		static Terms of(Subscription subscription) {
			return new Terms(subscription.filter().isPlain() ? null : subscription.filter(), subscription.options());
		}

	}

}
