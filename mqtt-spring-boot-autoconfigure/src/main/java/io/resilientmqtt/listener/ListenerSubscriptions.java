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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
 * Subscribes to what listeners listen to, each filter once with the highest QoS asked
 * for, and says which listeners go without when the broker refuses one. Safe for use by
 * several threads.
 */
final class ListenerSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(ListenerSubscriptions.class);

	private final MqttClient client;

	private final Supplier<Collection<MqttListenerEndpoint>> endpoints;

	private final Map<TopicFilter, ReasonCode> reported = new ConcurrentHashMap<>();

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
	 * Subscribe to the topics of some of the listeners in one call.
	 * @param subscribers the listeners
	 */
	void subscribe(Collection<MqttListenerEndpoint> subscribers) {
		Set<TopicFilter> filters = subscribers.stream()
			.flatMap((endpoint) -> filters(endpoint).stream())
			.collect(Collectors.toSet());
		Map<TopicFilter, QoS> highest = new LinkedHashMap<>();
		for (MqttListenerEndpoint endpoint : this.endpoints.get()) {
			for (TopicFilter filter : filters(endpoint)) {
				if (filters.contains(filter)) {
					highest.merge(filter, endpoint.qos(), (a, b) -> (a.compareTo(b) >= 0) ? a : b);
				}
			}
		}
		if (!highest.isEmpty()) {
			Subscription[] subscriptions = highest.entrySet()
				.stream()
				.map((entry) -> new Subscription(entry.getKey(), entry.getValue()))
				.toArray(Subscription[]::new);
			CompletableFuture<?> unused = this.client.subscribe(subscriptions).whenComplete(this::onAnswer);
		}
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
	}

	private static List<TopicFilter> filters(MqttListenerEndpoint endpoint) {
		return endpoint.topics().stream().map((topic) -> topic.filter()).toList();
	}

}
