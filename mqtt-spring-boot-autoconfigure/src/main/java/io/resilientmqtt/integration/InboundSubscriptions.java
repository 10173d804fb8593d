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

package io.resilientmqtt.integration;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.integration.mqtt.event.MqttConnectionFailedEvent;
import org.springframework.integration.mqtt.event.MqttIntegrationEvent;
import org.springframework.integration.mqtt.event.MqttSubscribedEvent;
import org.springframework.messaging.MessagingException;

/**
 * What an inbound adapter is subscribed to, and the events that tell whether it was
 * granted: once for each answer, and once for each connection for what the client renews
 * by itself. Safe for use by several threads.
 */
final class InboundSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(InboundSubscriptions.class);

	private final Object adapter;

	private final ResilientMqttClientManager manager;

	private final Consumer<MqttIntegrationEvent> events;

	/**
	 * The answer each filter waits for, or the connection whose answer has been made
	 * known; guarded by this.
	 */
	private final Map<TopicFilter, Object> known = new HashMap<>();

	InboundSubscriptions(Object adapter, ResilientMqttClientManager manager, Consumer<MqttIntegrationEvent> events) {
		this.adapter = adapter;
		this.manager = manager;
		this.events = events;
	}

	/**
	 * Return the topics of an adapter.
	 * @param topics the filters
	 * @param qos the QoS of each
	 * @return the filters in order
	 */
	static Map<TopicFilter, QoS> topics(String[] topics, int[] qos) {
		Map<TopicFilter, QoS> result = new LinkedHashMap<>();
		for (int i = 0; i < topics.length; i++) {
			result.put(TopicFilter.of(topics[i]), QoS.of(qos[i]));
		}
		return result;
	}

	/**
	 * Subscribe.
	 * @param topics the filters and their QoS, possibly none
	 * @return the server's answer
	 */
	CompletableFuture<SubscribeResult> add(Map<TopicFilter, QoS> topics) {
		if (topics.isEmpty()) {
			return CompletableFuture.completedFuture(new SubscribeResult(List.of()));
		}
		Set<TopicFilter> filters = Set.copyOf(topics.keySet());
		CompletableFuture<SubscribeResult> answer;
		synchronized (this) {
			answer = this.manager.subscriptions().add(this.adapter, topics);
			filters.forEach((filter) -> this.known.put(filter, answer));
		}
		CompletableFuture<?> unused = answer
			.whenComplete((result, failure) -> onAnswer(filters, answer, result, failure));
		return answer;
	}

	/**
	 * Unsubscribe.
	 * @param filters the filters, possibly none
	 * @return complete when nothing comes any more for the sake of this adapter
	 */
	CompletableFuture<?> remove(Collection<TopicFilter> filters) {
		synchronized (this) {
			this.known.keySet().removeAll(Set.copyOf(filters));
			return this.manager.subscriptions().remove(this.adapter, filters);
		}
	}

	/**
	 * Wait for an answer.
	 * @param answer the answer
	 * @param topic what was asked for
	 * @param timeoutMillis how long to wait
	 * @throws MessagingException if the server refuses or does not answer in time
	 */
	static void await(CompletableFuture<SubscribeResult> answer, String topic, long timeoutMillis) {
		try {
			answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new MessagingException("Failed to subscribe to topic '" + topic + "'",
					(ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			throw new MessagingException(
					"The subscription to topic '" + topic + "' was not answered within " + timeoutMillis + " ms", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MessagingException("Interrupted while subscribing to topic '" + topic + "'", ex);
		}
	}

	private void onAnswer(Set<TopicFilter> filters, CompletableFuture<?> answer, @Nullable SubscribeResult result,
			@Nullable Throwable failure) {
		SubscribeResult answered = (failure instanceof MqttSubscribeException refused) ? refused.result() : result;
		ConnectResult connection = this.manager.client().status().connection();
		synchronized (this) {
			for (TopicFilter filter : filters) {
				if (answered == null || connection == null) {
					this.known.remove(filter, answer);
				}
				else {
					this.known.replace(filter, answer, connection);
				}
			}
		}
		if (answered != null) {
			report(answered.subscriptions());
		}
		else {
			logger.debug("Subscriptions of {} not confirmed", this.adapter, failure);
		}
	}

	/**
	 * The connection is up and the client has renewed the subscriptions. What somebody
	 * still waits for, or has been told on this connection, is left to the answer.
	 * @param filters those of the adapter
	 */
	void renewed(Set<TopicFilter> filters) {
		ConnectResult connection = this.manager.client().status().connection();
		if (connection != null) {
			Set<TopicFilter> renewed = notKnown(filters, connection);
			report(this.manager.client()
				.subscriptions()
				.stream()
				.filter((status) -> renewed.contains(status.subscription().filter()))
				.toList());
		}
	}

	@SuppressWarnings("ReferenceEquality") // each connection has a result of its own
	private synchronized Set<TopicFilter> notKnown(Set<TopicFilter> filters, ConnectResult connection) {
		Set<TopicFilter> renewed = new HashSet<>();
		for (TopicFilter filter : filters) {
			Object known = this.known.get(filter);
			if (!(known instanceof CompletableFuture) && known != connection) {
				this.known.put(filter, connection);
				renewed.add(filter);
			}
		}
		return renewed;
	}

	private void report(List<SubscriptionStatus> statuses) {
		List<SubscriptionStatus> refused = statuses.stream()
			.filter((status) -> status.state() == State.REFUSED)
			.toList();
		if (!refused.isEmpty()) {
			MqttSubscribeException failure = new MqttSubscribeException(
					"The server refused to subscribe to " + describe(refused), new SubscribeResult(statuses));
			logger.warn("{} goes without messages: {}", this.adapter, failure.getMessage());
			this.events.accept(new MqttConnectionFailedEvent(this.adapter, failure));
		}
		else if (!statuses.isEmpty() && statuses.stream().allMatch((status) -> status.state() == State.GRANTED)) {
			String topics = statuses.stream().map((status) -> status.subscription().filter().toString()).toList() + "";
			this.events.accept(new MqttSubscribedEvent(this.adapter, "Connected and subscribed to " + topics));
		}
	}

	private static String describe(List<SubscriptionStatus> refused) {
		return String.join(", ",
				refused.stream()
					.map((status) -> "'" + status.subscription().filter() + "'"
							+ ((status.reasonCode() != null) ? " (" + status.reasonCode().describe() + ")" : ""))
					.toList());
	}

}
