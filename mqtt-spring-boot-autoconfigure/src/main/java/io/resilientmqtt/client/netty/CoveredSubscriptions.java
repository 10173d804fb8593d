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

package io.resilientmqtt.client.netty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.session.SubscriptionTable;
import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions the broker need not have, for another brings their messages. Many
 * brokers send a copy of a message for each subscription that it matches, which owners
 * that do not know of each other would all get. A filter that another covers on the same
 * terms is subscribed to, which brings the answer and retained messages, and taken back
 * when both are granted; on a new connection it is left out. When what covers it ends, or
 * is refused, it is asked for first. What the application itself has asked for both ways
 * is left as it is. Belongs to the event loop.
 */
final class CoveredSubscriptions {

	private final SubscriptionTable<Subscription> table;

	private final SubscriptionClaims claims;

	/** What may cover or be covered, by the options, without which it is not the same. */
	private final Map<SubscriptionOptions, FilterIndex<TopicFilter>> filters = new HashMap<>();

	/** Under which options each is. */
	private final Map<TopicFilter, SubscriptionOptions> options = new HashMap<>();

	/** What covers those that are covered. */
	private final Map<TopicFilter, TopicFilter> covers = new HashMap<>();

	/** The same the other way round. */
	private final Map<TopicFilter, Set<TopicFilter>> covered = new HashMap<>();

	/** What the broker is to have again, or at a higher QoS. */
	private final Set<TopicFilter> uncovered = new LinkedHashSet<>(0);

	/** What the broker need not have any more. */
	private final Set<TopicFilter> superfluous = new LinkedHashSet<>(0);

	private boolean active;

	/**
	 * Create without subscriptions.
	 * @param table all subscriptions
	 * @param claims who wants them
	 */
	CoveredSubscriptions(SubscriptionTable<Subscription> table, SubscriptionClaims claims) {
		this.table = table;
		this.claims = claims;
	}

	/**
	 * Return whether another subscription takes the place of one.
	 * @param filter its filter
	 * @return whether the broker does not have it
	 */
	boolean contains(TopicFilter filter) {
		return this.covers.containsKey(filter);
	}

	/**
	 * Return what takes the place of a subscription.
	 * @param filter its filter
	 * @return the filter of the other, or {@code null} if there is none
	 */
	@Nullable TopicFilter cover(TopicFilter filter) {
		return this.covers.get(filter);
	}

	/**
	 * A subscription is about to be registered, and asked for.
	 * @param subscription the subscription
	 * @return the same, or with the higher QoS of one that it covers
	 */
	Subscription registering(Subscription subscription) {
		if (!isActive()) {
			return subscription;
		}
		TopicFilter filter = subscription.filter();
		leaveCover(filter);
		if (!subscription.options().equals(this.options.get(filter))) {
			forget(filter);
			enter(subscription);
		}
		QoS qos = subscription.qos();
		for (TopicFilter other : this.covered.getOrDefault(filter, Set.of())) {
			QoS others = entry(other).subscription().qos();
			qos = (others.compareTo(qos) > 0) ? others : qos;
		}
		return with(subscription, qos);
	}

	private boolean isActive() {
		if (!this.active && this.claims.areShared()) {
			this.active = true;
			this.table.entries().forEach((entry) -> enter(entry.subscription()));
		}
		return this.active;
	}

	private void enter(Subscription subscription) {
		if (subscription.filter().isPlain()) {
			this.options.put(subscription.filter(), subscription.options());
			index(subscription.options()).add(subscription.filter(), subscription.filter());
		}
	}

	private FilterIndex<TopicFilter> index(SubscriptionOptions options) {
		return this.filters.computeIfAbsent(options, (key) -> new FilterIndex<>());
	}

	private static Subscription with(Subscription subscription, QoS qos) {
		return (subscription.qos() == qos) ? subscription : new Subscription(subscription.filter(), qos,
				subscription.options(), subscription.identifier(), subscription.userProperties());
	}

	private Entry<Subscription> entry(TopicFilter filter) {
		return Objects.requireNonNull(this.table.find(filter), "not registered");
	}

	/**
	 * A subscription has been removed.
	 * @param filter its filter
	 */
	void removed(TopicFilter filter) {
		leaveCover(filter);
		forget(filter);
		this.uncovered.remove(filter);
		this.superfluous.remove(filter);
	}

	private void forget(TopicFilter filter) {
		SubscriptionOptions options = this.options.remove(filter);
		if (options != null) {
			index(options).remove(filter, filter);
			release(filter);
		}
	}

	private void leaveCover(TopicFilter filter) {
		TopicFilter cover = this.covers.remove(filter);
		Set<TopicFilter> others = (cover != null) ? this.covered.get(cover) : null;
		if (cover != null && others != null) {
			others.remove(filter);
			if (others.isEmpty()) {
				this.covered.remove(cover);
			}
		}
	}

	/**
	 * Have the broker bring otherwise what a subscription has covered.
	 * @param filter its filter
	 */
	private void release(TopicFilter filter) {
		Set<TopicFilter> released = this.covered.remove(filter);
		if (released == null) {
			return;
		}
		for (TopicFilter each : released) {
			this.covers.remove(each);
			TopicFilter cover = findCover(each, Entry::isGranted);
			if (cover != null) {
				cover(each, cover);
			}
			else {
				this.superfluous.remove(each);
				this.uncovered.add(each);
			}
		}
	}

	/**
	 * The broker has answered a subscription, or refusal is certain.
	 * @param entry the subscription
	 */
	void answered(Entry<Subscription> entry) {
		TopicFilter filter = entry.subscription().filter();
		if (!isActive() || contains(filter) || !this.options.containsKey(filter)) {
			return;
		}
		if (!entry.isGranted()) {
			release(filter);
			return;
		}
		for (TopicFilter other : List.copyOf(this.covered.getOrDefault(filter, Set.of()))) {
			passOn(entry, entry(other));
		}
		TopicFilter cover = findCover(filter, Entry::isGranted);
		if (cover != null) {
			cover(filter, cover);
			this.superfluous.add(filter);
			return;
		}
		for (TopicFilter other : index(entry.subscription().options()).covered(filter)) {
			if (!contains(other) && entry(other).isGranted() && isCovered(other, entry)) {
				cover(other, filter);
				this.superfluous.add(other);
			}
		}
	}

	/**
	 * Answer what has not been asked for as that which was in its place.
	 * @param cover that
	 * @param entry what has not been asked for
	 */
	private static void passOn(Entry<Subscription> cover, Entry<Subscription> entry) {
		Answer answer = cover.answer();
		if (answer != null && entry.answer() == null) {
			int qos = Math.min(answer.reasonCode().value(), entry.subscription().qos().value());
			entry.answered(new Answer(Objects.requireNonNull(ReasonCode.of(qos), "no QoS"), answer.reasonString(),
					answer.userProperties()));
		}
	}

	private void cover(TopicFilter filter, TopicFilter cover) {
		this.covers.put(filter, cover);
		this.covered.computeIfAbsent(cover, (key) -> new LinkedHashSet<>()).add(filter);
		release(filter); // what it has covered, that covers mostly, too
	}

	private @Nullable TopicFilter findCover(TopicFilter filter, Predicate<Entry<Subscription>> condition) {
		return index(entry(filter).subscription().options()).findCovering(filter, (other) -> {
			Entry<Subscription> cover = this.table.find(other);
			return cover != null && condition.test(cover) && isCovered(filter, cover);
		});
	}

	/**
	 * Return whether a subscription may take the place of another on the same terms. If
	 * only its QoS is in the way, it is raised.
	 * @param filter the filter of the other
	 * @param cover the subscription
	 * @return whether it may, now
	 */
	private boolean isCovered(TopicFilter filter, Entry<Subscription> cover) {
		Subscription other = entry(filter).subscription();
		TopicFilter covering = cover.subscription().filter();
		boolean application = this.claims.contain(SubscriptionOwner.APPLICATION, filter);
		if (covering.equals(filter) || contains(covering) || !covering.covers(filter) || (application
				&& (other.identifier() != null || this.claims.contain(SubscriptionOwner.APPLICATION, covering)))) {
			return false;
		}
		if (cover.subscription().qos().compareTo(other.qos()) < 0) {
			this.table.register(covering, with(cover.subscription(), other.qos()));
			this.uncovered.add(covering);
			return false;
		}
		return qos(cover) >= qos(entry(filter));
	}

	private static int qos(Entry<Subscription> entry) {
		Answer answer = entry.answer();
		return (answer != null) ? answer.reasonCode().value() : entry.subscription().qos().value();
	}

	/**
	 * Leave out on a new connection what something else that is asked for now covers.
	 * @param due what would be asked for
	 * @param sessionPresent whether the broker may have it from an earlier life
	 * @return the rest, possibly at a higher QoS
	 */
	List<Entry<Subscription>> renewing(List<Entry<Subscription>> due, boolean sessionPresent) {
		if (!isActive()) {
			return due;
		}
		for (Entry<Subscription> entry : due) {
			TopicFilter filter = entry.subscription().filter();
			if (entry.answer() == null && this.options.containsKey(filter) && !contains(filter)) {
				TopicFilter cover = findCover(filter, (other) -> other.answer() == null);
				if (cover == null) { // its QoS may have been raised
					cover = findCover(filter, (other) -> other.answer() == null);
				}
				if (cover != null) {
					cover(filter, cover);
					if (sessionPresent) {
						this.superfluous.add(filter);
					}
				}
			}
		}
		this.uncovered.clear();
		List<Entry<Subscription>> left = new ArrayList<>(due.size());
		for (Entry<Subscription> entry : due) {
			TopicFilter filter = entry.subscription().filter();
			if (!contains(filter)) {
				left.add(entry(filter));
			}
		}
		return left;
	}

	/**
	 * Return what the broker has to be asked for.
	 * @return what there is since the last call
	 */
	List<Entry<Subscription>> takeUncovered() {
		List<Entry<Subscription>> taken = new ArrayList<>(this.uncovered.size());
		for (TopicFilter filter : List.copyOf(this.uncovered)) {
			Subscription subscription = entry(filter).subscription();
			taken.add(this.table.register(filter, subscription)); // not answered
		}
		this.uncovered.clear();
		return taken;
	}

	/**
	 * Return what the broker need not have.
	 * @return the filters since the last call
	 */
	List<TopicFilter> takeCovered() {
		List<TopicFilter> taken = this.superfluous.stream().filter(this::contains).toList();
		this.superfluous.clear();
		return taken;
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	long steps() {
		return this.filters.values().stream().mapToLong(FilterIndex::steps).sum();
	}

}
