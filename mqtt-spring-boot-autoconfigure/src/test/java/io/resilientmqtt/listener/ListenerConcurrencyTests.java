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
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for listeners that handle several messages at the same time.
 */
class ListenerConcurrencyTests extends ListenerFixture {

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final CountDownLatch proceed = new CountDownLatch(1);

	private final MqttMessageListener slow = (message) -> {
		if (message.payloadAsString().startsWith("slow")) {
			this.proceed.await();
		}
		this.handled.add(message.payloadAsString());
	};

	private void awaitHandled(String... payloads) {
		await().atMost(LONG).untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrder(payloads));
	}

	@Test
	void aKeyThatNothingIsOrderedByIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> start((message) -> {
		}, (options) -> options.key(MqttMessage::topic), "a"))
			.withMessageContainingAll("listener 'test' has a key", "mqtt.listener.ordering", "is not set",
					"set ordering = KEY");
		assertThatIllegalArgumentException().isThrownBy(() -> start((message) -> {
		}, (options) -> options.key(MqttMessage::topic).ordering(ListenerOrdering.TOPIC), "a"))
			.withMessageContainingAll("is TOPIC", "leave the key out");
	}

	@Test
	void theKeyOfAFactoryIsForThoseOfItsListenersThatAreOrderedByIt() {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(
				MqttListenerOptions.builder().ordering(ListenerOrdering.KEY).key(MqttMessage::topic).build(),
				this.pool);
		MqttListenerOptions byTopic = MqttListenerOptions.builder().ordering(ListenerOrdering.TOPIC).build();
		assertThat(this.registry.registerEndpoint(MqttListenerEndpoint.builder("test", (message) -> {
		}).topics("a").options(byTopic).build(), factory)).isNotNull();
	}

	@Test
	void topicsGoOnBesideASlowOneWhichKeepsItsOrder() {
		start(this.slow, (options) -> options.concurrency(2), "#");
		this.client.deliver("a", "slow");
		this.client.deliver("a", "second");
		this.client.deliver("b", "other");
		awaitHandled("other");
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.client.acknowledgements().acknowledged()).containsExactly("other"));
		this.proceed.countDown();
		awaitHandled("other", "slow", "second");
		assertThat(this.handled).containsSubsequence("slow", "second");
	}

	@Test
	void keysGoOnBesideASlowOneWhichKeepsItsOrder() {
		start(this.slow,
				(options) -> options.concurrency(2)
					.ordering(ListenerOrdering.KEY)
					.key((message) -> message.payloadAsString().endsWith("1") ? "1" : null),
				"#");
		this.client.deliver("a", "slow 1");
		this.client.deliver("b", "second 1");
		this.client.deliver("a", "other");
		awaitHandled("other");
		this.proceed.countDown();
		awaitHandled("other", "slow 1", "second 1");
		assertThat(this.handled).containsSubsequence("slow 1", "second 1");
	}

	@Test
	void withoutOrderAnyMessageGoesOnBesideASlowOne() {
		start(this.slow, (options) -> options.concurrency(2).ordering(ListenerOrdering.NONE), "a");
		this.client.deliver("a", "slow");
		this.client.deliver("a", "second");
		awaitHandled("second");
		this.proceed.countDown();
		awaitHandled("second", "slow");
	}

	@Test
	void orderOfTheListenerIsKeptWhateverTheConcurrency() {
		start(this.slow, (options) -> options.concurrency(3).ordering(ListenerOrdering.LISTENER), "#");
		IntStream.range(0, 100).forEach((number) -> this.client.deliver("t" + number % 7, String.valueOf(number)));
		await().atMost(LONG).until(() -> this.handled.size() == 100);
		assertThat(this.handled).isEqualTo(IntStream.range(0, 100).mapToObj(String::valueOf).toList());
	}

	@Test
	void aFutureIsWaitedForWithoutAThreadWhereOrderIsAskedFor() {
		Map<String, CompletableFuture<Void>> futures = new ConcurrentHashMap<>();
		startStepwise(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return futures.computeIfAbsent(message.payloadAsString(), (payload) -> new CompletableFuture<>());
			}

		}, (options) -> options.ordering(ListenerOrdering.TOPIC), "#");
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		this.client.deliver("b", "3");
		runTasks();
		assertThat(futures).containsOnlyKeys("1", "3");
		futures.get("1").complete(null);
		runTasks();
		assertThat(futures).containsOnlyKeys("1", "2", "3");
		futures.values().forEach((future) -> future.complete(null));
		assertThat(this.client.acknowledgements().acknowledged()).containsExactlyInAnyOrder("1", "2", "3");
	}

	@Test
	void noMoreMessagesAreHandledAtOnceThanTheConcurrencyAllows() {
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch three = new CountDownLatch(3);
		start((message) -> {
			most.accumulateAndGet(now.incrementAndGet(), Math::max);
			three.countDown();
			three.await();
			now.decrementAndGet();
			this.handled.add(message.payloadAsString());
		}, (options) -> options.concurrency(3), "#");
		IntStream.range(0, 200).forEach((number) -> this.client.deliver("t" + number, String.valueOf(number)));
		await().atMost(LONG).until(() -> this.handled.size() == 200);
		assertThat(most).hasValue(3);
	}

	@Test
	void everyMessageIsHandledOnceAndEachTopicInOrder() {
		Map<String, Queue<Integer>> byTopic = new ConcurrentHashMap<>();
		AtomicInteger count = new AtomicInteger();
		start((message) -> {
			byTopic.computeIfAbsent(message.topic(), (topic) -> new ConcurrentLinkedQueue<>())
				.add(Integer.valueOf(message.payloadAsString()));
			count.incrementAndGet();
		}, (options) -> options.concurrency(4).queueCapacity(64), "#");
		int messages = 20_000;
		for (int number = 0; number < messages; number++) {
			this.client.deliver("t" + number % 3_000, String.valueOf(number));
		}
		await().atMost(LONG).until(() -> this.client.acknowledged() == messages);
		assertThat(count).hasValue(messages);
		assertThat(byTopic).hasSize(3_000);
		assertThat(byTopic.values()).allSatisfy((numbers) -> assertThat(new ArrayList<>(numbers)).isSorted());
	}

	@Test
	void noMoreMessagesAreTakenThanMayWait() {
		start(this.slow, (options) -> options.concurrency(2).queueCapacity(8), "#");
		assertThat(this.client.receivers()).singleElement()
			.satisfies((receiver) -> assertThat(receiver.queueCapacity()).isEqualTo(4));
		List<String> looked = new CopyOnWriteArrayList<>();
		start(this.pool, "keyed", this.slow,
				(options) -> options.queueCapacity(8).ordering(ListenerOrdering.KEY).concurrency(2).key((message) -> {
					looked.add(message.payloadAsString());
					return "same";
				}), "keyed");
		IntStream.range(0, 20).forEach((number) -> this.client.deliver("keyed", "slow" + number));
		await().atMost(LONG).until(() -> looked.size() == 4);
		this.proceed.countDown();
		await().atMost(LONG).until(() -> looked.size() == 20);
		assertThat(looked.subList(0, 4)).containsExactly("slow0", "slow1", "slow2", "slow3");
	}

	@Test
	void aMessageWhoseKeyFailsIsNotHandledAndDoesNotStopTheListener() {
		List<MqttListenerFailure> failures = new CopyOnWriteArrayList<>();
		start(this.slow, (options) -> options.ordering(ListenerOrdering.KEY).key((message) -> {
			if (message.payloadAsString().equals("bad")) {
				throw new IllegalStateException("no key");
			}
			return message.topic();
		}).errorHandler(failures::add), "a");
		this.client.deliver("a", "bad");
		this.client.deliver("a", "good");
		awaitHandled("good");
		assertThat(failures).singleElement()
			.satisfies((failure) -> assertThat(failure.cause()).hasMessage("the order key of the message is not known")
				.hasRootCauseMessage("no key"));
		await().atMost(LONG).until(() -> this.client.acknowledged() == 2);
	}

	@Test
	void keyIsNeeded() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> start(this.slow, (options) -> options.ordering(ListenerOrdering.KEY), "a"))
			.withMessageContainingAll("listener 'test'", "ordering = KEY", "give it one");
	}

	@Test
	void publishingNeverBlocksAWorker() {
		List<Boolean> receiving = new CopyOnWriteArrayList<>();
		start((message) -> receiving.add(Receiver.isReceiving()), (options) -> options.concurrency(2), "a");
		this.client.deliver("a", "1");
		await().atMost(LONG).untilAsserted(() -> assertThat(receiving).containsExactly(true));
	}

	static Stream<Throwable> failures() {
		return Stream.of(new RejectedExecutionException("busy"), new IllegalStateException("no"),
				new OutOfMemoryError("unable to create native thread"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void anExecutorThatFailsIsAskedAgain(Throwable failure) {
		AtomicInteger calls = new AtomicInteger();
		start((task) -> {
			if (calls.getAndIncrement() == 1) {
				sneakyThrow(failure);
			}
			this.pool.execute(task);
		}, "test", this.slow, (options) -> options.concurrency(2), "a");
		this.client.deliver("a", "1");
		await().atMost(LONG).untilAsserted(() -> {
			advance(Duration.ofMillis(100));
			assertThat(this.handled).containsExactly("1");
		});
		assertThat(calls).hasValue(3);
	}

	@Test
	void anExecutorThatDiscardsIsAskedAgain() {
		AtomicInteger calls = new AtomicInteger();
		start((task) -> {
			if (calls.getAndIncrement() > 3) {
				this.pool.execute(task);
			}
			else if (calls.get() == 1) { // which receives
				task.run();
			}
		}, "test", this.slow, (options) -> options.concurrency(2), "a");
		this.client.deliver("a", "1");
		await().atMost(LONG).untilAsserted(() -> {
			advance(Duration.ofSeconds(1));
			assertThat(this.handled).containsExactly("1");
		});
		assertThat(calls).as("one that receives, one that is discarded three times").hasValue(5);
	}

	@Test
	void anExecutorThatIsBusyRunsNoMoreWorkersThanItMay() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		startStepwise((message) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			this.handled.add(message.payloadAsString());
			running.decrementAndGet();
		}, (options) -> options.concurrency(2), "a");
		for (int i = 0; i < 4; i++) {
			this.client.deliver("a", String.valueOf(i));
			this.delays.advance(Duration.ofSeconds(30));
		}
		runTasks();
		assertThat(this.handled).containsExactlyInAnyOrder("0", "1", "2", "3");
		assertThat(most).hasValue(1);
		advance(Duration.ofMinutes(10));
		assertThat(hasTasks()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void anExecutorThatFailsAndHasTakenAWorkerAddsNone(Throwable failure) {
		AtomicInteger calls = new AtomicInteger();
		AtomicInteger running = new AtomicInteger();
		List<Integer> atOnce = new CopyOnWriteArrayList<>();
		start((task) -> {
			this.pool.execute(task);
			if (calls.getAndIncrement() == 1) {
				sneakyThrow(failure);
			}
		}, "test", (message) -> {
			atOnce.add(running.incrementAndGet());
			running.decrementAndGet();
			this.handled.add(message.payloadAsString());
		}, (options) -> options.concurrency(2).ordering(ListenerOrdering.NONE), "a");
		IntStream.range(0, 100).forEach((i) -> this.client.deliver("a", String.valueOf(i)));
		advance(Duration.ofMillis(100));
		await().atMost(LONG).untilAsserted(() -> assertThat(this.handled).hasSize(100));
		assertThat(atOnce).allMatch((count) -> count <= 2);
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
		throw (T) failure;
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void workersRunOnVirtualThreadsWhenTheExecutorDoes() {
		SimpleAsyncTaskExecutor virtual = new SimpleAsyncTaskExecutor();
		virtual.setVirtualThreads(true);
		List<Object> threads = new CopyOnWriteArrayList<>();
		start(virtual, "test",
				(message) -> threads.add(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())),
				(options) -> options.concurrency(2), "#");
		this.client.deliver("a", "1");
		this.client.deliver("b", "2");
		await().atMost(LONG).untilAsserted(() -> assertThat(threads).containsExactly(true, true));
	}

	@Test
	void withoutAnExecutorAListenerHasThreadsOfItsOwn() {
		List<String> threads = new CopyOnWriteArrayList<>();
		start(null, "test", (message) -> threads.add(Thread.currentThread().getName()),
				(options) -> options.concurrency(2), "a");
		this.client.deliver("a", "1");
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(threads).singleElement()
				.satisfies((name) -> assertThat(name).startsWith("mqtt-test-")));
	}

}
