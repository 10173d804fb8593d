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

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to what listeners listen to, each filter once with the highest QoS asked for
 * and none that another covers, and says which listeners go without when the broker
 * refuses one. Safe for use by several threads.
 */
final class ListenerSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSubscriptions.class);

	private final MqttClient client;

	private final Supplier<Collection<MqttListenerEndpoint>> endpoints;

	/** Refused filters and why. */
	private final Map<TopicFilter, ReasonCode> reported = new ConcurrentHashMap<>();

	/** What was asked for, guarded by this. */
	private Map<TopicFilter, QoS> subscribed = Map.of();

	/**
	 * Create the subscriptions.
	 * @param client the client to subscribe with
	 * @param endpoints all listeners
	 */
	ListenerSubscriptions(MqttClient client, Supplier<Collection<MqttListenerEndpoint>> endpoints) {
		this.client = client;
		this.endpoints = endpoints;
	}

	/**
	 * Subscribe to what the listeners listen to now, as far as that is not done.
	 */
	synchronized void update() {
		Map<TopicFilter, QoS> wanted = wanted();
		List<Subscription> missing = new ArrayList<>();
		wanted.forEach((filter, qos) -> {
			if (this.subscribed.get(filter) != qos) {
				missing.add(new Subscription(filter, qos));
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
		if (!superfluous.isEmpty()) {
			CompletableFuture<?> unused = this.client.unsubscribe(superfluous.toArray(String[]::new));
		}
	}

	/**
	 * Forget what was asked for, so that all is asked for again.
	 */
	synchronized void reset() {
		this.subscribed = Map.of();
	}

	/**
	 * Return each filter with the highest QoS asked for. A filter that another covers is
	 * left out, for many brokers send a message once for each subscription it matches;
	 * unless that other was refused.
	 * @return the subscriptions to have
	 */
	private Map<TopicFilter, QoS> wanted() {
		Map<TopicFilter, QoS> all = new LinkedHashMap<>();
		for (MqttListenerEndpoint endpoint : this.endpoints.get()) {
			filters(endpoint).forEach((filter) -> all.merge(filter, endpoint.qos(), ListenerSubscriptions::higher));
		}
		Map<TopicFilter, QoS> wanted = new LinkedHashMap<>();
		List<TopicFilter> covering = new ArrayList<>();
		for (TopicFilter filter : all.keySet()) {
			if (!this.reported.containsKey(filter) && !isCovered(filter, covering)) {
				covering.removeIf(filter::covers);
				covering.add(filter);
			}
		}
		all.forEach((filter, qos) -> wanted.merge(
				covering.stream().filter((other) -> other.covers(filter)).findFirst().orElse(filter), qos,
				ListenerSubscriptions::higher));
		return wanted;
	}

	private static boolean isCovered(TopicFilter filter, List<TopicFilter> others) {
		return others.stream().anyMatch((other) -> other.covers(filter));
	}

	private static QoS higher(QoS first, QoS second) {
		return (first.compareTo(second) >= 0) ? first : second;
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
			if (status.state() != SubscriptionStatus.State.REFUSED || reason == null) {
				this.reported.remove(filter);
			}
			else if (this.reported.put(filter, reason) != reason) {
				List<String> listeners = this.endpoints.get()
					.stream()
					.filter((endpoint) -> filters(endpoint).contains(filter))
					.map(MqttListenerEndpoint::id)
					.toList();
				if (!listeners.isEmpty()) {
					logger.warn("The broker refused the subscription '{}' of listener {}: {}", filter,
							String.join(", ", listeners), reason.describe());
				}
			}
		}
		update();
	}

	private static List<TopicFilter> filters(MqttListenerEndpoint endpoint) {
		return endpoint.topics().stream().map((topic) -> topic.filter()).toList();
	}

}
