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

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * The topics that no other covers, apart from each other by what is delivered for them:
 * with the same options, or to one of a group. Belongs to a {@link SubscriptionPlan}.
 */
final class UncoveredTopics {

	private final Map<SubscriptionOptions, FilterIndex<PlannedTopic>> byOptions = new HashMap<>();

	private final FilterIndex<PlannedTopic> shared = new FilterIndex<>();

	void add(PlannedTopic topic) {
		like(topic).add(topic.filter(), topic);
	}

	void remove(PlannedTopic topic) {
		like(topic).remove(topic.filter(), topic);
	}

	/**
	 * Return the topics for which the same is delivered as for one, or those of groups.
	 * @param topic the one
	 * @return the topics
	 */
	FilterIndex<PlannedTopic> like(PlannedTopic topic) {
		return topic.isShared() ? this.shared
				: this.byOptions.computeIfAbsent(topic.subscription().options(), (key) -> new FilterIndex<>());
	}

	/**
	 * Find a topic for which something else is delivered than for those with some
	 * options.
	 * @param options the options
	 * @param filter what the topic has to overlap
	 * @param condition what else is asked of its filter
	 * @return the topic or {@code null} if there is none
	 */
	@Nullable PlannedTopic findUnlike(SubscriptionOptions options, TopicFilter filter, Predicate<TopicFilter> condition) {
		Predicate<PlannedTopic> ofTopic = (topic) -> condition.test(topic.filter());
		PlannedTopic found = this.shared.findOverlapping(filter, ofTopic);
		for (Map.Entry<SubscriptionOptions, FilterIndex<PlannedTopic>> others : this.byOptions.entrySet()) {
			if (found == null && !others.getKey().equals(options)) {
				found = others.getValue().findOverlapping(filter, ofTopic);
			}
		}
		return found;
	}

	long steps() {
		long steps = this.shared.steps();
		for (FilterIndex<PlannedTopic> topics : this.byOptions.values()) {
			steps += topics.steps();
		}
		return steps;
	}

}
