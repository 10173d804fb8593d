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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.FilterIndex;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * What listeners have asked the client for and not ended, and which of that can end: what
 * is wanted no more, unless it overlaps with a subscription that is not answered yet, so
 * that nothing is missed if that is refused. Not for use by several threads at once.
 */
final class RequestedSubscriptions {

	private final Map<TopicFilter, Asked> all = new HashMap<>();

	/** What the broker has not answered. */
	private final FilterIndex<Asked> unanswered = new FilterIndex<>();

	/** What is wanted no more. */
	private final FilterIndex<Asked> unwanted = new FilterIndex<>();

	/** Those of them of which nothing is known to stand in the way of their end. */
	private final Set<Asked> due = new LinkedHashSet<>();

	private long order;

	/**
	 * Note what is wanted.
	 * @param subscription the subscription
	 * @return whether it has to be asked for, because it is new or other than before
	 */
	boolean ask(Subscription subscription) {
		Asked asked = this.all.computeIfAbsent(subscription.filter(), (filter) -> new Asked(filter, this.order++));
		if (asked.unwanted) {
			asked.unwanted = false;
			this.unwanted.remove(asked.filter, asked);
		}
		boolean changed = !subscription.equals(asked.subscription);
		asked.subscription = subscription;
		return changed;
	}

	/**
	 * Note what is not wanted, though nothing has asked for it in this life of the
	 * application.
	 * @param filter the filter of a subscription that the broker may have
	 */
	void leftOver(TopicFilter filter) {
		if (!this.all.containsKey(filter)) {
			this.all.put(filter, new Asked(filter, this.order++));
			unwanted(filter);
		}
	}

	boolean contains(TopicFilter filter) {
		return this.all.containsKey(filter);
	}

	void await(Collection<TopicFilter> filters) {
		for (TopicFilter filter : filters) {
			Asked asked = this.all.get(filter);
			if (asked != null && !asked.unanswered) {
				asked.unanswered = true;
				this.unanswered.add(filter, asked);
			}
		}
	}

	void answered(Collection<TopicFilter> filters) {
		for (TopicFilter filter : filters) {
			Asked asked = this.all.get(filter);
			if (asked != null && asked.unanswered) {
				forgetUnanswered(asked);
				this.due.addAll(this.unwanted.overlapping(filter));
			}
		}
	}

	private void forgetUnanswered(Asked asked) {
		if (asked.unanswered) {
			asked.unanswered = false;
			this.unanswered.remove(asked.filter, asked);
		}
	}

	/**
	 * Note what is not wanted.
	 * @param filter the filter of a subscription
	 */
	void unwanted(TopicFilter filter) {
		Asked asked = this.all.get(filter);
		if (asked != null && !asked.unwanted) {
			asked.unwanted = true;
			this.unwanted.add(filter, asked);
			this.due.add(asked);
			if (asked.unanswered) { // it stands in nobody's way any more
				this.due.addAll(this.unwanted.overlapping(filter));
			}
		}
	}

	/**
	 * Take out what is to be ended now.
	 * @return the filters, in the order asked for
	 */
	List<TopicFilter> takeSuperfluous() {
		List<Asked> superfluous = new ArrayList<>();
		for (Asked asked : this.due) {
			if (asked.unwanted && this.unanswered.findOverlapping(asked.filter, (other) -> !other.unwanted) == null) {
				superfluous.add(asked);
			}
		}
		this.due.clear();
		for (Asked asked : superfluous) {
			this.all.remove(asked.filter);
			this.unwanted.remove(asked.filter, asked);
			forgetUnanswered(asked);
		}
		return superfluous.stream()
			.sorted(Comparator.comparingLong((asked) -> asked.order))
			.map((asked) -> asked.filter)
			.toList();
	}

	/**
	 * Return how many levels and filters have been compared.
	 * @return the count since this was made
	 */
	long steps() {
		return this.unanswered.steps() + this.unwanted.steps();
	}

	/**
	 * A subscription asked for.
	 */
	private static final class Asked {

		private final TopicFilter filter;

		private final long order;

		private @Nullable Subscription subscription;

		private boolean unanswered;

		private boolean unwanted;

		Asked(TopicFilter filter, long order) {
			this.filter = filter;
			this.order = order;
		}

	}

}
