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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Works out by which subscriptions listeners get what they listen to. Each filter has the
 * highest QoS asked for. One that another covers is left out, for many brokers send a
 * message once for each subscription it matches; unless that other was refused, or
 * delivers something else: to one of a group, or with other options.
 * <p>
 * The plan changes with what is asked for, and each change touches no more than what
 * covers the filter, is covered by it or is merged with it. Not for use by several
 * threads at once.
 */
final class SubscriptionPlan {

	private final Predicate<TopicFilter> refused;

	private final Map<TopicFilter, PlannedTopic> asked = new HashMap<>();

	/** What no other covers. */
	private final UncoveredTopics uncovered = new UncoveredTopics();

	private final MergedTopics merged;

	private final Set<TopicFilter> changed = new LinkedHashSet<>();

	private long order;

	/**
	 * Make a plan for nothing.
	 * @param refused tells which filters the broker has refused
	 */
	SubscriptionPlan(Predicate<TopicFilter> refused) {
		this.refused = refused;
		this.merged = new MergedTopics(this.uncovered, refused, this.changed::add);
	}

	/**
	 * Make a plan.
	 * @param asked what listeners ask for
	 * @param refused tells which filters the broker has refused
	 */
	SubscriptionPlan(Collection<Subscription> asked, Predicate<TopicFilter> refused) {
		this(refused);
		asked.forEach(this::add);
	}

	/**
	 * A listener asks for a subscription.
	 * @param subscription the subscription
	 */
	void add(Subscription subscription) {
		PlannedTopic topic = this.asked.get(subscription.filter());
		if (topic != null) {
			topic.ask(subscription.qos());
			raised(topic);
			return;
		}
		topic = new PlannedTopic(subscription, this.order++);
		this.asked.put(subscription.filter(), topic);
		place(topic);
	}

	/**
	 * A listener asks for a subscription no longer.
	 * @param subscription what it asked for
	 */
	void remove(Subscription subscription) {
		PlannedTopic topic = this.asked.get(subscription.filter());
		if (topic == null) {
			return;
		}
		topic.leave(subscription.qos());
		if (topic.isAsked()) {
			raised(topic);
		}
		else {
			this.asked.remove(subscription.filter());
			take(topic).forEach(this::place);
		}
	}

	/**
	 * The broker has refused a filter, or no longer does.
	 * @param filter the filter
	 */
	void refusalChanged(TopicFilter filter) {
		PlannedTopic topic = this.asked.get(filter);
		if (topic != null) {
			List<PlannedTopic> covered = take(topic);
			place(topic);
			covered.forEach(this::place);
		}
		this.merged.refusalChanged(filter);
	}

	/**
	 * The QoS asked for a topic may have changed, and so that of the one in place of it.
	 * @param topic the topic
	 */
	private void raised(PlannedTopic topic) {
		PlannedTopic cover = topic.cover();
		this.merged.raised((cover != null) ? cover : topic);
	}

	private void place(PlannedTopic topic) {
		PlannedTopic cover = this.uncovered.like(topic)
			.findCovering(topic.filter(), (other) -> isCovered(topic, other));
		if (cover != null) {
			topic.cover(cover);
			this.merged.raised(cover);
			return;
		}
		List<PlannedTopic> covered = this.uncovered.like(topic)
			.covered(topic.filter())
			.stream()
			.filter((other) -> isCovered(other, topic))
			.toList();
		for (PlannedTopic other : covered) {
			List<PlannedTopic> members = take(other);
			other.cover(topic);
			members.forEach((member) -> member.cover(topic));
		}
		this.uncovered.add(topic);
		this.merged.add(topic);
	}

	private boolean isCovered(PlannedTopic topic, PlannedTopic other) {
		return other.filter().covers(topic.filter()) && !this.refused.test(other.filter());
	}

	/**
	 * Take a topic out of its place.
	 * @param topic the topic
	 * @return those it covered, which are to be placed anew
	 */
	private List<PlannedTopic> take(PlannedTopic topic) {
		PlannedTopic cover = topic.cover();
		if (cover != null) {
			topic.cover(null);
			this.merged.raised(cover);
			return List.of();
		}
		this.uncovered.remove(topic);
		this.merged.remove(topic);
		List<PlannedTopic> covered = new ArrayList<>(topic.covered());
		covered.forEach((member) -> member.cover(null));
		return covered;
	}

	/**
	 * Replace subscriptions that overlap by one that covers them, unless that was
	 * refused, or would overlap with what none of them does.
	 * @param foreign filters that others have subscribed to
	 */
	void merge(Collection<TopicFilter> foreign) {
		merge(() -> foreign);
	}

	/**
	 * Replace subscriptions that overlap by one that covers them, as far as such a filter
	 * brings nobody else copies.
	 * @param others returns filters that others than listeners have subscribed to; not
	 * called unless something overlaps
	 */
	void merge(Supplier<Collection<TopicFilter>> others) {
		this.merged.start(others);
	}

	/**
	 * Have each subscription as it is asked for.
	 */
	void separate() {
		this.merged.stop();
	}

	/**
	 * Others than listeners may have subscribed to something else than before.
	 */
	void othersChanged() {
		this.merged.othersChanged();
	}

	/**
	 * Return the subscriptions to have.
	 * @return one for each filter, in the order asked for
	 */
	List<Subscription> subscriptions() {
		return this.merged.groups().stream().map(TopicGroup::subscription).toList();
	}

	/**
	 * Return the subscription to have with a filter.
	 * @param filter the filter
	 * @return the subscription or {@code null} if there is none to have
	 */
	@Nullable Subscription wanted(TopicFilter filter) {
		TopicGroup group = this.merged.group(filter);
		return (group != null) ? group.subscription() : null;
	}

	/**
	 * Return whether a filter stands for several that no other covers.
	 * @param filter the filter
	 * @return whether it was made by merging
	 */
	boolean isMerged(TopicFilter filter) {
		TopicGroup group = this.merged.group(filter);
		return group != null && group.size() > 1;
	}

	/**
	 * Return where in the order of the subscriptions to have one is.
	 * @param filter its filter
	 * @return the place
	 */
	long order(TopicFilter filter) {
		TopicGroup group = this.merged.group(filter);
		return (group != null) ? group.order() : Long.MAX_VALUE;
	}

	/**
	 * Return the filters for which the subscription to have may have changed.
	 * @return those since the last call
	 */
	List<TopicFilter> takeChanges() {
		this.merged.settle();
		List<TopicFilter> changes = List.copyOf(this.changed);
		this.changed.clear();
		return changes;
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since the plan was made
	 */
	long steps() {
		return this.uncovered.steps() + this.merged.steps();
	}

}
