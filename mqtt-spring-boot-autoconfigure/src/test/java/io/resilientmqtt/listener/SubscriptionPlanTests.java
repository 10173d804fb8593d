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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscriptionPlan}.
 */
class SubscriptionPlanTests {

	private final Set<TopicFilter> refused = new HashSet<>();

	private SubscriptionPlan plan(Subscription... asked) {
		return new SubscriptionPlan(List.of(asked), this.refused::contains);
	}

	private List<String> merged(List<String> foreign, Subscription... asked) {
		SubscriptionPlan plan = plan(asked);
		plan.merge(foreign.stream().map(TopicFilter::of).toList());
		return describe(plan);
	}

	private List<String> merged(String... filters) {
		return merged(List.of(), subscriptions(filters));
	}

	private static Subscription[] subscriptions(String... filters) {
		return Stream.of(filters)
			.map((filter) -> Subscription.of(filter, QoS.AT_LEAST_ONCE))
			.toArray(Subscription[]::new);
	}

	private static List<String> describe(SubscriptionPlan plan) {
		return plan.subscriptions().stream().map((s) -> s.filter() + ":" + s.qos().value()).toList();
	}

	@Test
	void whatAnotherCoversIsLeftOutAndRaisesItsQoS() {
		SubscriptionPlan plan = plan(Subscription.of("a/b", QoS.EXACTLY_ONCE), Subscription.of("a/#", QoS.AT_MOST_ONCE),
				Subscription.of("c", QoS.AT_MOST_ONCE), Subscription.of("c", QoS.AT_LEAST_ONCE));
		assertThat(describe(plan)).containsExactly("a/#:2", "c:1");
	}

	@Test
	void whatWasRefusedCoversNothing() {
		this.refused.add(TopicFilter.of("a/#"));
		assertThat(describe(plan(subscriptions("a/b", "a/#")))).containsExactly("a/b:1", "a/#:1");
	}

	@Test
	void whatOverlapsIsMergedWithTheHighestQoS() {
		SubscriptionPlan plan = plan(Subscription.of("a/+", QoS.AT_MOST_ONCE), Subscription.of("x", QoS.AT_LEAST_ONCE),
				Subscription.of("+/b", QoS.EXACTLY_ONCE));
		plan.merge(List.of());
		assertThat(describe(plan)).containsExactlyInAnyOrder("x:1", "+/+:2");
		assertThat(plan.isMerged(TopicFilter.of("+/+"))).isTrue();
		assertThat(plan.isMerged(TopicFilter.of("x"))).isFalse();
	}

	@Test
	void whatTheMergedFilterOverlapsIsMergedToo() {
		assertThat(merged("a/+", "c/d", "e", "+/b")).containsExactlyInAnyOrder("+/+:1", "e:1");
		assertThat(merged("a/+/c", "a/b/#", "+/x/y", "z/+/+")).containsExactly("+/+/#:1");
	}

	@Test
	void sharedSubscriptionsAreNotMerged() {
		assertThat(merged("$share/g/a/+", "$share/g/+/b", "+/b")).containsExactlyInAnyOrder("$share/g/a/+:1",
				"$share/g/+/b:1", "+/b:1");
	}

	@Test
	void norAreThoseWithDifferentOptions() {
		assertThat(merged(List.of(), Subscription.builder("a/+").noLocal(true).build(),
				Subscription.of("+/b", QoS.AT_LEAST_ONCE)))
			.containsExactlyInAnyOrder("a/+:1", "+/b:1");
	}

	@Test
	void aMergedFilterThatWasRefusedLeavesEachAsItIs() {
		this.refused.add(TopicFilter.of("+/+"));
		assertThat(merged("a/+", "+/b")).containsExactlyInAnyOrder("a/+:1", "+/b:1");
	}

	@Test
	void whatWasRefusedIsNotMerged() {
		this.refused.add(TopicFilter.of("a/+"));
		assertThat(merged("a/+", "+/b")).containsExactlyInAnyOrder("a/+:1", "+/b:1");
	}

	@Test
	void noneIsMergedIfThatBringsOthersCopies() {
		String[] crossing = { "a/+", "+/b" };
		assertThat(merged(List.of("reply/me"), subscriptions(crossing))).hasSize(2);
		assertThat(merged("a/+", "+/b", "$share/g/c/d")).hasSize(3);
		assertThat(merged(List.of("reply", "a/x"), subscriptions(crossing))).containsExactly("+/+:1");
		assertThat(merged("a/+", "+/b", "$share/g/a/d")).containsExactlyInAnyOrder("+/+:1", "$share/g/a/d:1");
	}

}
