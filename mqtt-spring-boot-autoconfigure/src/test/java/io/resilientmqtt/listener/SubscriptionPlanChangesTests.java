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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link SubscriptionPlan} that changes: it is at any time the one that would
 * be made for what is asked for then.
 */
class SubscriptionPlanChangesTests {

	private static final List<String> LEVELS = List.of("a", "b", "c", "+", "#");

	private static final SubscriptionOptions NO_LOCAL = new SubscriptionOptions(true, false,
			RetainHandling.SEND_AT_SUBSCRIBE);

	private final Set<TopicFilter> refused = new HashSet<>();

	private final SubscriptionPlan plan = new SubscriptionPlan(this.refused::contains);

	private final List<Subscription> asked = new ArrayList<>();

	/** 10 if there are to be none that are shared or have options. */
	private int ordinary;

	private Subscription random(Random random) {
		int depth = 1 + random.nextInt(3);
		List<String> levels = new ArrayList<>();
		while (levels.size() < depth && !levels.contains("#")) {
			levels.add(LEVELS.get(random.nextInt(LEVELS.size())));
		}
		QoS qos = QoS.values()[random.nextInt(3)];
		String filter = String.join("/", levels);
		return switch (random.nextInt(10) - this.ordinary) {
			case 0 -> Subscription.of("$share/g/" + filter, qos);
			case 1 -> new Subscription(TopicFilter.of("local/" + filter), qos, NO_LOCAL, null, List.of());
			default -> Subscription.of(filter, qos);
		};
	}

	private void change(Random random) {
		if (this.asked.isEmpty() || random.nextInt(5) < 3) {
			Subscription subscription = random(random);
			this.asked.add(subscription);
			this.plan.add(subscription);
		}
		else {
			this.plan.remove(this.asked.remove(random.nextInt(this.asked.size())));
		}
	}

	private static Set<String> filters(SubscriptionPlan plan) {
		return plan.subscriptions()
			.stream()
			.map((subscription) -> subscription.filter() + " " + subscription.options())
			.collect(Collectors.toSet());
	}

	private void assertEnough() {
		for (Subscription subscription : this.asked) {
			assertThat(this.plan.subscriptions()).as("%s", subscription)
				.anyMatch((wanted) -> wanted.filter().covers(subscription.filter())
						&& wanted.options().equals(subscription.options())
						&& wanted.qos().compareTo(subscription.qos()) >= 0);
		}
	}

	@RepeatedTest(10)
	void ofWhatCoversEachOther(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		for (int i = 0; i < 60; i++) {
			change(random);
			if (random.nextInt(4) == 0) {
				TopicFilter filter = random(random).filter();
				if (!this.refused.remove(filter)) {
					this.refused.add(filter);
				}
				this.plan.refusalChanged(filter);
			}
			assertThat(filters(this.plan)).isEqualTo(filters(new SubscriptionPlan(this.asked, this.refused::contains)));
			assertEnough();
		}
	}

	@RepeatedTest(10)
	void ofWhatIsMerged(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		this.plan.merge(List.of());
		this.ordinary = 10;
		for (int i = 0; i < 60; i++) {
			change(random);
			SubscriptionPlan fresh = new SubscriptionPlan(this.asked, this.refused::contains);
			fresh.merge(List.of());
			assertThat(filters(this.plan)).isEqualTo(filters(fresh));
			assertEnough();
		}
	}

	@Test
	void onlyWhatChangesIsNamed() {
		this.plan.merge(List.of());
		for (int i = 0; i < 50; i++) {
			this.plan.add(Subscription.of("many/" + i + "/+", QoS.AT_LEAST_ONCE));
		}
		this.plan.takeChanges();
		Subscription added = Subscription.of("many/50/+", QoS.AT_LEAST_ONCE);
		this.plan.add(added);
		assertThat(this.plan.takeChanges()).containsExactly(added.filter());
		this.plan.add(Subscription.of("many/50/+", QoS.EXACTLY_ONCE));
		assertThat(this.plan.takeChanges()).containsExactly(added.filter());
		assertThat(this.plan.wanted(added.filter())).isEqualTo(Subscription.of("many/50/+", QoS.EXACTLY_ONCE));
		this.plan.add(Subscription.of("many/50/x", QoS.AT_LEAST_ONCE));
		assertThat(this.plan.takeChanges()).containsExactly(added.filter());
		this.plan.remove(Subscription.of("many/50/+", QoS.EXACTLY_ONCE));
		assertThat(this.plan.takeChanges()).containsExactly(added.filter());
		assertThat(this.plan.wanted(added.filter())).isEqualTo(added);
		this.plan.remove(added);
		assertThat(this.plan.takeChanges()).containsExactlyInAnyOrder(added.filter(), TopicFilter.of("many/50/x"));
	}

	@Test
	void aMergedSubscriptionEndsWithWhatHeldItTogether() {
		this.plan.merge(List.of());
		Subscription hub = Subscription.of("many/+/on", QoS.AT_LEAST_ONCE);
		this.plan.add(hub);
		for (int i = 0; i < 300; i++) {
			this.plan.add(Subscription.of("many/" + i + "/+", QoS.AT_MOST_ONCE));
		}
		assertThat(this.plan.subscriptions()).containsExactly(Subscription.of("many/+/+", QoS.AT_LEAST_ONCE));
		this.plan.remove(Subscription.of("many/7/+", QoS.AT_MOST_ONCE));
		assertThat(this.plan.subscriptions()).hasSize(1);
		this.plan.remove(hub);
		assertThat(this.plan.subscriptions()).hasSize(299).allMatch((wanted) -> wanted.qos() == QoS.AT_MOST_ONCE);
	}

	@Test
	void whatWasAnObstacleToMergingIsNoneWhenItHasGone() {
		this.plan.merge(List.of());
		Subscription shared = Subscription.of("$share/g/c/d", QoS.AT_LEAST_ONCE);
		this.plan.add(shared);
		this.plan.add(Subscription.of("a/+", QoS.AT_LEAST_ONCE));
		this.plan.add(Subscription.of("+/b", QoS.AT_LEAST_ONCE));
		assertThat(this.plan.subscriptions()).hasSize(3);
		this.plan.remove(shared);
		assertThat(this.plan.subscriptions()).extracting((s) -> s.filter().toString()).containsExactly("+/+");
		this.plan.add(shared);
		assertThat(this.plan.subscriptions()).hasSize(3);
	}

	@Test
	void othersAreLookedAtWhenTheyHaveChanged() {
		List<TopicFilter> others = new ArrayList<>();
		this.plan.merge(() -> List.copyOf(others));
		this.plan.add(Subscription.of("a/+", QoS.AT_LEAST_ONCE));
		this.plan.add(Subscription.of("+/b", QoS.AT_LEAST_ONCE));
		assertThat(this.plan.subscriptions()).hasSize(1);
		others.add(TopicFilter.of("reply/me"));
		this.plan.othersChanged();
		assertThat(this.plan.subscriptions()).hasSize(2);
		others.clear();
		this.plan.othersChanged();
		assertThat(this.plan.subscriptions()).hasSize(1);
	}

}
