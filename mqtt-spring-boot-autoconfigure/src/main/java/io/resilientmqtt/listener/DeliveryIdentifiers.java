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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is delivered for whom where subscriptions overlap. Many brokers deliver such
 * a message once for each, and a Subscription Identifier says for which [MQTT-3.3.4-3]. A
 * delivery is for the listeners that wanted its subscription, or one of the same terms in
 * place of which there is this; what else they get of the same terms are copies. A filter
 * has the same identifier in every life of the application, for a session may hold
 * messages from an earlier one. Immutable.
 */
final class DeliveryIdentifiers {

	/**
	 * No subscriptions that overlap.
	 */
	static final DeliveryIdentifiers NONE = new DeliveryIdentifiers(List.of(), List.of());

	/**
	 * First identifier used, out of the way of those an application numbers from 1.
	 */
	private static final int FIRST = 0x800_0000;

	private final Map<TopicFilter, Integer> identifiers = new LinkedHashMap<>();

	private final Set<Integer> used = new LinkedHashSet<>();

	private final Map<String, List<Source>> sources = new HashMap<>();

	private DeliveryIdentifiers(Collection<MqttListenerEndpoint> endpoints, Collection<Subscription> wanted) {
		Map<TopicFilter, Subscription> all = new LinkedHashMap<>();
		endpoints.forEach((endpoint) -> endpoint.subscriptions()
			.forEach((subscription) -> all.putIfAbsent(subscription.filter(), subscription)));
		wanted.forEach((subscription) -> all.putIfAbsent(subscription.filter(), subscription));
		List<Subscription> overlapping = all.values()
			.stream()
			.filter((subscription) -> all.values().stream().anyMatch((other) -> needsIdentifier(subscription, other)))
			.toList();
		overlapping.forEach((subscription) -> this.identifiers.put(subscription.filter(), add(subscription)));
		Set<TopicFilter> subscribed = wanted.stream().map(Subscription::filter).collect(Collectors.toSet());
		for (MqttListenerEndpoint endpoint : endpoints) {
			this.sources.put(endpoint.id(), sources(endpoint, overlapping, subscribed));
		}
	}

	private static boolean needsIdentifier(Subscription subscription, Subscription other) {
		TopicFilter filter = subscription.filter();
		return filter.overlaps(other.filter()) && !(Terms.of(subscription).equals(Terms.of(other))
				&& (filter.covers(other.filter()) || other.filter().covers(filter)));
	}

	private int add(Subscription subscription) {
		SubscriptionOptions options = subscription.options();
		String text = options.noLocal() + "/" + options.retainAsPublished() + "/" + options.retainHandling().value()
				+ "/" + subscription.filter();
		int identifier = FIRST + Math.floorMod(text.hashCode(), Subscription.MAX_IDENTIFIER - FIRST);
		while (!this.used.add(identifier)) {
			identifier++;
		}
		return identifier;
	}

	private List<Source> sources(MqttListenerEndpoint endpoint, List<Subscription> overlapping,
			Set<TopicFilter> subscribed) {
		List<Source> sources = new ArrayList<>();
		for (Subscription source : overlapping) {
			List<TopicFilter> wanted = endpoint.subscriptions()
				.stream()
				.filter((subscription) -> Terms.of(subscription).equals(Terms.of(source)))
				.map(Subscription::filter)
				.filter(source.filter()::overlaps)
				.toList();
			Integer identifier = this.identifiers.get(source.filter());
			if (identifier != null && !wanted.isEmpty()) {
				sources.add(new Source(identifier, source.filter(), wanted, subscribed.contains(source.filter())));
			}
		}
		return sources;
	}

	/**
	 * Return identifiers for what listeners listen to.
	 * @param endpoints all listeners, also those that are not subscribed
	 * @param wanted the subscriptions to have now
	 * @return the identifiers, {@link #NONE} if no subscriptions overlap
	 */
	static DeliveryIdentifiers of(Collection<MqttListenerEndpoint> endpoints, Collection<Subscription> wanted) {
		DeliveryIdentifiers identifiers = new DeliveryIdentifiers(endpoints, wanted);
		return identifiers.used.isEmpty() ? NONE : identifiers;
	}

	/**
	 * Return which listeners get each other's messages without identifiers: those that
	 * listen to the same topic in different groups, or with different options.
	 * @param endpoints the listeners
	 * @return two of them in words, or {@code null} if there are none
	 */
	static @Nullable String confused(Collection<MqttListenerEndpoint> endpoints) {
		List<Wanted> all = endpoints.stream()
			.flatMap((endpoint) -> endpoint.subscriptions()
				.stream()
				.map((subscription) -> new Wanted(endpoint.id(), subscription, Terms.of(subscription))))
			.toList();
		if (all.stream().map(Wanted::terms).distinct().count() > 1) {
			for (Wanted first : all) {
				for (Wanted second : all) {
					if (first.isConfusedWith(second)) {
						return first + " and " + second;
					}
				}
			}
		}
		return null;
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
	 * Return whether a message was delivered for a listener. In doubt it was: a message
	 * without an identifier, or with an unknown one, concerns all who listen to its
	 * topic.
	 * @param endpoint the listener
	 * @param message a message that matches one of its topics
	 * @param copies recognizes copies of what the listener has had
	 * @return {@code false} if it was delivered for others alone, or is a copy
	 */
	boolean concerns(MqttListenerEndpoint endpoint, MqttMessage message, Copies copies) {
		List<Integer> come = message.properties().subscriptionIdentifiers();
		List<Source> sources = this.sources.get(endpoint.id());
		if (come.isEmpty() || sources == null || !this.used.containsAll(come)) {
			return true;
		}
		boolean delivered = false;
		boolean expectedOne = false;
		List<Integer> expected = new ArrayList<>(sources.size());
		for (Source source : sources) {
			if (source.brings(message.topic())) {
				boolean isCome = come.contains(source.identifier());
				delivered |= isCome;
				if (source.subscribed()) {
					expectedOne |= isCome;
					expected.add(source.identifier());
				}
			}
		}
		return delivered && !(expectedOne && expected.size() > 1 && copies.contain(message, expected));
	}

	/**
	 * A subscription that brings a listener messages.
	 *
	 * @param identifier its identifier
	 * @param filter its filter
	 * @param wanted what the listener wants of that
	 * @param subscribed whether there is such a subscription now; if not, its messages
	 * may still come
	 */
	private record Source(int identifier, TopicFilter filter, List<TopicFilter> wanted, boolean subscribed) {

		boolean brings(String topic) {
			if (this.filter.matches(topic)) {
				for (TopicFilter filter : this.wanted) {
					if (filter.matches(topic)) {
						return true;
					}
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
	private record Terms(@Nullable TopicFilter shared, SubscriptionOptions options) {

		static Terms of(Subscription subscription) {
			return new Terms((subscription.group() != null) ? subscription.filter() : null, subscription.options());
		}

	}

	/**
	 * What one listener wants to be subscribed to.
	 *
	 * @param id the id of the listener
	 * @param subscription the subscription
	 * @param terms its terms
	 */
	private record Wanted(String id, Subscription subscription, Terms terms) {

		boolean isConfusedWith(Wanted other) {
			return !this.id.equals(other.id) && !this.terms.equals(other.terms)
					&& this.subscription.filter().overlaps(other.subscription.filter());
		}

		@Override
		public String toString() {
			return "'" + this.id + "' (" + this.subscription.filter() + ")";
		}

	}

}
