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
import java.util.LinkedHashSet;
import java.util.Set;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * What listeners ask for with one filter, and what it covers. Belongs to a
 * {@link SubscriptionPlan}.
 */
final class PlannedTopic {

	private static final QoS[] LEVELS = QoS.values();

	private final Subscription subscription;

	private final long order;

	/** How many listeners ask for each QoS. */
	private final int[] asking = new int[LEVELS.length];

	/** The same with those that ask for what is covered. */
	private final int[] all = new int[LEVELS.length];

	private @Nullable PlannedTopic cover;

	private @Nullable Set<PlannedTopic> covered;

	PlannedTopic(Subscription subscription, long order) {
		this.subscription = subscription;
		this.order = order;
		ask(subscription.qos());
	}

	Subscription subscription() {
		return this.subscription;
	}

	TopicFilter filter() {
		return this.subscription.filter();
	}

	/**
	 * Return whether messages are delivered to one of a group.
	 * @return {@code true} if no other can take its place
	 */
	boolean isShared() {
		return !this.subscription.filter().isPlain();
	}

	/**
	 * Return when it was asked for first, compared with others.
	 * @return a number
	 */
	long order() {
		return this.order;
	}

	void ask(QoS qos) {
		this.asking[qos.ordinal()]++;
		count(qos, 1);
	}

	void leave(QoS qos) {
		this.asking[qos.ordinal()]--;
		count(qos, -1);
	}

	private void count(QoS qos, int change) {
		this.all[qos.ordinal()] += change;
		if (this.cover != null) {
			this.cover.all[qos.ordinal()] += change;
		}
	}

	boolean isAsked() {
		for (int count : this.asking) {
			if (count > 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the highest QoS asked for.
	 * @return the QoS
	 */
	QoS qos() {
		for (int i = LEVELS.length - 1; i > 0; i--) {
			if (this.all[i] > 0) {
				return LEVELS[i];
			}
		}
		return LEVELS[0];
	}

	@Nullable PlannedTopic cover() {
		return this.cover;
	}

	/**
	 * Set what takes the place of this.
	 * @param cover that, or {@code null} for nothing
	 */
	void cover(@Nullable PlannedTopic cover) {
		PlannedTopic before = this.cover;
		if (before != null && before.covered != null) {
			before.covered.remove(this);
			change(before, -1);
		}
		this.cover = cover;
		if (cover != null) {
			if (cover.covered == null) {
				cover.covered = new LinkedHashSet<>();
			}
			cover.covered.add(this);
			change(cover, 1);
		}
	}

	private void change(PlannedTopic cover, int sign) {
		for (int i = 0; i < this.asking.length; i++) {
			cover.all[i] += sign * this.asking[i];
		}
	}

	/**
	 * Return those in whose place this is.
	 * @return the others
	 */
	Collection<PlannedTopic> covered() {
		return (this.covered != null) ? this.covered : Set.of();
	}

}
