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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttListenerContainer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MqttListenerContainerTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	@Test
	void registersOneReceiverForAllTopics() {
		container((message) -> {
		}, "a/{b}", "$share/group/c/#").start();
		assertThat(this.client.receivers()).singleElement().satisfies((receiver) -> {
			assertThat(receiver.name()).isEqualTo("test");
			assertThat(receiver.filters()).containsExactlyInAnyOrder(TopicFilter.of("a/+"), TopicFilter.of("c/#"));
			assertThat(receiver.queueCapacity()).isEqualTo(7);
			assertThat(receiver.executor()).isNotNull();
		});
	}

	@Test
	void messageIsAcknowledgedAfterItWasHandled() {
		List<Integer> acknowledgedBefore = new ArrayList<>();
		container((message) -> acknowledgedBefore.add(this.client.acknowledged()), "a").start();
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		runTasks();
		assertThat(acknowledgedBefore).containsExactly(0, 1);
		assertThat(this.client.acknowledged()).isEqualTo(2);
	}

	@Test
	void theTopicOfAPeerForgesNoLineOfTheLog(CapturedOutput output) {
		container((message) -> {
			throw new IllegalStateException("no good");
		}, "#").start();
		this.client.deliver("a\nERROR forged\u2028\u001b[2J" + "x".repeat(60_000), "1");
		runTasks();
		assertThat(output).contains("on a message of topic 'a ERROR forged  [2Jxxx").doesNotContain("\nERROR forged");
		assertThat(output.getAll().lines()).noneMatch((line) -> line.length() > 1_000);
	}

	@Test
	void whatTheListenerThrowsIsLoggedAndHarmsNothing(CapturedOutput output) {
		List<String> handled = new ArrayList<>();
		container((message) -> {
			switch (message.payloadAsString()) {
				case "exception" -> throw new IllegalStateException("no good");
				case "checked" -> throw new Exception("no better");
				case "error" -> throw new StackOverflowError("no end");
				default -> handled.add(message.payloadAsString());
			}
		}, "a/b").start();
		List.of("1", "exception", "checked", "error", "2").forEach((payload) -> this.client.deliver("a/b", payload));
		runTasks();
		assertThat(handled).containsExactly("1", "2");
		assertThat(this.client.acknowledged()).isEqualTo(5);
		assertThat(output).contains("Listener 'test' failed on a message of topic 'a/b'")
			.contains("IllegalStateException: no good")
			.contains("Exception: no better")
			.contains("StackOverflowError: no end");
	}

	@Test
	void interruptionOfTheListenerIsNotPassedOn() {
		container((message) -> {
			throw new InterruptedException();
		}, "a").start();
		this.client.deliver("a", "1");
		runTasks();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void closeWaitsForTheMessageBeingHandled() {
		AtomicReference<@Nullable CompletableFuture<Void>> stopped = new AtomicReference<>();
		AtomicReference<@Nullable MqttListenerContainer> self = new AtomicReference<>();
		MqttListenerContainer container = container((message) -> {
			CompletableFuture<Void> future = self.get().close();
			assertThat(future).isNotDone();
			stopped.set(future);
		}, "a");
		self.set(container);
		container.start();
		this.client.deliver("a", "1");
		runTasks();
		assertThat(stopped.get()).isCompleted();
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(this.client.receivers()).isEmpty();
		assertThat(container.isRunning()).isFalse();
	}

	@Test
	void messageThatComesTooLateIsNeitherHandledNorAcknowledged() {
		List<String> handled = new ArrayList<>();
		MqttListenerContainer container = container((message) -> handled.add(message.payloadAsString()), "a");
		container.start();
		this.client.deliver("a", "1");
		assertThat(container.close()).isCompleted();
		runTasks();
		assertThat(handled).isEmpty();
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("1");
	}

	@Test
	void canBeStartedAgain() {
		List<String> handled = new ArrayList<>();
		MqttListenerContainer container = container((message) -> handled.add(message.payloadAsString()), "a");
		container.start();
		container.start();
		assertThat(container.close()).isCompleted();
		assertThat(container.close()).isCompleted();
		container.start();
		assertThat(container.isRunning()).isTrue();
		this.client.deliver("a", "1");
		runTasks();
		assertThat(handled).containsExactly("1");
		assertThat(this.client.receivers()).extracting(Receiver::name).containsExactly("test");
	}

	@Test
	void whatWasDeliveredForOthersIsAcknowledgedUnhandled() {
		List<String> handled = new ArrayList<>();
		MqttListenerContainer container = container((message) -> handled.add(message.payloadAsString()), "a");
		container.start();
		this.client.deliver("a", "other's");
		this.client.deliver("a", "mine");
		runTasks();
		assertThat(handled).containsExactly("mine");
		assertThat(this.client.acknowledged()).isEqualTo(2);
	}

	@Test
	void messageIsAcknowledgedWhenItsFutureIsComplete() {
		Map<String, CompletableFuture<Object>> futures = new LinkedHashMap<>();
		MqttListenerContainer container = container(async(futures), "a");
		container.start();
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		runTasks();
		assertThat(futures).containsOnlyKeys("1", "2");
		assertThat(this.client.acknowledged()).isZero();
		futures.get("2").complete("done");
		assertThat(this.client.acknowledged()).isEqualTo(1);
		CompletableFuture<Void> stopped = container.close();
		assertThat(stopped).isNotDone();
		futures.get("1").complete(null);
		assertThat(stopped).isCompleted();
		assertThat(this.client.acknowledged()).isEqualTo(2);
	}

	@Test
	void failedFutureIsLoggedAndTheMessageAcknowledged(CapturedOutput output) {
		Map<String, CompletableFuture<Object>> futures = new LinkedHashMap<>();
		container(async(futures), "a").start();
		this.client.deliver("a", "1");
		runTasks();
		futures.get("1").completeExceptionally(new IllegalStateException("no good"));
		assertThat(this.client.acknowledged()).isZero(); // it is tried again
		runTasks();
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(output).contains("Listener 'test' failed on a message of topic 'a'")
			.contains("IllegalStateException: no good");
	}

	@Test
	void noMoreMessagesAreUnfinishedThanMayWaitAndNoThreadWaitsForThem() {
		Map<String, CompletableFuture<Object>> futures = new LinkedHashMap<>();
		container(async(futures), "a").start();
		for (int number = 0; number <= 9; number++) {
			this.client.deliver("a", String.valueOf(number));
		}
		runTasks();
		assertThat(futures).hasSize(7);
		List.of("0", "1", "2", "3").forEach((number) -> futures.get(number).complete("done"));
		runTasks();
		assertThat(futures).hasSize(10);
		assertThat(this.client.acknowledged()).isEqualTo(4);
	}

	private static MqttMessageListener async(Map<String, CompletableFuture<Object>> futures) {
		return new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return futures.computeIfAbsent(message.payloadAsString(), (payload) -> new CompletableFuture<>());
			}

		};
	}

	private void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	private MqttListenerContainer container(MqttMessageListener listener, String... topics) {
		return new MqttListenerContainer(MqttListenerEndpoint.builder("test", listener).topics(topics).build(),
				new ListenerEnvironment(this.client, () -> Duration.ofSeconds(60), Delays.JDK),
				(message) -> !message.payloadAsString().startsWith("other"),
				() -> CompletableFuture.completedFuture(null), MqttListenerOptions.builder().queueCapacity(7).build(),
				this.tasks::add);
	}

}
