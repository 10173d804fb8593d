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

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;

/**
 * Topics that are subscribed to with one filter. Belongs to {@link MergedTopics}.
 */
final class TopicGroup {

	private static final QoS[] LEVELS = QoS.values();

	private final SubscriptionOptions options;

	private final boolean shared;

	/** What is asked for each. */
	private final Map<PlannedTopic, QoS> topics = new LinkedHashMap<>();

	private final int[] asked = new int[LEVELS.length];

	private TopicFilter filter;

	private long order;

	/** How many have left since it was made. */
	private int left;

	TopicGroup(PlannedTopic topic) {
		this.options = topic.subscription().options();
		this.shared = topic.isShared();
		this.filter = topic.filter();
		this.order = topic.order();
		put(topic);
	}

	TopicFilter filter() {
		return this.filter;
	}

	Collection<PlannedTopic> topics() {
		return this.topics.keySet();
	}

	int size() {
		return this.topics.size();
	}

	/**
	 * Return when the first of the topics was asked for, compared with others.
	 * @return a number
	 */
	long order() {
		return this.order;
	}

	SubscriptionOptions options() {
		return this.options;
	}

	boolean isShared() {
		return this.shared;
	}

	boolean isLike(TopicGroup other) {
		return !this.shared && !other.shared && this.options.equals(other.options);
	}

	boolean isLike(PlannedTopic topic) {
		return !this.shared && !topic.isShared() && this.options.equals(topic.subscription().options());
	}

	/**
	 * Add a topic, or note the QoS that is asked for it now.
	 * @param topic the topic
	 */
	void put(PlannedTopic topic) {
		QoS qos = topic.qos();
		QoS before = this.topics.put(topic, qos);
		if (before != null) {
			this.asked[before.ordinal()]--;
		}
		this.asked[qos.ordinal()]++;
	}

	void remove(PlannedTopic topic) {
		QoS before = this.topics.remove(topic);
		if (before != null) {
			this.asked[before.ordinal()]--;
			this.left++;
		}
	}

	/**
	 * Take the topics of another group.
	 * @param other the other
	 * @param filter what covers those of both
	 */
	void absorb(TopicGroup other, TopicFilter filter) {
		other.topics().forEach(this::put);
		this.filter = filter;
		this.order = Math.min(this.order, other.order);
	}

	/**
	 * Return whether the filter is likely to be still the narrowest.
	 * @return {@code false} if many topics have left
	 */
	boolean isBuiltLately() {
		return this.left < this.topics.size() / 4;
	}

	/**
	 * Return the subscription to have.
	 * @return one with the highest QoS asked for
	 */
	Subscription subscription() {
		int qos = LEVELS.length - 1;
		while (qos > 0 && this.asked[qos] == 0) {
			qos--;
		}
		return new Subscription(this.filter, LEVELS[qos], this.options, null, List.of());
	}

}
