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

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.listener.DeliveryIdentifiers.Terms;
import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to what, whether it is subscribed to now or not. Not for use by several
 * threads at once.
 */
final class ListenerTopics {

	private final Map<TopicFilter, Listened> topics = new HashMap<>();

	private final FilterIndex<Listened> index = new FilterIndex<>();

	/** How many topics have the same terms. */
	private final Map<Terms, Integer> terms = new HashMap<>();

	/** Two listeners that get each other's messages without identifiers. */
	private @Nullable Confused confused;

	/**
	 * Check that a listener can be added to the others.
	 * @param added the listener
	 * @throws IllegalArgumentException if another has the same filter with other options
	 */
	void check(MqttListenerEndpoint added) {
		for (Subscription subscription : added.subscriptions()) {
			Listened topic = this.topics.get(subscription.filter());
			SubscriptionOptions options = (topic != null) ? topic.terms.options() : added.subscriptionOptions();
			if (topic != null && !options.equals(added.subscriptionOptions())) {
				throw new IllegalArgumentException("listener '" + added.id() + "' wants '" + subscription.filter()
						+ "' with " + added.subscriptionOptions() + ", and listener '" + topic.first().id() + "' with "
						+ options + "; a filter is subscribed once [MQTT-3.8.4-3]: give both the same options");
			}
		}
	}

	void add(MqttListenerEndpoint endpoint) {
		for (Subscription subscription : endpoint.subscriptions()) {
			Listened topic = this.topics.get(subscription.filter());
			if (topic == null) {
				topic = new Listened(subscription);
				this.topics.put(topic.filter, topic);
				this.index.add(topic.filter, topic);
				this.terms.merge(topic.terms, 1, Integer::sum);
			}
			topic.listeners.add(endpoint);
			if (this.confused == null && this.terms.size() > 1) {
				this.confused = confused(endpoint, topic);
			}
		}
	}

	private @Nullable Confused confused(MqttListenerEndpoint endpoint, Listened topic) {
		Listened other = this.index.findOverlapping(topic.filter,
				(present) -> !present.terms.equals(topic.terms) && present.other(endpoint) != null);
		MqttListenerEndpoint listener = (other != null) ? other.other(endpoint) : null;
		return (other != null && listener != null) ? new Confused(listener, other.filter, endpoint, topic.filter)
				: null;
	}

	void remove(MqttListenerEndpoint endpoint) {
		for (Subscription subscription : endpoint.subscriptions()) {
			Listened topic = this.topics.get(subscription.filter());
			if (topic != null && topic.listeners.remove(endpoint) && topic.listeners.isEmpty()) {
				this.topics.remove(topic.filter);
				this.index.remove(topic.filter, topic);
				this.terms.computeIfPresent(topic.terms, (terms, count) -> (count > 1) ? count - 1 : null);
			}
		}
		if (this.confused != null && this.confused.isAbout(endpoint)) {
			this.confused = null;
		}
	}

	/**
	 * Return which listeners get each other's messages without identifiers: those that
	 * listen to the same topic in different groups, or with different options.
	 * @return two of them in words, or {@code null} if none are known
	 */
	@Nullable String confused() {
		return (this.confused != null) ? this.confused.toString() : null;
	}

	/**
	 * Return who listens to a filter.
	 * @param filter the filter
	 * @return the ids of the listeners, empty if there are none
	 */
	String listeners(TopicFilter filter) {
		Listened topic = this.topics.get(filter);
		return (topic != null) ? ids(topic.listeners) : "";
	}

	/**
	 * Return who listens to what a filter covers.
	 * @param filter the filter
	 * @return the ids of the listeners
	 */
	String listenersCovered(TopicFilter filter) {
		Map<String, MqttListenerEndpoint> covered = new LinkedHashMap<>();
		this.index.covered(filter)
			.stream()
			.filter((topic) -> filter.covers(topic.filter))
			.flatMap((topic) -> topic.listeners.stream())
			.forEach((endpoint) -> covered.put(endpoint.id(), endpoint));
		return ids(covered.values());
	}

	private static String ids(Collection<MqttListenerEndpoint> listeners) {
		return listeners.stream().map(MqttListenerEndpoint::id).sorted().collect(Collectors.joining(", "));
	}

	boolean contains(TopicFilter filter) {
		return this.topics.containsKey(filter);
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	long steps() {
		return this.index.steps();
	}

	/**
	 * A filter and who listens to it.
	 */
	private static final class Listened {

		private final TopicFilter filter;

		private final Terms terms;

		private final Set<MqttListenerEndpoint> listeners = new LinkedHashSet<>(2);

		Listened(Subscription subscription) {
			this.filter = subscription.filter();
			this.terms = Terms.of(subscription);
		}

		MqttListenerEndpoint first() {
			return this.listeners.iterator().next();
		}

		@Nullable MqttListenerEndpoint other(MqttListenerEndpoint endpoint) {
			for (MqttListenerEndpoint listener : this.listeners) {
				if (!listener.equals(endpoint)) {
					return listener;
				}
			}
			return null;
		}

	}

	/**
	 * Two listeners that get each other's messages.
	 *
	 * @param first one of them
	 * @param firstFilter its topic
	 * @param second the other
	 * @param secondFilter its topic
	 */
	private record Confused(MqttListenerEndpoint first, TopicFilter firstFilter, MqttListenerEndpoint second,
			TopicFilter secondFilter) {

		boolean isAbout(MqttListenerEndpoint endpoint) {
			return List.of(this.first, this.second).contains(endpoint);
		}

		@Override
		public String toString() {
			return "'" + this.first.id() + "' (" + this.firstFilter + ") and '" + this.second.id() + "' ("
					+ this.secondFilter + ")";
		}

	}

}
