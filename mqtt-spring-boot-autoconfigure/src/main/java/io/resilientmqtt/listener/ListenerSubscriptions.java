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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to what listeners listen to, as a {@link SubscriptionPlan} says, and says
 * which listeners go without when a subscription is refused. What another subscription
 * takes the place of ends when the broker has answered that. Safe for use by several
 * threads.
 */
final class ListenerSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSubscriptions.class);

	private final MqttClient client;

	private final Supplier<Collection<MqttListenerEndpoint>> endpoints;

	private final Supplier<Collection<MqttListenerEndpoint>> active;

	/** Refused filters and why. */
	private final Map<TopicFilter, ReasonCode> reported = new ConcurrentHashMap<>();

	/** Filters in place of others that were refused. */
	private final Set<TopicFilter> unmergeable = ConcurrentHashMap.newKeySet();

	/** What was asked for and not ended, guarded by this. */
	private final Map<TopicFilter, Subscription> subscribed = new LinkedHashMap<>();

	/** What of that the broker has not answered, guarded by this. */
	private final Set<TopicFilter> unanswered = new HashSet<>();

	/** What was warned about last, guarded by this. */
	private @Nullable String warned;

	/** Whether the last connection had identifiers, guarded by this. */
	private @Nullable Boolean identifiersAvailable;

	private volatile SubscriptionPlan plan = new SubscriptionPlan(List.of(), (filter) -> false);

	private volatile DeliveryIdentifiers identifiers = DeliveryIdentifiers.NONE;

	private volatile ListenerOverlap overlap = ListenerOverlap.MERGE;

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

	void overlap(ListenerOverlap overlap) {
		this.overlap = overlap;
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
		List<Subscription> asked = new ArrayList<>();
		for (MqttListenerEndpoint endpoint : this.active.get()) {
			asked.addAll(endpoint.subscriptions());
		}
		SubscriptionPlan plan = new SubscriptionPlan(asked, this::isRefused);
		boolean identified = areIdentifiersAvailable();
		if (this.overlap == ListenerOverlap.MERGE_ALWAYS || (!identified && this.overlap == ListenerOverlap.MERGE)) {
			plan.merge(foreign());
		}
		this.plan = plan;
		this.identifiers = identified ? DeliveryIdentifiers.of(this.endpoints.get(), plan.subscriptions())
				: DeliveryIdentifiers.NONE;
		List<Subscription> missing = new ArrayList<>();
		for (Subscription wanted : plan.subscriptions()) {
			Subscription subscription = this.identifiers.identify(wanted);
			Subscription before = this.subscribed.put(subscription.filter(), subscription);
			if (before == null || !before.equals(subscription)) {
				missing.add(subscription);
			}
		}
		if (missing.isEmpty()) {
			return endSuperfluous();
		}
		List<TopicFilter> awaited = new ArrayList<>();
		for (Subscription subscription : missing) {
			awaited.add(subscription.filter());
		}
		this.unanswered.addAll(awaited);
		CompletableFuture<?> ended = endSuperfluous();
		return this.client.subscribe(missing.toArray(new Subscription[0])).handle((result, failure) -> {
			onAnswer(awaited, failure);
			return null;
		}).thenCompose((answered) -> CompletableFuture.allOf(ended, endSuperfluous()));
	}

	/**
	 * End what is wanted no more. What overlaps with a subscription that is not answered
	 * yet is kept until then, so that nothing is missed if that is refused.
	 * @return complete when the broker has answered
	 */
	private synchronized CompletableFuture<?> endSuperfluous() {
		Set<TopicFilter> wanted = this.plan.filters();
		if (wanted.containsAll(this.subscribed.keySet())) {
			return CompletableFuture.completedFuture(null);
		}
		List<TopicFilter> awaited = this.unanswered.stream().filter(wanted::contains).toList();
		List<TopicFilter> superfluous = this.subscribed.keySet()
			.stream()
			.filter((filter) -> !wanted.contains(filter) && awaited.stream().noneMatch(filter::overlaps))
			.toList();
		if (superfluous.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		superfluous.forEach(this.subscribed::remove);
		superfluous.forEach(this.unanswered::remove);
		return this.client.unsubscribe(superfluous.stream().map(TopicFilter::toString).toArray(String[]::new));
	}

	private void onAnswer(List<TopicFilter> asked, @Nullable Throwable failure) {
		synchronized (this) {
			asked.forEach(this.unanswered::remove);
		}
		if (failure instanceof MqttSubscribeException refused) {
			report(refused.result().subscriptions());
		}
		else if (failure != null) {
			logger.debug("Subscriptions not confirmed", failure);
		}
	}

	private boolean isRefused(TopicFilter filter) {
		return this.reported.containsKey(filter) || this.unmergeable.contains(filter);
	}

	/**
	 * Return what others than listeners have subscribed to.
	 * @return the filters
	 */
	private List<TopicFilter> foreign() {
		Set<TopicFilter> own = new HashSet<>(this.subscribed.keySet());
		this.endpoints.get().forEach((endpoint) -> own.addAll(filters(endpoint)));
		return this.client.subscriptions()
			.stream()
			.map((status) -> status.subscription().filter())
			.filter((filter) -> !own.contains(filter))
			.toList();
	}

	/**
	 * Return whether the broker says which subscriptions a message is for. If it does
	 * not, listeners on different terms can't be told apart, which is worth a warning.
	 * @return whether subscriptions may have identifiers, as far as is known
	 */
	private boolean areIdentifiersAvailable() {
		ConnectionStatus status = this.client.status();
		ConnectResult connection = status.connection();
		if (connection == null) {
			return (this.identifiersAvailable != null) ? this.identifiersAvailable
					: status.protocolVersion() == ProtocolVersion.MQTT_5;
		}
		boolean v5 = connection.protocolVersion() == ProtocolVersion.MQTT_5;
		boolean available = v5 && connection.limits().subscriptionIdentifiersAvailable();
		this.identifiersAvailable = available;
		String confused = available ? null : DeliveryIdentifiers.confused(this.endpoints.get());
		if (confused != null && !confused.equals(this.warned)) {
			this.warned = confused;
			logger.warn("Listeners {} get each other's messages, because {} does not say which subscription a message "
					+ "is for; use MQTT 5 with Subscription Identifiers, topics that don't overlap, or a client for each",
					confused, v5 ? "the broker" : "MQTT " + connection.protocolVersion());
		}
		return available;
	}

	/**
	 * Forget what was asked for, so that all is asked for again.
	 */
	synchronized void reset() {
		this.subscribed.clear();
		this.unanswered.clear();
		this.unmergeable.clear();
	}

	/**
	 * Return whether a message was delivered for a listener.
	 * @param endpoint the listener
	 * @param message a message that matches one of its topics
	 * @param copies recognizes copies of what the listener has had
	 * @return {@code false} if it was delivered for others alone, or is a copy
	 */
	boolean concerns(MqttListenerEndpoint endpoint, MqttMessage message, Copies copies) {
		return this.identifiers.concerns(endpoint, message, copies);
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
			if (status.state() != SubscriptionStatus.State.REFUSED || reason == null || isOurs(reason)) {
				this.reported.remove(filter);
			}
			else if (this.plan.isMerged(filter)) {
				if (this.unmergeable.add(filter)) {
					logger.warn("The subscription '{}', which was to bring the overlapping topics of listener {} at "
							+ "once, was refused: {}. Each topic is subscribed to instead, so a message that matches "
							+ "several may be handled more than once (mqtt.listener.overlap)", filter,
							listeners(filter::covers), status.describeReason());
				}
			}
			else if (this.reported.put(filter, reason) != reason) {
				String listeners = listeners(filter::equals);
				if (!listeners.isEmpty()) {
					logger.warn("The subscription '{}' of listener {} was refused: {}", filter, listeners,
							status.describeReason());
				}
			}
		}
		CompletableFuture<?> unused = update();
	}

	/**
	 * Return whether a subscription was refused for what is done here: it was ended
	 * before the broker answered, or has an identifier, without which it is asked for
	 * again.
	 * @param reason the answer
	 * @return {@code true} if it has nothing to do with what listeners ask for
	 */
	private static boolean isOurs(ReasonCode reason) {
		return reason == ReasonCode.NO_SUBSCRIPTION_EXISTED
				|| reason == ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED;
	}

	private String listeners(Predicate<TopicFilter> topic) {
		return this.endpoints.get()
			.stream()
			.filter((endpoint) -> filters(endpoint).stream().anyMatch(topic))
			.map(MqttListenerEndpoint::id)
			.collect(Collectors.joining(", "));
	}

	private static List<TopicFilter> filters(MqttListenerEndpoint endpoint) {
		return endpoint.topics().stream().map((topic) -> topic.filter()).toList();
	}

}
