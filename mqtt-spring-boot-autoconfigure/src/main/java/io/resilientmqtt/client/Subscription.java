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

package io.resilientmqtt.client;

import java.util.Objects;

import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;

/**
 * A subscription to ask the broker for.
 *
 * @param filter the topic filter, possibly shared
 * @param qos the maximum QoS of deliveries
 */
public record Subscription(TopicFilter filter, QoS qos) {

	public Subscription {
		Objects.requireNonNull(filter, "'filter' must not be null");
		Objects.requireNonNull(qos, "'qos' must not be null");
	}

	/**
	 * Create a subscription.
	 * @param topicFilter the topic filter
	 * @param qos the maximum QoS of deliveries
	 * @return the subscription
	 * @throws IllegalArgumentException if the filter is not valid
	 */
	public static Subscription of(String topicFilter, QoS qos) {
		return new Subscription(TopicFilter.of(topicFilter), qos);
	}

}
