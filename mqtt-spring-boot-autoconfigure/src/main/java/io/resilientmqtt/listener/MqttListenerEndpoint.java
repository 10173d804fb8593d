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

import java.util.List;
import java.util.Objects;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;

/**
 * Describes a listener: what it listens to and what handles the messages.
 *
 * @param id the id, unique among the listeners of a registry; names the listener in logs
 * @param topics the topics, at least one; a message that matches several is handled once
 * @param qos the maximum QoS to subscribe with
 * @param options the Subscription Options to subscribe with
 * @param listener handles the messages
 */
public record MqttListenerEndpoint(String id, List<TopicTemplate> topics, QoS qos, SubscriptionOptions options,
		MqttMessageListener listener) {

	public MqttListenerEndpoint {
		if (id.isBlank()) {
			throw new IllegalArgumentException("the id is empty; give the listener a name");
		}
		topics = List.copyOf(topics);
		if (topics.isEmpty()) {
			throw new IllegalArgumentException("listener '" + id + "' has no topics; name at least one");
		}
		Objects.requireNonNull(qos, "'qos' must not be null");
		Objects.requireNonNull(options, "'options' must not be null");
		Objects.requireNonNull(listener, "'listener' must not be null");
		subscriptions(topics, qos, options);
	}

	/**
	 * Describe a listener that subscribes with default options.
	 * @param id the id, unique among the listeners of a registry; names the listener in
	 * logs
	 * @param topics the topics, at least one
	 * @param qos the maximum QoS to subscribe with
	 * @param listener handles the messages
	 */
	public MqttListenerEndpoint(String id, List<TopicTemplate> topics, QoS qos, MqttMessageListener listener) {
		this(id, topics, qos, SubscriptionOptions.DEFAULT, listener);
	}

	/**
	 * Return what the listener needs to be subscribed to.
	 * @return a subscription for each topic
	 */
	List<Subscription> subscriptions() {
		return subscriptions(this.topics, this.qos, this.options);
	}

	private static List<Subscription> subscriptions(List<TopicTemplate> topics, QoS qos, SubscriptionOptions options) {
		return topics.stream().map((topic) -> new Subscription(topic.filter(), qos, options, null, List.of())).toList();
	}

}
