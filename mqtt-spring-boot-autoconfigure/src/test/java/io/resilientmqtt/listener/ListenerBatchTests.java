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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for listeners that handle batches.
 */
class ListenerBatchTests extends ListenerFixture {

	private static final Duration NEVER = Duration.ofDays(1);

	private static final Duration SOON = Duration.ofMinutes(1);

	private final List<List<String>> batches = new CopyOnWriteArrayList<>();

	private final MqttBatchMessageListener listener = (messages) -> {
		this.batches.add(messages.stream().map(MqttMessage::payloadAsString).toList());
		if (messages.get(0).payloadAsString().startsWith("bad")) {
			throw new IllegalStateException("no good");
		}
	};

	private void deliverAndRun(String... payloads) {
		List.of(payloads).forEach((payload) -> this.client.deliver("a", payload));
		runTasks();
	}

	private List<String> acknowledged() {
		return this.client.acknowledgements().acknowledged();
	}

	@Test
	void aFullBatchIsHandedOverAndAcknowledgedWhenItWasHandled() {
		startStepwise(this.listener, (options) -> options.batchSize(3).batchTimeout(NEVER), "a");
		deliverAndRun("1", "2");
		assertThat(this.batches).isEmpty();
		assertThat(acknowledged()).isEmpty();
		deliverAndRun("3", "4");
		assertThat(this.batches).containsExactly(List.of("1", "2", "3"));
		assertThat(acknowledged()).containsExactly("1", "2", "3");
	}

	@Test
	void whatHasWaitedLongEnoughIsHandedOver() {
		startStepwise(this.listener, (options) -> options.batchSize(3).batchTimeout(SOON), "a");
		deliverAndRun("1", "2");
		advance(SOON.minusNanos(1));
		assertThat(this.batches).isEmpty();
		advance(Duration.ofNanos(1));
		assertThat(this.batches).containsExactly(List.of("1", "2"));
		assertThat(acknowledged()).containsExactly("1", "2");
	}

	@Test
	void aBatchWaitsNoLongerThanThereIsRoomForMore() {
		startStepwise(this.listener,
				(options) -> options.batchSize(3).batchTimeout(NEVER).queueCapacity(6).ordering(ListenerOrdering.TOPIC),
				"#");
		this.client.deliver("a", "1");
		this.client.deliver("b", "2");
		this.client.deliver("c", "3");
		runTasks();
		assertThat(this.batches).containsExactlyInAnyOrder(List.of("1"), List.of("2"), List.of("3"));
	}

	@Test
	void batchesFollowInOrderAndOfOneOrderKeyEach() {
		startStepwise(this.listener, (options) -> options.batchSize(2).batchTimeout(NEVER).concurrency(2), "#");
		this.client.deliver("a", "1");
		this.client.deliver("b", "2");
		this.client.deliver("a", "3");
		this.client.deliver("b", "4");
		this.client.deliver("a", "5");
		this.client.deliver("a", "6");
		runTasks();
		assertThat(this.batches).containsExactlyInAnyOrder(List.of("1", "3"), List.of("5", "6"), List.of("2", "4"))
			.containsSubsequence(List.of("1", "3"), List.of("5", "6"));
	}

	@Test
	void aBatchThatFailsIsTriedAgainAsAWholeAndGoesToTheDeadLetterTopic() {
		RetryPolicy once = RetryPolicy.builder().maxRetries(1).delay(SOON).build();
		startStepwise(this.listener,
				(options) -> options.batchSize(2).batchTimeout(NEVER).retryPolicy(once).deadLetterTopic("dead/{topic}"),
				"a");
		deliverAndRun("bad 1", "2", "3", "4");
		advance(SOON);
		assertThat(acknowledged()).hasSize(4);
		assertThat(this.batches).containsExactly(List.of("bad 1", "2"), List.of("bad 1", "2"), List.of("3", "4"));
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("bad 1", "2");
	}

	@Test
	void aPayloadThatIsTooLongFailsAloneAndInOrder() {
		startStepwise(this.listener,
				(options) -> options.batchSize(3).batchTimeout(NEVER).maxPayloadSize(2).deadLetterTopic("dead"), "a");
		deliverAndRun("1", "too long", "2", "3", "4");
		assertThat(this.batches).containsExactly(List.of("1"), List.of("2", "3", "4"));
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("too long");
		assertThat(acknowledged()).containsExactly("1", "too long", "2", "3", "4");
	}

	@Test
	void oneAcknowledgmentEndsABatch() {
		CompletableFuture<Acknowledgment> acknowledgment = new CompletableFuture<>();
		startStepwise(new MqttBatchMessageListener() {

			@Override
			public void onMessages(List<MqttMessage> messages) {
				throw new UnsupportedOperationException();
			}

			@Override
			public @Nullable CompletionStage<?> handle(List<MqttMessage> messages, @Nullable Acknowledgment given) {
				acknowledgment.complete(given);
				return null;
			}

		}, (options) -> options.batchSize(2).batchTimeout(NEVER).ackMode(AckMode.MANUAL), "a");
		deliverAndRun("1", "2");
		assertThat(acknowledged()).isEmpty();
		acknowledgment.join().acknowledge();
		assertThat(acknowledged()).containsExactly("1", "2");
	}

	@Test
	void anOpenBatchIsLeftToTheBrokerWhenTheClientIsAboutToDisconnect() {
		MqttListenerContainer container = startStepwise(this.listener,
				(options) -> options.batchSize(3).batchTimeout(NEVER), "a");
		deliverAndRun("1");
		assertThat(container.close()).isCompleted();
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("1");
		assertThat(this.batches).isEmpty();
	}

	@Test
	void anOpenBatchIsHandledWhenTheListenerIsStopped() {
		MqttListenerContainer container = start(Runnable::run, "test", this.listener,
				(options) -> options.batchSize(3).batchTimeout(NEVER), "a");
		this.client.deliver("a", "1");
		assertThat(container.stop()).succeedsWithin(LONG);
		assertThat(this.batches).containsExactly(List.of("1"));
		assertThat(acknowledged()).containsExactly("1");
	}

}
