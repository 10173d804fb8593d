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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions to have for topics of which none covers another: one for each, or one
 * for several that overlap where they are merged. What a change concerns is made anew
 * when it is asked for: the groups that the topic was in, and those it keeps from being
 * one. Belongs to a {@link SubscriptionPlan}.
 */
final class MergedTopics {

	/** A larger group is not made anew for each topic that leaves it. */
	private static final int LARGE = 100;

	private final UncoveredTopics topics;

	private final Predicate<TopicFilter> refused;

	private final Consumer<TopicFilter> changes;

	private final Map<TopicFilter, TopicGroup> groups = new HashMap<>();

	private final Map<PlannedTopic, TopicGroup> groupOf = new HashMap<>();

	private final FilterIndex<TopicGroup> index = new FilterIndex<>();

	/** What is to be put into groups. */
	private final Set<PlannedTopic> waiting = new LinkedHashSet<>();

	/** Groups of several topics. */
	private final Set<TopicGroup> several = new LinkedHashSet<>();

	/** What overlaps and could not be merged. */
	private final Set<PlannedTopic> separate = new LinkedHashSet<>();

	/** What kept it from being merged. */
	private final Set<TopicFilter> obstacles = new HashSet<>();

	/** What others than listeners have subscribed to. */
	private final FilterIndex<TopicFilter> foreign = new FilterIndex<>();

	private Set<TopicFilter> foreignFilters = Set.of();

	private boolean foreignKnown;

	/** Reads what others have subscribed to, or {@code null} if nothing is merged. */
	private @Nullable Supplier<Collection<TopicFilter>> others;

	/**
	 * Create without subscriptions.
	 * @param topics all topics
	 * @param refused tells which filters the broker has refused
	 * @param changes told of filters for which the subscription to have may have changed
	 */
	MergedTopics(UncoveredTopics topics, Predicate<TopicFilter> refused, Consumer<TopicFilter> changes) {
		this.topics = topics;
		this.refused = refused;
		this.changes = changes;
	}

	void start(Supplier<Collection<TopicFilter>> others) {
		boolean started = this.others == null;
		this.others = others;
		if (started) {
			again(this.groupOf.keySet());
		}
	}

	void stop() {
		if (this.others != null) {
			this.others = null;
			again(depending());
		}
	}

	/**
	 * Others may have subscribed to something else than before.
	 */
	void othersChanged() {
		Set<TopicFilter> before = this.foreignFilters;
		this.foreignKnown = false;
		if (this.several.isEmpty() && this.separate.isEmpty()) {
			return; // read when it matters
		}
		readForeign();
		if (!before.equals(this.foreignFilters)) {
			again(depending());
		}
	}

	/**
	 * Return what others than listeners have something to do with.
	 * @return the topics that are merged, or would be
	 */
	private Set<PlannedTopic> depending() {
		Set<PlannedTopic> depending = new HashSet<>(this.separate);
		this.several.forEach((group) -> depending.addAll(group.topics()));
		return depending;
	}

	void add(PlannedTopic topic) {
		this.waiting.add(topic);
		if (!this.several.isEmpty()) {
			this.index.overlapping(topic.filter())
				.stream()
				.filter((group) -> group.size() > 1 && !group.isLike(topic))
				.forEach((group) -> again(group.topics()));
		}
	}

	void remove(PlannedTopic topic) {
		TopicGroup group = this.groupOf.remove(topic);
		if (group != null) {
			group.remove(topic);
			if (group.size() < LARGE || !group.isBuiltLately() || connects(topic, group)) {
				again(group.topics());
				dissolve(group);
			}
			else {
				this.changes.accept(group.filter());
			}
		}
		this.separate.remove(topic);
		this.waiting.remove(topic);
		retry(topic.filter());
	}

	// Return whether a topic that leaves a group may have been what held it together.
	private boolean connects(PlannedTopic topic, TopicGroup group) {
		int[] met = { 0 };
		return this.topics.like(topic)
			.findOverlapping(topic.filter(), (other) -> group.equals(this.groupOf.get(other)) && ++met[0] > 1) != null;
	}

	/**
	 * The QoS asked for a topic may have changed.
	 * @param topic the topic
	 */
	void raised(PlannedTopic topic) {
		TopicGroup group = this.groupOf.get(topic);
		if (group != null) {
			group.put(topic);
			this.changes.accept(group.filter());
		}
	}

	void refusalChanged(TopicFilter filter) {
		TopicGroup group = this.groups.get(filter);
		if (group != null && group.size() > 1) {
			again(group.topics());
		}
		retry(filter);
	}

	private void retry(TopicFilter obstacle) {
		if (this.obstacles.contains(obstacle)) {
			this.obstacles.clear();
			again(this.separate);
		}
	}

	/**
	 * Put topics into groups anew, and those they are in a group with.
	 * @param topics the topics
	 */
	private void again(Collection<PlannedTopic> topics) {
		for (PlannedTopic topic : List.copyOf(topics)) {
			this.waiting.add(topic);
			TopicGroup group = this.groupOf.get(topic);
			if (group != null) {
				this.waiting.addAll(group.topics());
				dissolve(group);
			}
		}
	}

	private void dissolve(TopicGroup group) {
		group.topics().forEach((topic) -> this.groupOf.remove(topic, group));
		leave(group);
	}

	private void leave(TopicGroup group) {
		if (this.groups.remove(group.filter(), group)) {
			this.index.remove(group.filter(), group);
			this.several.remove(group);
			this.changes.accept(group.filter());
		}
	}

	/**
	 * Do what is left to do.
	 */
	void settle() {
		while (!this.waiting.isEmpty()) {
			List<PlannedTopic> inOrder = new ArrayList<>(this.waiting);
			inOrder.sort(Comparator.comparingLong(PlannedTopic::order));
			this.waiting.clear();
			this.separate.removeAll(inOrder);
			inOrder.forEach(this::insert);
		}
	}

	private void insert(PlannedTopic topic) {
		TopicGroup group = new TopicGroup(topic);
		this.groupOf.put(topic, group);
		TopicGroup other = mergeable(group);
		while (other != null) {
			TopicFilter merged = group.filter().merge(other.filter());
			leave(other);
			// The smaller goes into the larger: so a topic is seldom moved
			TopicGroup larger = (group.size() > other.size()) ? group : other;
			TopicGroup smaller = (group.size() > other.size()) ? other : group;
			larger.absorb(smaller, merged);
			smaller.topics().forEach((moved) -> this.groupOf.put(moved, larger));
			group = larger;
			other = mergeable(group);
		}
		this.groups.put(group.filter(), group);
		this.index.add(group.filter(), group);
		if (group.size() > 1) {
			this.several.add(group);
		}
		this.changes.accept(group.filter());
	}

	private @Nullable TopicGroup mergeable(TopicGroup group) {
		return (this.others == null || !isMergeable(group)) ? null : this.index.findOverlapping(group.filter(),
				(other) -> isMergeable(other) && group.isLike(other) && isUseful(group, other));
	}

	private boolean isMergeable(TopicGroup group) {
		return !group.isShared() && !this.refused.test(group.filter());
	}

	private boolean isUseful(TopicGroup group, TopicGroup other) {
		TopicFilter merged = group.filter().merge(other.filter());
		TopicFilter obstacle = this.refused.test(merged) ? merged : obstacle(merged, group, other);
		if (obstacle == null) {
			return true;
		}
		this.obstacles.add(obstacle);
		this.separate.addAll(group.topics());
		this.separate.addAll(other.topics());
		return false;
	}

	/**
	 * Find what gets copies by merging two groups, for it overlaps neither.
	 * @param merged the filter of both
	 * @param group one of them
	 * @param other the other
	 * @return a filter or {@code null} if there is none
	 */
	private @Nullable TopicFilter obstacle(TopicFilter merged, TopicGroup group, TopicGroup other) {
		readForeign();
		Predicate<TopicFilter> isNew = (filter) -> !filter.overlaps(group.filter()) && !filter.overlaps(other.filter());
		TopicFilter foreign = this.foreign.findOverlapping(merged, isNew);
		if (foreign != null) {
			return foreign;
		}
		PlannedTopic own = this.topics.findUnlike(group.options(), merged,
				(filter) -> filter.equals(merged) || isNew.test(filter));
		return (own != null) ? own.filter() : null;
	}

	private void readForeign() {
		if (this.others != null && !this.foreignKnown) {
			this.foreignKnown = true;
			this.foreignFilters.forEach((filter) -> this.foreign.remove(filter, filter));
			this.foreignFilters = Set.copyOf(this.others.get());
			this.foreignFilters.forEach((filter) -> this.foreign.add(filter, filter));
		}
	}

	/**
	 * Return the groups.
	 * @return a group for each subscription to have, in the order asked for
	 */
	List<TopicGroup> groups() {
		settle();
		return this.groups.values().stream().sorted(Comparator.comparingLong(TopicGroup::order)).toList();
	}

	@Nullable TopicGroup group(TopicFilter filter) {
		settle();
		return this.groups.get(filter);
	}

	long steps() {
		return this.index.steps() + this.foreign.steps();
	}

}
