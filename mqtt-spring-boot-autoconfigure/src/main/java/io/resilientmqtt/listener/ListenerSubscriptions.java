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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to what listeners listen to, each filter once with the highest QoS asked for
 * and none that another covers on the same terms, and says which listeners go without
 * when one is refused. Safe for use by several threads.
 */
final class ListenerSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSubscriptions.class);

	private final MqttClient client;

	private final Supplier<Collection<MqttListenerEndpoint>> endpoints;

	private final Supplier<Collection<MqttListenerEndpoint>> active;

	/** Refused filters and why. */
	private final Map<TopicFilter, ReasonCode> reported = new ConcurrentHashMap<>();

	/** What was asked for, guarded by this. */
	private Map<TopicFilter, Subscription> subscribed = Map.of();

	/** What was warned about last, guarded by this. */
	private @Nullable String warned;

	private volatile DeliveryIdentifiers identifiers = DeliveryIdentifiers.NONE;

	private volatile OverlapIdentifiers overlaps = OverlapIdentifiers.NONE;

	/**
	 * Create the subscriptions.
	 * @param client the client to subscribe with
	 * @param endpoints all listeners
	 * @param active those of them that want their subscriptions now
	 */
	ListenerSubscriptions(MqttClient client, Supplier<Collection<MqttListenerEndpoint>> endpoints,
			Supplier<Collection<MqttListenerEndpoint>> active) {
		this.client = client;
		this.endpoints = endpoints;
		this.active = active;
	}

	/**
	 * Check that a listener can be added to the others.
	 * @param added the listener
	 * @throws IllegalArgumentException if another has the same filter with other options
	 */
	void check(MqttListenerEndpoint added) {
		List<TopicFilter> filters = filters(added);
		for (MqttListenerEndpoint endpoint : this.endpoints.get()) {
			for (TopicFilter filter : filters(endpoint)) {
				if (filters.contains(filter) && !endpoint.subscriptionOptions().equals(added.subscriptionOptions())) {
					throw new IllegalArgumentException(
							"listener '" + added.id() + "' wants '" + filter + "' with " + added.subscriptionOptions()
									+ ", and listener '" + endpoint.id() + "' with " + endpoint.subscriptionOptions()
									+ "; a filter is subscribed once [MQTT-3.8.4-3]: give both the same options");
				}
			}
		}
	}

	/**
	 * Subscribe to what the listeners listen to now, as far as that is not done, and end
	 * what none does any more.
	 * @return complete when the broker has answered what was to be ended
	 */
	synchronized CompletableFuture<?> update() {
		this.identifiers = identifiers();
		Map<TopicFilter, Subscription> wanted = wanted();
		this.overlaps = overlaps(wanted.values());
		wanted.replaceAll((filter, subscription) -> this.overlaps.identify(subscription));
		List<Subscription> missing = new ArrayList<>();
		wanted.forEach((filter, subscription) -> {
			if (!subscription.equals(this.subscribed.get(filter))) {
				missing.add(subscription);
			}
		});
		List<String> superfluous = this.subscribed.keySet()
			.stream()
			.filter((filter) -> !wanted.containsKey(filter))
			.map(TopicFilter::toString)
			.toList();
		this.subscribed = wanted;
		if (!missing.isEmpty()) {
			CompletableFuture<?> unused = this.client.subscribe(missing.toArray(Subscription[]::new))
				.whenComplete(this::onAnswer);
		}
		return superfluous.isEmpty() ? CompletableFuture.completedFuture(null)
				: this.client.unsubscribe(superfluous.toArray(String[]::new));
	}

	/**
	 * Return the identifiers to subscribe with. A connection that has none can't tell
	 * deliveries apart, which is worth a warning.
	 * @return the identifiers
	 */
	private DeliveryIdentifiers identifiers() {
		DeliveryIdentifiers needed = DeliveryIdentifiers.of(this.endpoints.get());
		ConnectResult connection = this.client.status().connection();
		if (needed.overlap() == null || connection == null) {
			return needed;
		}
		boolean v5 = connection.protocolVersion() == ProtocolVersion.MQTT_5;
		if (v5 && connection.limits().subscriptionIdentifiersAvailable()) {
			return needed;
		}
		if (!needed.overlap().equals(this.warned)) {
			this.warned = needed.overlap();
			logger.warn("Listeners {} get each other's messages, because {} does not say which subscription a message "
					+ "is for; use MQTT 5 with Subscription Identifiers, topics that don't overlap, or a client for each",
					needed.overlap(), v5 ? "the broker" : "MQTT " + connection.protocolVersion());
		}
		return DeliveryIdentifiers.NONE;
	}

	/**
	 * Return the identifiers by which to recognize copies. Listeners that have to be told
	 * apart have identifiers already, one for all of the same terms.
	 * @param wanted the subscriptions to have
	 * @return the identifiers
	 */
	private OverlapIdentifiers overlaps(Collection<Subscription> wanted) {
		ConnectionStatus status = this.client.status();
		ConnectResult connection = status.connection();
		ProtocolVersion version = (connection != null) ? connection.protocolVersion() : status.protocolVersion();
		boolean available = version == ProtocolVersion.MQTT_5
				&& (connection == null || connection.limits().subscriptionIdentifiersAvailable());
		return (available && this.identifiers.overlap() == null) ? OverlapIdentifiers.of(wanted)
				: OverlapIdentifiers.NONE;
	}

	/**
	 * Forget what was asked for, so that all is asked for again.
	 */
	synchronized void reset() {
		this.subscribed = Map.of();
	}

	/**
	 * Return whether a message was delivered for a listener.
	 * @param endpoint the listener
	 * @param message a message that matches one of its topics
	 * @param copies recognizes copies of what the listener has had
	 * @return {@code false} if it was delivered for others alone, or is a copy
	 */
	boolean concerns(MqttListenerEndpoint endpoint, MqttMessage message, Copies copies) {
		OverlapIdentifiers overlaps = this.overlaps;
		if (!overlaps.isEmpty() && overlaps.areAll(message.properties().subscriptionIdentifiers())
				&& overlaps.isCopied(message.topic())) {
			return !copies.contain(message);
		}
		return this.identifiers.concerns(endpoint, message);
	}

	/**
	 * Return each filter with the highest QoS asked for. A filter that another covers is
	 * left out, for many brokers send a message once for each subscription it matches;
	 * unless that other was refused, or delivers something else: to one of a group, or
	 * with other options.
	 * @return the subscriptions to have
	 */
	private Map<TopicFilter, Subscription> wanted() {
		Map<TopicFilter, Subscription> all = new LinkedHashMap<>();
		for (MqttListenerEndpoint endpoint : this.active.get()) {
			endpoint.subscriptions()
				.forEach(
						(subscription) -> all.merge(subscription.filter(), subscription, ListenerSubscriptions::raise));
		}
		List<Subscription> covering = new ArrayList<>();
		for (Subscription subscription : all.values()) {
			if (!this.reported.containsKey(subscription.filter())
					&& covering.stream().noneMatch((other) -> covers(other, subscription))) {
				covering.removeIf((other) -> covers(subscription, other));
				covering.add(subscription);
			}
		}
		Map<TopicFilter, Subscription> wanted = new LinkedHashMap<>();
		for (Subscription subscription : all.values()) {
			Subscription instead = covering.stream()
				.filter((other) -> covers(other, subscription))
				.findFirst()
				.orElse(subscription);
			wanted.merge(instead.filter(), this.identifiers.identify(raise(instead, subscription)),
					ListenerSubscriptions::raise);
		}
		return wanted;
	}

	private static boolean covers(Subscription subscription, Subscription other) {
		return subscription.options().equals(other.options()) && subscription.filter().covers(other.filter());
	}

	private static Subscription raise(Subscription subscription, Subscription other) {
		return (subscription.qos().compareTo(other.qos()) >= 0) ? subscription : new Subscription(subscription.filter(),
				other.qos(), subscription.options(), subscription.identifier(), subscription.userProperties());
	}

	private void onAnswer(@Nullable SubscribeResult result, @Nullable Throwable failure) {
		if (failure instanceof MqttSubscribeException refused) {
			report(refused.result().subscriptions());
		}
		else if (failure != null) {
			logger.debug("Subscriptions not confirmed", failure);
		}
	}

	/**
	 * Log the refused subscriptions of listeners, each once until it is granted or the
	 * reason changes. Subscriptions of others are not looked at.
	 * @param statuses how the subscriptions stand
	 */
	void report(List<SubscriptionStatus> statuses) {
		for (SubscriptionStatus status : statuses) {
			TopicFilter filter = status.subscription().filter();
			ReasonCode reason = status.reasonCode();
			// No listener asks for an identifier; without, the subscription is asked for
			// again
			boolean forIdentifier = reason == ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED;
			if (status.state() != SubscriptionStatus.State.REFUSED || reason == null || forIdentifier) {
				this.reported.remove(filter);
			}
			else if (this.reported.put(filter, reason) != reason) {
				List<String> listeners = this.endpoints.get()
					.stream()
					.filter((endpoint) -> filters(endpoint).contains(filter))
					.map(MqttListenerEndpoint::id)
					.toList();
				if (!listeners.isEmpty()) {
					logger.warn("The subscription '{}' of listener {} was refused: {}", filter,
							String.join(", ", listeners), status.describeReason());
				}
			}
		}
		CompletableFuture<?> unused = update();
	}

	private static List<TopicFilter> filters(MqttListenerEndpoint endpoint) {
		return endpoint.topics().stream().map((topic) -> topic.filter()).toList();
	}

}
