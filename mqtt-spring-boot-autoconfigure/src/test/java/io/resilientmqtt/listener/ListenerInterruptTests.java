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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An interrupt ends with the message that it came with.
 */
class ListenerInterruptTests extends ListenerFixture {

	/** One thread for all, which so is the one of the next message. */
	private final ExecutorService single = Executors.newSingleThreadExecutor();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final List<Throwable> failed = new CopyOnWriteArrayList<>();

	@AfterEach
	void endThread() {
		this.single.shutdownNow();
	}

	static Stream<Arguments> waysToHandle() {
		Map<String, UnaryOperator<MqttListenerOptionsBuilder>> ways = Map.of("plain", (options) -> options, "ordered",
				(options) -> options.ordering(ListenerOrdering.LISTENER), "on receipt",
				(options) -> options.ackMode(AckMode.ON_RECEIPT), "retried",
				(options) -> options.retry(new MqttListenerRetry(0L, null, null, null, null)));
		return ways.entrySet().stream().map((way) -> Arguments.of(way.getKey(), way.getValue()));
	}

	private void listen(MqttMessageListener listener, UnaryOperator<MqttListenerOptionsBuilder> options) {
		start(this.single, "test", listener,
				(builder) -> options.apply(builder).errorHandler((failure) -> this.failed.add(failure.cause())), "#");
	}

	private void deliver(int count) {
		for (int i = 1; i <= count; i++) {
			this.client.deliver("a", String.valueOf(i));
		}
		await().atMost(LONG).until(() -> this.client.acknowledged() == count);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToHandle")
	void whatAListenerThrowsDoesNotInterruptTheNextMessage(String name,
			UnaryOperator<MqttListenerOptionsBuilder> options) {
		listen((message) -> {
			if (message.payloadAsString().equals("1")) {
				throw new InterruptedException("only this one");
			}
			Thread.sleep(5);
			this.handled.add(message.payloadAsString());
		}, options);
		deliver(6);
		assertThat(this.handled).containsExactly("2", "3", "4", "5", "6");
		assertThat(this.failed).singleElement().isInstanceOf(InterruptedException.class);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToHandle")
	void whatAListenerLeavesDoesNotInterruptTheNextMessage(String name,
			UnaryOperator<MqttListenerOptionsBuilder> options) {
		listen((message) -> {
			Thread.sleep(1);
			this.handled.add(message.payloadAsString());
			Thread.currentThread().interrupt();
		}, options);
		deliver(4);
		assertThat(this.handled).containsExactly("1", "2", "3", "4");
		assertThat(this.failed).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("waysToHandle")
	void theErrorHandlerIsNotInterruptedAndDoesNotInterruptTheNextMessage(String name,
			UnaryOperator<MqttListenerOptionsBuilder> options) {
		start(this.single, "test", (message) -> {
			Thread.sleep(1);
			this.handled.add(message.payloadAsString());
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted and failed");
		}, (builder) -> options.apply(builder).errorHandler((failure) -> {
			this.handled.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
			Thread.currentThread().interrupt();
		}), "#");
		deliver(2);
		assertThat(this.handled).containsExactly("1", "not interrupted", "2", "not interrupted");
	}

	@Test
	void aBatchDoesNotInterruptTheNext() {
		start(this.single, "test", (MqttBatchMessageListener) (messages) -> {
			Thread.sleep(1);
			messages.forEach((message) -> this.handled.add(message.payloadAsString()));
			throw new InterruptedException("this batch");
		}, (options) -> options.batchSize(2), "#");
		deliver(4);
		assertThat(this.handled).containsExactly("1", "2", "3", "4");
	}

	@Test
	void aFutureThatFailsInterruptsNoThreadOfTheApplication() throws Exception {
		CompletableFuture<Void> result = new CompletableFuture<>();
		EndsLater listener = new EndsLater(result);
		listen(listener, (options) -> options);
		this.client.deliver("a", "1");
		listener.called.await(60, TimeUnit.SECONDS);
		boolean interrupted = this.pool.submit(() -> {
			result.completeExceptionally(new InterruptedException("somewhere else"));
			return Thread.currentThread().isInterrupted();
		}).get(60, TimeUnit.SECONDS);
		assertThat(interrupted).isFalse();
		await().atMost(LONG).untilAsserted(() -> assertThat(this.failed).hasSize(1));
	}

	@Test
	void aListenerWhoseStopDidNotEndInTimeIsInterruptedAllTheSame() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		listen((message) -> {
			begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			finally {
				interrupted.countDown();
			}
		}, (options) -> options);
		this.registry.setShutdownTimeout(Duration.ofMillis(1));
		this.client.deliver("a", "1");
		assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		MqttListenerContainer container = this.registry.getListenerContainers().iterator().next();
		container.stop().get(LONG.toSeconds(), TimeUnit.SECONDS);
		container.interrupt();
		assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		container.close().get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(this.client.acknowledged()).isZero();
		assertThat(this.failed).isEmpty();
	}

	@Test
	void theThreadGoesBackToItsExecutorWithoutAnInterrupt() throws Exception {
		listen((message) -> Thread.currentThread().interrupt(), (options) -> options);
		deliver(1);
		assertThat(this.single.submit(() -> Thread.currentThread().isInterrupted()).get(60, TimeUnit.SECONDS))
			.isFalse();
	}

	/**
	 * A listener that ends later.
	 */
	private static final class EndsLater implements MqttMessageListener {

		private final CountDownLatch called = new CountDownLatch(1);

		private final CompletableFuture<Void> result;

		EndsLater(CompletableFuture<Void> result) {
			this.result = result;
		}

		@Override
		public void onMessage(MqttMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<Void> handle(MqttMessage message) {
			this.called.countDown();
			return this.result;
		}

	}

}
