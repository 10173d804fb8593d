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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;

/**
 * What the adapters of one manager are subscribed to. A filter that several ask for has
 * the highest QoS of theirs and ends with the last of them. Safe for use by several
 * threads.
 */
final class SharedSubscriptions {

	private final MqttClient client;

	private final SubscriptionOwner owner = new SubscriptionOwner("adapters");

	/** The QoS asked for by each owner, guarded by this. */
	private final Map<TopicFilter, Map<Object, QoS>> owners = new HashMap<>();

	SharedSubscriptions(MqttClient client) {
		this.client = client;
	}

	/**
	 * Subscribe, also to what others are subscribed to, so that the owner gets an answer
	 * and retained messages.
	 * @param owner who asks
	 * @param topics the filters, at least one, and their QoS
	 * @return the server's answer
	 */
	synchronized CompletableFuture<SubscribeResult> add(Object owner, Map<TopicFilter, QoS> topics) {
		List<Subscription> subscriptions = new ArrayList<>();
		topics.forEach((filter, qos) -> {
			Map<Object, QoS> asked = this.owners.computeIfAbsent(filter, (key) -> new HashMap<>());
			asked.put(owner, qos);
			subscriptions.add(new Subscription(filter, asked.values().stream().max(QoS::compareTo).orElse(qos)));
		});
		return this.client.subscribe(this.owner, subscriptions.toArray(Subscription[]::new));
	}

	/**
	 * Unsubscribe from what nobody else wants.
	 * @param owner who no longer wants the filters
	 * @param filters the filters
	 * @return complete when the server has answered; at once if there was nothing to ask
	 */
	synchronized CompletableFuture<?> remove(Object owner, Collection<TopicFilter> filters) {
		List<String> last = new ArrayList<>();
		for (TopicFilter filter : filters) {
			Map<Object, QoS> asked = this.owners.get(filter);
			if (asked != null && asked.remove(owner) != null && asked.isEmpty()) {
				this.owners.remove(filter);
				last.add(filter.toString());
			}
		}
		return last.isEmpty() ? CompletableFuture.completedFuture(null)
				: this.client.unsubscribe(this.owner, last, List.of());
	}

}
