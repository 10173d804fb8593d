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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.client.session.SubscriptionTable.Answer;
import io.resilientmqtt.client.session.SubscriptionTable.Entry;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Of filters of different owners one of which covers the other the broker has one.
 */
class CoveredSubscriptionsTests {

	private static final SubscriptionOwner LISTENERS = new SubscriptionOwner("listeners");

	private static final SubscriptionOwner ADAPTERS = new SubscriptionOwner("adapters");

	private static final SubscriptionOwner APPLICATION = SubscriptionOwner.APPLICATION;

	private final Subscriptions subscriptions = new Subscriptions(ProtocolVersion.MQTT_3_1_1);

	private final Broker broker = new Broker();

	private void connect(boolean sessionPresent) {
		this.subscriptions.accepted(sessionPresent);
		this.subscriptions.requester(this.broker);
		this.subscriptions.unsubscribing().forEach(this.broker::unsubscribe);
		this.broker.subscribe(this.subscriptions.toRenew(false));
		this.subscriptions.answered();
		this.broker.answerAll();
	}

	private void disconnect() {
		this.subscriptions.requester(null);
		this.broker.unanswered.clear();
	}

	private CompletableFuture<SubscribeResult> subscribe(SubscriptionOwner owner, Subscription... subscriptions) {
		CompletableFuture<SubscribeResult> future = new CompletableFuture<>();
		this.subscriptions.subscribe(owner, List.of(subscriptions), future);
		this.broker.answerAll();
		return future;
	}

	private CompletableFuture<SubscribeResult> subscribe(SubscriptionOwner owner, String filter) {
		return subscribe(owner, Subscription.of(filter, QoS.AT_LEAST_ONCE));
	}

	private UnsubscribeResult unsubscribe(SubscriptionOwner owner, String filter) {
		CompletableFuture<UnsubscribeResult> future = new CompletableFuture<>();
		this.subscriptions.unsubscribe(owner, List.of(TopicFilter.of(filter)), List.of(), future);
		this.broker.answerAll();
		assertThat(future).isCompleted();
		return future.join();
	}

	private List<String> granted() {
		return this.subscriptions.snapshot()
			.stream()
			.filter((status) -> status.state() == State.GRANTED)
			.map((status) -> status.subscription().filter().toString())
			.toList();
	}

	@Test
	void theSecondIsAskedForAndTakenBackWhenAnotherCoversIt() {
		connect(false);
		subscribe(LISTENERS, "ov/#");
		assertThat(subscribe(ADAPTERS, "ov/+")).isCompleted();
		assertThat(this.broker.log).containsExactly("subscribe [ov/# 1]", "subscribe [ov/+ 1]", "unsubscribe [ov/+]");
		assertThat(granted()).containsExactly("ov/#", "ov/+");
	}

	@Test
	void theFirstIsTakenBackWhenTheSecondCoversIt() {
		connect(false);
		subscribe(ADAPTERS, "ov/+");
		subscribe(ADAPTERS, "ov/a/b");
		subscribe(LISTENERS, "ov/#");
		assertThat(this.broker.log).endsWith("subscribe [ov/# 1]", "unsubscribe [ov/+, ov/a/b]");
		assertThat(granted()).containsExactly("ov/+", "ov/a/b", "ov/#");
	}

	@Test
	void onANewConnectionTheCoveringOneIsAskedForAloneAndAnswersForBoth() {
		CompletableFuture<SubscribeResult> covered = subscribe(ADAPTERS, "ov/+");
		CompletableFuture<SubscribeResult> covering = subscribe(LISTENERS, "ov/#");
		connect(false);
		assertThat(this.broker.log).containsExactly("subscribe [ov/# 1]");
		assertThat(covered).isCompleted();
		assertThat(covering).isCompleted();
		disconnect();
		connect(false);
		assertThat(this.broker.log).containsExactly("subscribe [ov/# 1]", "subscribe [ov/# 1]");
		assertThat(granted()).containsExactly("ov/+", "ov/#");
		disconnect();
		connect(true);
		assertThat(this.broker.log).hasSize(2);
	}

	@Test
	void inASessionOfAnEarlierLifeTheCoveredOneIsEnded() {
		subscribe(ADAPTERS, "ov/+");
		subscribe(LISTENERS, "ov/#");
		connect(true);
		assertThat(this.broker.log).containsExactly("subscribe [ov/# 1]", "unsubscribe [ov/+]");
	}

	@Test
	void theCoveredOneIsAskedForBeforeWhatCoversItEnds() {
		connect(false);
		subscribe(LISTENERS, "ov/#");
		subscribe(ADAPTERS, "ov/+");
		this.broker.log.clear();
		assertThat(unsubscribe(LISTENERS, "ov/#").reasonCodes()).containsExactly(ReasonCode.SUCCESS);
		assertThat(this.broker.log).containsExactly("subscribe [ov/+ 1]", "unsubscribe [ov/#]");
		assertThat(granted()).containsExactly("ov/+");
	}

	@Test
	void anotherThatCoversItTakesItsPlaceWithoutAsking() {
		connect(false);
		subscribe(LISTENERS, "ov/#");
		subscribe(ADAPTERS, "ov/a/#");
		subscribe(new SubscriptionOwner("third"), "ov/a/b");
		subscribe(new SubscriptionOwner("fourth"), "#");
		assertThat(this.broker.present).containsExactly("#");
		this.broker.log.clear();
		unsubscribe(new SubscriptionOwner("nobody"), "x");
		unsubscribe(LISTENERS, "ov/#");
		assertThat(this.broker.present).containsExactly("#");
		assertThat(granted()).containsExactly("ov/a/#", "ov/a/b", "#");
	}

	@Test
	void theCoveredOneEndsWithoutAsking() {
		connect(false);
		subscribe(LISTENERS, "ov/#");
		subscribe(APPLICATION, "ov/+");
		this.broker.log.clear();
		assertThat(unsubscribe(APPLICATION, "ov/+").reasonCodes()).containsExactly(ReasonCode.SUCCESS);
		assertThat(this.broker.log).isEmpty();
		assertThat(granted()).containsExactly("ov/#");
		unsubscribe(LISTENERS, "ov/#");
		assertThat(this.broker.log).containsExactly("unsubscribe [ov/#]");
	}

	@Test
	void theQoSOfWhatCoversIsRaised() {
		connect(false);
		subscribe(LISTENERS, Subscription.of("ov/#", QoS.AT_MOST_ONCE));
		subscribe(ADAPTERS, Subscription.of("ov/+", QoS.EXACTLY_ONCE));
		assertThat(this.broker.log).containsExactly("subscribe [ov/# 0]", "subscribe [ov/+ 2]", "subscribe [ov/# 2]",
				"unsubscribe [ov/+]");
		subscribe(LISTENERS, Subscription.of("ov/#", QoS.AT_LEAST_ONCE));
		assertThat(this.broker.log).endsWith("subscribe [ov/# 2]");
		disconnect();
		connect(false);
		assertThat(this.broker.log).endsWith("subscribe [ov/# 2]");
	}

	@Test
	void theQoSOfWhatCoversIsRaisedBeforeTheFirstConnection() {
		subscribe(ADAPTERS, Subscription.of("ov/+", QoS.AT_LEAST_ONCE));
		subscribe(LISTENERS, Subscription.of("ov/#", QoS.AT_MOST_ONCE));
		connect(false);
		assertThat(this.broker.log).containsExactly("subscribe [ov/# 1]");
		assertThat(granted()).containsExactly("ov/+", "ov/#");
	}

	@Test
	void aRefusedOneCoversNothing() {
		this.broker.refused.add("#");
		subscribe(ADAPTERS, "ov/+");
		CompletableFuture<SubscribeResult> refused = subscribe(LISTENERS, "#");
		connect(false);
		assertThat(this.broker.log).containsExactly("subscribe [# 1]", "subscribe [ov/+ 1]");
		assertThat(refused).isCompletedExceptionally();
		assertThat(granted()).containsExactly("ov/+");
		this.broker.refused.clear();
		subscribe(LISTENERS, "#");
		assertThat(this.broker.present).containsExactly("#");
		this.broker.refused.add("#");
		disconnect();
		this.broker.present.clear();
		connect(false);
		assertThat(this.broker.present).containsExactly("ov/+");
		assertThat(granted()).containsExactly("ov/+");
	}

	@Test
	void whatIsAskedForAgainIsAskedForAndTakenBackAgain() {
		connect(false);
		subscribe(LISTENERS, "ov/#");
		subscribe(ADAPTERS, "ov/+");
		this.broker.log.clear();
		assertThat(subscribe(ADAPTERS, "ov/+")).isCompleted();
		assertThat(this.broker.log).containsExactly("subscribe [ov/+ 1]", "unsubscribe [ov/+]");
	}

	@Test
	void otherTermsAndSharesAndReservedTopicsStandForThemselves() {
		connect(false);
		SubscriptionOptions noLocal = new SubscriptionOptions(true, false, RetainHandling.SEND_AT_SUBSCRIBE);
		subscribe(LISTENERS, "#");
		subscribe(ADAPTERS, new Subscription(TopicFilter.of("ov/+"), QoS.AT_LEAST_ONCE, noLocal, null, List.of()));
		subscribe(ADAPTERS, "$share/group/ov/+");
		subscribe(ADAPTERS, "$SYS/#");
		assertThat(this.broker.present).hasSize(4);
	}

	@Test
	void whatTheApplicationAsksForBothWaysIsLeftAsItIs() {
		connect(false);
		subscribe(APPLICATION, "a/#");
		subscribe(APPLICATION, "a/+");
		subscribe(LISTENERS, "d");
		subscribe(APPLICATION, "c/#");
		subscribe(APPLICATION, "c/+");
		subscribe(APPLICATION,
				new Subscription(TopicFilter.of("b/+"), QoS.AT_LEAST_ONCE, SubscriptionOptions.DEFAULT, 7, List.of()));
		subscribe(LISTENERS, "b/#");
		assertThat(this.broker.present).containsExactlyInAnyOrder("a/#", "a/+", "d", "c/#", "c/+", "b/+", "b/#");
	}

	@Test
	void anUnsubscribeThatWasNotAnsweredIsRepeated() {
		connect(false);
		subscribe(LISTENERS, "ov/#");
		this.broker.mute = true;
		subscribe(ADAPTERS, "ov/+");
		this.broker.mute = false;
		disconnect();
		connect(true);
		assertThat(this.broker.present).containsExactly("ov/#");
		assertThat(granted()).containsExactly("ov/#", "ov/+");
	}

	@Test
	void costsTheSameHoweverManyOthersThereAre() {
		connect(false);
		long few = cost(200);
		assertThat(few).isLessThan(100);
		assertThat(cost(3000)).isLessThanOrEqualTo(few);
	}

	private int made;

	private long cost(int others) {
		for (int i = 0; i < others; i++) {
			subscribe(LISTENERS, "many/" + this.made++ + "/+");
		}
		long steps = this.subscriptions.steps();
		subscribe(ADAPTERS, "many/1/a");
		unsubscribe(ADAPTERS, "many/1/a");
		return this.subscriptions.steps() - steps;
	}

	/**
	 * Answers what it is asked, and has what it grants.
	 */
	private final class Broker implements Subscriptions.Requester {

		private final List<String> log = new ArrayList<>();

		private final List<String> present = new ArrayList<>();

		private final List<String> refused = new ArrayList<>();

		private final Deque<Runnable> unanswered = new ArrayDeque<>();

		private boolean mute;

		@Override
		public void subscribe(List<Entry<Subscription>> entries) {
			if (entries.isEmpty()) {
				return;
			}
			this.log.add("subscribe " + entries.stream()
				.map((entry) -> entry.subscription().filter() + " " + entry.subscription().qos().value())
				.toList());
			this.unanswered.add(() -> {
				entries.forEach(this::answer);
				CoveredSubscriptionsTests.this.subscriptions.answered();
			});
		}

		private void answer(Entry<Subscription> entry) {
			String filter = entry.subscription().filter().toString();
			ReasonCode code = this.refused.contains(filter) ? ReasonCode.NOT_AUTHORIZED
					: ReasonCode.of(entry.subscription().qos().value());
			if (!this.refused.contains(filter) && !this.present.contains(filter)) {
				this.present.add(filter);
			}
			entry.answered(new Answer(code, null, List.of()));
		}

		@Override
		public void unsubscribe(UnsubscribeCall call) {
			List<TopicFilter> filters = CoveredSubscriptionsTests.this.subscriptions.begin(call);
			if (!filters.isEmpty()) {
				this.log.add("unsubscribe " + filters);
			}
			this.unanswered.add(() -> {
				filters.forEach((filter) -> this.present.remove(filter.toString()));
				call.answered(0, Collections.nCopies(filters.size(), ReasonCode.SUCCESS), ReasonProperties.NONE);
				CoveredSubscriptionsTests.this.subscriptions.unsubscribed(call);
			});
		}

		void answerAll() {
			while (!this.unanswered.isEmpty()) {
				Runnable next = this.unanswered.remove();
				if (!this.mute || !this.log.get(this.log.size() - 1).startsWith("unsubscribe")) {
					next.run();
				}
			}
		}

	}

}
