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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
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
 * takes the place of ends when the broker has answered that. A change of one listener
 * costs the same however many others there are. Safe for use by several threads.
 */
final class ListenerSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSubscriptions.class);

	/** As many subscriptions of others are looked at each time. */
	private static final int FEW = 1000;

	private final MqttClient client;

	private final SubscriptionOwner owner = new SubscriptionOwner("listeners");

	private final Supplier<Collection<MqttListenerContainer>> containers;

	private final ListenerTopics topics = new ListenerTopics();

	private final IdentifierSupport support;

	private final DeliveryIdentifiers identifiers = new DeliveryIdentifiers();

	/** Those that want their subscriptions now. */
	private final Set<MqttListenerEndpoint> active = new LinkedHashSet<>();

	/** Refused filters and why. */
	private final Map<TopicFilter, ReasonCode> reported = new HashMap<>();

	/** Filters in place of others that were refused. */
	private final Set<TopicFilter> unmergeable = new HashSet<>();

	/** The filters of the plan. */
	private final Set<TopicFilter> planned = new HashSet<>();

	private final SubscriptionPlan plan = new SubscriptionPlan(this::isRefused);

	private final RequestedSubscriptions asked = new RequestedSubscriptions();

	/** Whether subscriptions have identifiers where they need them. */
	private @Nullable Boolean identified;

	/** How many subscriptions there were when those of others were looked at. */
	private int looked;

	/** How many changes there were since. */
	private int unlooked;

	private boolean connectedBefore;

	private volatile ListenerOverlap overlap = ListenerOverlap.MERGE;

	/**
	 * Create the subscriptions.
	 * @param client the client to subscribe with
	 * @param containers all listeners
	 */
	ListenerSubscriptions(MqttClient client, Supplier<Collection<MqttListenerContainer>> containers) {
		this.client = client;
		this.containers = containers;
		this.support = new IdentifierSupport(client, this.topics);
	}

	void overlap(ListenerOverlap overlap) {
		this.overlap = overlap;
	}

	/**
	 * Check that a listener can be added to the others.
	 * @param added the listener
	 * @throws IllegalArgumentException if another has the same filter with other options
	 */
	synchronized void check(MqttListenerEndpoint added) {
		this.topics.check(added);
	}

	/**
	 * Add a listener, which is not subscribed yet.
	 * @param endpoint the listener
	 */
	synchronized void register(MqttListenerEndpoint endpoint) {
		this.topics.add(endpoint);
		endpoint.subscriptions().forEach(this.identifiers::add);
	}

	/**
	 * Forget a listener, whose subscriptions end with the next update.
	 * @param endpoint the listener
	 */
	synchronized void unregister(MqttListenerEndpoint endpoint) {
		this.topics.remove(endpoint);
		endpoint.subscriptions().forEach((subscription) -> this.identifiers.remove(subscription.filter()));
	}

	/**
	 * Subscribe to what a listener listens to now, as far as that is not done, or end
	 * what it does not any more.
	 * @param endpoint the listener
	 * @param subscribed returns whether it wants its subscriptions
	 * @return complete when the broker has answered what was to be ended
	 */
	synchronized CompletableFuture<?> update(MqttListenerEndpoint endpoint, BooleanSupplier subscribed) {
		activate(endpoint, subscribed.getAsBoolean());
		return update(false);
	}

	/**
	 * Subscribe to what the listeners listen to now, as far as that is not done, and end
	 * what none does any more.
	 * @return complete when the broker has answered what was to be ended
	 */
	synchronized CompletableFuture<?> update() {
		Set<MqttListenerEndpoint> gone = new LinkedHashSet<>(this.active);
		for (MqttListenerContainer container : this.containers.get()) {
			gone.remove(container.getEndpoint());
			activate(container.getEndpoint(), container.isSubscribed());
		}
		gone.forEach((endpoint) -> activate(endpoint, false));
		return update(true);
	}

	private void activate(MqttListenerEndpoint endpoint, boolean subscribed) {
		if (subscribed && this.active.add(endpoint)) {
			endpoint.subscriptions().forEach(this.plan::add);
		}
		else if (!subscribed && this.active.remove(endpoint)) {
			endpoint.subscriptions().forEach(this.plan::remove);
		}
	}

	private CompletableFuture<?> update(boolean look) {
		boolean available = this.support.areAvailable();
		boolean all = this.identified == null || this.identified != available;
		this.identified = available;
		this.identifiers.available(available);
		if (look || this.looked <= FEW || ++this.unlooked > this.looked) {
			this.plan.othersChanged();
		}
		if (this.overlap == ListenerOverlap.MERGE_ALWAYS || (!available && this.overlap == ListenerOverlap.MERGE)) {
			this.plan.merge(this::foreign);
		}
		else {
			this.plan.separate();
		}
		List<Subscription> missing = ask(changes(all));
		if (missing.isEmpty()) {
			return endSuperfluous();
		}
		List<TopicFilter> awaited = missing.stream().map(Subscription::filter).toList();
		this.asked.await(awaited);
		CompletableFuture<?> ended = endSuperfluous();
		return ClientAnswers.future(this.client.subscribe(this.owner, missing.toArray(new Subscription[0])))
			.handle((result, failure) -> {
				onAnswer(awaited, failure);
				return null;
			})
			.thenCompose((answered) -> CompletableFuture.allOf(ended, endSuperfluous()));
	}

	/**
	 * Return what may have to be subscribed to otherwise than before.
	 * @param all whether that is everything
	 * @return the filters
	 */
	private Set<TopicFilter> changes(boolean all) {
		Set<TopicFilter> changes = new LinkedHashSet<>(this.plan.takeChanges());
		for (TopicFilter filter : changes) {
			Subscription wanted = this.plan.wanted(filter);
			if (wanted != null && this.planned.add(filter)) {
				this.identifiers.add(wanted);
				this.identifiers.subscribed(filter, true);
			}
			else if (wanted == null && this.planned.remove(filter)) {
				this.identifiers.subscribed(filter, false);
				this.identifiers.remove(filter);
			}
		}
		changes.addAll(this.identifiers.takeChanges());
		if (all) {
			changes.addAll(this.planned);
		}
		return changes;
	}

	private List<Subscription> ask(Set<TopicFilter> changes) {
		List<Subscription> missing = new ArrayList<>();
		for (TopicFilter filter : changes) {
			Subscription wanted = this.plan.wanted(filter);
			if (wanted == null) {
				this.asked.unwanted(filter);
			}
			else {
				Subscription subscription = this.identifiers.identify(wanted);
				if (this.asked.ask(subscription)) {
					missing.add(subscription);
				}
			}
		}
		missing.sort(Comparator.comparingLong((subscription) -> this.plan.order(subscription.filter())));
		return missing;
	}

	private synchronized CompletableFuture<?> endSuperfluous() {
		List<TopicFilter> superfluous = this.asked.takeSuperfluous();
		List<String> filters = superfluous.stream().map(TopicFilter::toString).toList();
		return ClientAnswers.future(filters.isEmpty() ? null : this.client.unsubscribe(this.owner, filters, List.of()));
	}

	private void onAnswer(List<TopicFilter> asked, @Nullable Throwable failure) {
		synchronized (this) {
			this.asked.answered(asked);
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
	private Collection<TopicFilter> foreign() {
		List<SubscriptionStatus> all = ClientAnswers.list(this.client.subscriptions());
		this.looked = all.size();
		this.unlooked = 0;
		return all.stream()
			.map((status) -> status.subscription().filter())
			.filter((filter) -> !this.asked.contains(filter) && !this.topics.contains(filter))
			.toList();
	}

	/**
	 * Return whether a message was delivered for a listener.
	 * @param endpoint the listener
	 * @param message a message that matches one of its topics
	 * @param deduplicator recognizes copies of what the listener has had
	 * @return {@code false} if it was delivered for others alone, or is a copy
	 */
	boolean concerns(MqttListenerEndpoint endpoint, MqttMessage message, OverlapDeduplicator deduplicator) {
		return this.identifiers.concerns(endpoint, message, deduplicator);
	}

	/**
	 * The client is connected: look at how all subscriptions stand, as
	 * {@link #report(List)} does.
	 */
	synchronized void connected() {
		this.plan.othersChanged();
		ConnectResult connection = this.client.status().connection();
		if (!this.connectedBefore && connection != null) {
			this.connectedBefore = true;
			if (connection.sessionPresent()) {
				leaveOver();
			}
		}
		report(this.client.subscriptions());
	}

	/**
	 * The broker has the session of an earlier life of the application, and so may have
	 * subscriptions that others take the place of now.
	 */
	private void leaveOver() {
		for (MqttListenerEndpoint endpoint : this.active) {
			for (Subscription subscription : endpoint.subscriptions()) {
				if (this.plan.wanted(subscription.filter()) == null) {
					this.asked.leftOver(subscription.filter());
				}
			}
		}
	}

	/**
	 * Log the refused subscriptions of listeners, each once until it is granted or the
	 * reason changes. Subscriptions of others are not looked at.
	 * @param statuses how the subscriptions stand
	 */
	synchronized void report(List<SubscriptionStatus> statuses) {
		for (SubscriptionStatus status : statuses) {
			TopicFilter filter = status.subscription().filter();
			ReasonCode reason = status.reasonCode();
			if (status.state() != SubscriptionStatus.State.REFUSED || reason == null || isOurs(reason)) {
				if (this.reported.remove(filter) != null) {
					this.plan.refusalChanged(filter);
				}
			}
			else if (this.plan.isMerged(filter)) {
				reportMerged(status);
			}
			else {
				report(filter, reason, status);
			}
		}
		CompletableFuture<?> unused = update(false);
	}

	private void reportMerged(SubscriptionStatus status) {
		TopicFilter filter = status.subscription().filter();
		if (this.unmergeable.add(filter)) {
			this.plan.refusalChanged(filter);
			logger.warn(
					"The subscription '{}', which was to bring the overlapping topics of listener {} at "
							+ "once, was refused: {}. Each topic is subscribed to instead, so a message that matches "
							+ "several may be handled more than once (mqtt.listener.overlap)",
					filter, this.topics.listenersCovered(filter), status.describeReason());
		}
	}

	private void report(TopicFilter filter, ReasonCode reason, SubscriptionStatus status) {
		ReasonCode before = this.reported.put(filter, reason);
		if (before == null) {
			this.plan.refusalChanged(filter);
		}
		String listeners = (before != reason) ? this.topics.listeners(filter) : "";
		if (!listeners.isEmpty()) {
			logger.warn("The subscription '{}' of listener {} was refused: {}", filter, listeners,
					status.describeReason());
		}
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

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	synchronized long steps() {
		return this.topics.steps() + this.identifiers.steps() + this.plan.steps() + this.asked.steps();
	}

}
