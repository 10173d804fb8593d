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
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Works out by which subscriptions listeners get what they listen to. Each filter has the
 * highest QoS asked for. One that another covers is left out, for many brokers send a
 * message once for each subscription it matches; unless that other was refused, or
 * delivers something else: to one of a group, or with other options.
 */
final class SubscriptionPlan {

	private final Predicate<TopicFilter> refused;

	private final Set<TopicFilter> merged = new HashSet<>();

	private List<Subscription> subscriptions;

	/**
	 * Make a plan.
	 * @param asked what listeners ask for
	 * @param refused tells which filters the broker has refused
	 */
	SubscriptionPlan(Collection<Subscription> asked, Predicate<TopicFilter> refused) {
		this.refused = refused;
		Map<TopicFilter, Subscription> all = new LinkedHashMap<>();
		for (Subscription subscription : asked) {
			add(subscription.filter(), subscription, all);
		}
		List<Subscription> covering = new ArrayList<>();
		for (Subscription subscription : all.values()) {
			if (!refused.test(subscription.filter()) && covering(subscription, covering) == null) {
				covering.removeIf((other) -> covers(subscription, other));
				covering.add(subscription);
			}
		}
		Map<TopicFilter, Subscription> wanted = new LinkedHashMap<>();
		for (Subscription subscription : all.values()) {
			Subscription instead = covering(subscription, covering);
			add((instead != null) ? instead.filter() : subscription.filter(),
					(instead != null) ? raise(instead, subscription) : subscription, wanted);
		}
		this.subscriptions = List.copyOf(wanted.values());
	}

	private static void add(TopicFilter filter, Subscription subscription, Map<TopicFilter, Subscription> all) {
		Subscription present = all.get(filter);
		all.put(filter, (present != null) ? raise(present, subscription) : subscription);
	}

	private static @Nullable Subscription covering(Subscription subscription, List<Subscription> candidates) {
		for (Subscription candidate : candidates) {
			if (covers(candidate, subscription)) {
				return candidate;
			}
		}
		return null;
	}

	private static boolean covers(Subscription subscription, Subscription other) {
		return subscription.options().equals(other.options()) && subscription.filter().covers(other.filter());
	}

	private static Subscription raise(Subscription subscription, Subscription other) {
		return (subscription.qos().compareTo(other.qos()) >= 0) ? subscription : new Subscription(subscription.filter(),
				other.qos(), subscription.options(), subscription.identifier(), subscription.userProperties());
	}

	/**
	 * Replace subscriptions that overlap by one that covers them, unless that was
	 * refused, or would overlap with what none of them does.
	 * @param foreign filters that others have subscribed to
	 */
	void merge(Collection<TopicFilter> foreign) {
		List<Subscription> done = new ArrayList<>();
		for (Subscription subscription : this.subscriptions) {
			Subscription current = subscription;
			for (Subscription wider = widen(current, done, foreign); wider != null; wider = widen(current, done,
					foreign)) {
				current = wider;
			}
			done.add(current);
		}
		this.subscriptions = List.copyOf(done);
	}

	/**
	 * Merge a subscription with one of others, which is taken from them.
	 * @param subscription the subscription
	 * @param others the others
	 * @param foreign filters that others than listeners have subscribed to
	 * @return both as one, or {@code null} if there is none to merge it with
	 */
	private @Nullable Subscription widen(Subscription subscription, List<Subscription> others,
			Collection<TopicFilter> foreign) {
		for (Iterator<Subscription> candidates = others.iterator(); candidates.hasNext();) {
			Subscription other = candidates.next();
			if (isMergeable(subscription, other)) {
				TopicFilter filter = subscription.filter().merge(other.filter());
				if (!this.refused.test(filter) && !overlapsMore(filter, subscription, other, foreign)) {
					candidates.remove();
					this.merged.add(filter);
					return raise(
							raise(new Subscription(filter, subscription.qos(), subscription.options(), null, List.of()),
									subscription),
							other);
				}
			}
		}
		return null;
	}

	private boolean isMergeable(Subscription subscription, Subscription other) {
		return subscription.group() == null && other.group() == null && subscription.options().equals(other.options())
				&& subscription.filter().overlaps(other.filter()) && !this.refused.test(subscription.filter())
				&& !this.refused.test(other.filter());
	}

	private boolean overlapsMore(TopicFilter merged, Subscription subscription, Subscription other,
			Collection<TopicFilter> foreign) {
		Predicate<TopicFilter> isNew = (filter) -> filter.overlaps(merged) && !filter.overlaps(subscription.filter())
				&& !filter.overlaps(other.filter());
		return foreign.stream().anyMatch(isNew) || this.subscriptions.stream()
			.filter((own) -> own.group() != null || !own.options().equals(subscription.options()))
			.map(Subscription::filter)
			.anyMatch(isNew);
	}

	/**
	 * Return the subscriptions to have.
	 * @return one for each filter
	 */
	List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	/**
	 * Return the filters of the subscriptions.
	 * @return the filters
	 */
	Set<TopicFilter> filters() {
		Set<TopicFilter> filters = new HashSet<>();
		for (Subscription subscription : this.subscriptions) {
			filters.add(subscription.filter());
		}
		return filters;
	}

	/**
	 * Return whether a filter stands for several that no other covers.
	 * @param filter the filter
	 * @return whether it was made by merging
	 */
	boolean isMerged(TopicFilter filter) {
		return this.merged.contains(filter);
	}

}
