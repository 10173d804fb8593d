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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscribeCalls}.
 */
class SubscribeCallsTests {

	private final Map<TopicFilter, State> states = new HashMap<>();

	private final List<TopicFilter> asked = new ArrayList<>();

	private final SubscribeCalls calls = new SubscribeCalls(this::status);

	private SubscriptionStatus status(Subscription subscription) {
		this.asked.add(subscription.filter());
		State state = this.states.getOrDefault(subscription.filter(), State.PENDING);
		return new SubscriptionStatus(subscription, state, switch (state) {
			case PENDING -> null;
			case GRANTED -> ReasonCode.GRANTED_QOS_1;
			case REFUSED -> ReasonCode.NOT_AUTHORIZED;
		});
	}

	private CompletableFuture<SubscribeResult> call(String... filters) {
		CompletableFuture<SubscribeResult> future = new CompletableFuture<>();
		this.calls.add(List.of(filters).stream().map((filter) -> Subscription.of(filter, QoS.AT_LEAST_ONCE)).toList(),
				future);
		return future;
	}

	private void answer(String filter, State state) {
		this.states.put(TopicFilter.of(filter), state);
		this.calls.settled(TopicFilter.of(filter));
		this.calls.completeAnswered();
	}

	@Test
	void aCallIsCompleteWhenAllIsAnswered() {
		CompletableFuture<SubscribeResult> both = call("a", "b");
		CompletableFuture<SubscribeResult> one = call("b", "b");
		answer("b", State.GRANTED);
		assertThat(one).isCompleted();
		assertThat(both).isNotDone();
		answer("a", State.GRANTED);
		assertThat(both.join().subscriptions()).hasSize(2);
	}

	@Test
	void aCallFailsWithWhatIsRefused() {
		CompletableFuture<SubscribeResult> call = call("a", "b");
		answer("a", State.REFUSED);
		answer("b", State.GRANTED);
		assertThat(call).isCompletedExceptionally();
		assertThat(call.handle((result, failure) -> failure).join()).isInstanceOf(MqttSubscribeException.class)
			.hasMessageContaining("'a'")
			.hasMessageNotContaining("'b'");
	}

	@Test
	void whatIsAskedForAgainIsWaitedForAgain() {
		CompletableFuture<SubscribeResult> call = call("a", "b");
		answer("a", State.GRANTED);
		this.states.put(TopicFilter.of("a"), State.PENDING);
		answer("b", State.GRANTED);
		assertThat(call).isNotDone();
		answer("a", State.GRANTED);
		assertThat(call).isCompleted();
	}

	@Test
	void whoStillWaitsFailsWhenTheClientIsClosed() {
		CompletableFuture<SubscribeResult> call = call("a", "b");
		answer("a", State.GRANTED);
		this.calls.fail(new IllegalStateException("closed"));
		assertThat(call).isCompletedExceptionally();
	}

	@Test
	void anAnswerCostsTheSameHoweverManyWait() {
		List<CompletableFuture<SubscribeResult>> many = IntStream.range(0, 1000)
			.mapToObj((i) -> call("many/" + i))
			.toList();
		answer("many/7", State.GRANTED);
		assertThat(many.get(7)).isCompleted();
		assertThat(this.asked).containsExactly(TopicFilter.of("many/7"));
	}

}
