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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A message whose future fails is tried again at once, by a thread of the listener and
 * between others.
 */
class RetryOfFuturesTests extends ListenerFixture {

	private final List<String> attempts = new CopyOnWriteArrayList<>();

	private final List<MqttListenerFailure> failures = new CopyOnWriteArrayList<>();

	private final Throwable thrown = new IllegalStateException("no good");

	private UnaryOperator<MqttListenerOptionsBuilder> with(UnaryOperator<MqttListenerOptionsBuilder> options) {
		return (builder) -> options.apply(builder).errorHandler(this.failures::add);
	}

	private void deliverAndRun(String... payloads) {
		List.of(payloads).forEach((payload) -> this.client.deliver("a", payload));
		runTasks();
	}

	@Test
	void aFutureThatFailsIsTriedAgainByAThreadOfTheListenerWhileOthersGoOn() {
		Later listener = new Later();
		startStepwise(listener, with((options) -> options), "a");
		deliverAndRun("bad", "2");
		assertThat(listener.called).containsExactly("bad", "2");
		listener.fail(0, this.thrown);
		assertThat(listener.called).hasSize(2); // not by the thread that completes it
		runTasks();
		assertThat(listener.called).containsExactly("bad", "2", "bad");
		listener.results.get(1).complete(null);
		listener.fail(2, this.thrown);
		runTasks();
		listener.fail(3, this.thrown);
		runTasks();
		assertThat(listener.called).containsExactly("bad", "2", "bad", "bad");
		assertThat(this.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.attempts()).isEqualTo(3);
			assertThat(failure.cause()).isSameAs(this.thrown);
		});
		assertThat(this.client.acknowledgements().acknowledged()).containsExactly("2", "bad");
	}

	@Test
	void aFutureThatFailsAndThenThrowsHasThreeAttempts() {
		Later listener = new Later();
		MqttListenerContainer container = startStepwise(listener, with((options) -> options), "a");
		deliverAndRun("bad");
		listener.throwing = new IllegalStateException("at once");
		listener.fail(0, this.thrown);
		runTasks();
		assertThat(listener.called).hasSize(3);
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.cause()).isSameAs(listener.throwing));
		assertThat(container.getUnfinished()).isZero();
	}

	@Test
	void aListenerThatThrowsFirstAndReturnsAFutureThenIsAcknowledgedWhenThatIsComplete() {
		Later listener = new Later();
		listener.throwing = new IllegalStateException("at once");
		listener.throwingOnce = true;
		MqttListenerContainer container = startStepwise(listener, with((options) -> options), "a");
		deliverAndRun("1");
		assertThat(listener.called).hasSize(2);
		assertThat(this.client.acknowledged()).isZero();
		listener.results.get(0).complete(null);
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(container.getUnfinished()).isZero();
	}

	@Test
	void aFutureThatFailsWhileTheListenerIsStoppedWithItsSubscriptionsIsTriedAgain() {
		Later listener = new Later();
		MqttListenerContainer container = startStepwise(listener, with((options) -> options), "a");
		deliverAndRun("bad");
		CompletableFuture<Void> stopped = container.stop();
		runTasks();
		listener.fail(0, this.thrown);
		runTasks();
		assertThat(listener.called).hasSize(2);
		assertThat(stopped).isNotDone();
		listener.results.get(1).complete(null);
		assertThat(stopped).isCompleted();
		assertThat(this.client.acknowledged()).isEqualTo(1);
	}

	@Test
	void aFutureThatFailsAfterTheListenerWasClosedStaysWithTheBroker() {
		Later listener = new Later();
		MqttListenerContainer container = startStepwise(listener, with((options) -> options), "a");
		deliverAndRun("bad", "bad");
		listener.fail(0, this.thrown); // is waiting for a thread
		CompletableFuture<Void> closed = container.close();
		listener.fail(1, this.thrown);
		runTasks();
		assertThat(listener.called).hasSize(2);
		assertThat(this.failures).isEmpty();
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("bad", "bad");
		assertThat(closed).isCompleted();
	}

	@Test
	void anExecutorThatThrowsIsAskedAgain() {
		Later listener = new Later();
		AtomicInteger rejections = new AtomicInteger();
		start((task) -> {
			if (rejections.getAndDecrement() > 0) {
				throw new StackOverflowError("no thread");
			}
			this.tasks.add(task);
		}, "test", listener, with((options) -> options), "a");
		deliverAndRun("bad");
		rejections.set(2);
		listener.fail(0, this.thrown);
		runTasks();
		assertThat(listener.called).hasSize(1);
		advance(Duration.ofMillis(100));
		advance(Duration.ofMillis(100));
		assertThat(listener.called).hasSize(2);
	}

	@Test
	void theListenerIsCalledForOneMessageAtATime() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		start(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				Thread.yield();
				running.decrementAndGet();
				RetryOfFuturesTests.this.attempts.add(message.payloadAsString());
				return CompletableFuture.runAsync(() -> {
					throw new IllegalStateException("no good");
				}, RetryOfFuturesTests.this.pool);
			}

		}, with((options) -> options), "a");
		for (int i = 0; i < 200; i++) {
			this.client.deliver("a", "bad" + i);
		}
		await().atMost(LONG).until(() -> this.client.acknowledged() == 200);
		assertThat(this.attempts).hasSize(600);
		assertThat(most).hasValue(1);
	}

	@Test
	void aListenerThatWaitsForItselfDuringARetryIsTheOneThatIsStopped() throws Exception {
		MqttListenerContainer[] container = new MqttListenerContainer[1];
		CompletableFuture<Boolean> current = new CompletableFuture<>();
		Later listener = new Later() {

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				if (this.called.size() == 1) {
					current.complete(container[0].isCurrent());
				}
				return super.handle(message);
			}

		};
		container[0] = startStepwise(listener, with((options) -> options), "a");
		deliverAndRun("bad");
		listener.fail(0, this.thrown);
		runTasks();
		assertThat(current).isCompletedWithValue(true);
	}

	/**
	 * A listener whose work goes on after its method has returned.
	 */
	private static class Later implements MqttMessageListener {

		final List<String> called = new ArrayList<>();

		final List<CompletableFuture<Void>> results = new ArrayList<>();

		@Nullable RuntimeException throwing;

		boolean throwingOnce;

		@Override
		public void onMessage(MqttMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> handle(MqttMessage message) {
			this.called.add(message.payloadAsString());
			RuntimeException thrown = this.throwing;
			if (thrown != null) {
				this.throwing = this.throwingOnce ? null : thrown;
				throw thrown;
			}
			CompletableFuture<Void> result = new CompletableFuture<>();
			this.results.add(result);
			return result;
		}

		void fail(int call, Throwable failure) {
			this.results.get(call).completeExceptionally(failure);
		}

	}

}
