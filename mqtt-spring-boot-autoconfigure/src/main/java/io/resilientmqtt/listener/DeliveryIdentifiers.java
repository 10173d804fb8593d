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
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what is delivered to whom where one topic is listened to on different
 * terms: in different groups, or with different options. The broker delivers such a
 * message once for each subscription, and the topic does not say for which; a
 * Subscription Identifier does [MQTT-3.3.4-3]. Every terms have one identifier, the same
 * in every life of the application, for a session may hold messages from an earlier one.
 * Immutable.
 */
final class DeliveryIdentifiers {

	/**
	 * No listeners that need to be told apart.
	 */
	static final DeliveryIdentifiers NONE = new DeliveryIdentifiers(List.of(), null);

	/**
	 * First identifier used, out of the way of those an application numbers from 1.
	 */
	private static final int FIRST = 0x800_0000;

	private final Map<Terms, Integer> identifiers = new LinkedHashMap<>();

	private final Map<Integer, Terms> terms = new HashMap<>();

	private final Map<String, List<Subscription>> subscriptions = new HashMap<>();

	private final @Nullable String overlap;

	private DeliveryIdentifiers(Collection<MqttListenerEndpoint> endpoints, @Nullable String overlap) {
		this.overlap = overlap;
		for (MqttListenerEndpoint endpoint : endpoints) {
			List<Subscription> subscriptions = endpoint.subscriptions();
			this.subscriptions.put(endpoint.id(), subscriptions);
			subscriptions
				.forEach((subscription) -> this.identifiers.computeIfAbsent(Terms.of(subscription), this::add));
		}
	}

	private int add(Terms terms) {
		int identifier = FIRST + Math.floorMod(terms.stableHash(), Subscription.MAX_IDENTIFIER - FIRST);
		while (this.terms.putIfAbsent(identifier, terms) != null) {
			identifier++;
		}
		return identifier;
	}

	/**
	 * Return identifiers for what listeners listen to.
	 * @param endpoints the listeners
	 * @return the identifiers, {@link #NONE} if no topic is listened to on different
	 * terms
	 */
	static DeliveryIdentifiers of(Collection<MqttListenerEndpoint> endpoints) {
		List<Wanted> all = endpoints.stream()
			.flatMap((endpoint) -> endpoint.subscriptions()
				.stream()
				.map((subscription) -> new Wanted(endpoint.id(), subscription, Terms.of(subscription))))
			.toList();
		if (all.stream().map(Wanted::terms).distinct().count() > 1) {
			for (Wanted first : all) {
				for (Wanted second : all) {
					if (first.isConfusedWith(second)) {
						return new DeliveryIdentifiers(endpoints, first + " and " + second);
					}
				}
			}
		}
		return NONE;
	}

	/**
	 * Return which listeners have to be told apart.
	 * @return two of them in words, or {@code null} if there are none
	 */
	@Nullable String overlap() {
		return this.overlap;
	}

	/**
	 * Add the identifier to a subscription.
	 * @param subscription the subscription of a listener
	 * @return the same subscription if no identifiers are needed
	 */
	Subscription identify(Subscription subscription) {
		Integer identifier = this.identifiers.get(Terms.of(subscription));
		return (identifier != null) ? new Subscription(subscription.filter(), subscription.qos(),
				subscription.options(), identifier, List.of()) : subscription;
	}

	/**
	 * Return whether a message was delivered for a listener. In doubt it was: a message
	 * without an identifier, or with an unknown one, concerns all who listen to its
	 * topic.
	 * @param endpoint the listener
	 * @param message a message that matches one of its topics
	 * @return whether to handle it
	 */
	boolean concerns(MqttListenerEndpoint endpoint, MqttMessage message) {
		List<Integer> identifiers = message.properties().subscriptionIdentifiers();
		List<Subscription> wanted = this.subscriptions.get(endpoint.id());
		if (identifiers.isEmpty() || wanted == null) {
			return true;
		}
		for (Integer identifier : identifiers) {
			Terms terms = this.terms.get(identifier);
			if (terms == null || wanted.stream()
				.anyMatch((subscription) -> terms.equals(Terms.of(subscription))
						&& subscription.filter().matches(message.topic()))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * On what terms a listener wants its messages.
	 *
	 * @param group the group it shares them with, or {@code null}
	 * @param options the Subscription Options
	 */
	private record Terms(@Nullable String group, SubscriptionOptions options) {

		static Terms of(Subscription subscription) {
			return new Terms(subscription.group(), subscription.options());
		}

		int stableHash() {
			return (this.options.noLocal() + "/" + this.options.retainAsPublished() + "/"
					+ this.options.retainHandling().value() + "/" + ((this.group != null) ? this.group : ""))
				.hashCode();
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
