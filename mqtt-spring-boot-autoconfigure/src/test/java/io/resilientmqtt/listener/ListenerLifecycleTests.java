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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for listeners that are started, stopped, paused and resumed at run time.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerLifecycleTests extends ListenerFixture {

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private void handle(MqttMessage message) {
		this.handled.add(message.payloadAsString());
	}

	private MqttListenerContainer direct(String id, String topic, boolean unsubscribeOnStop) {
		return start(Runnable::run, id, (message) -> this.handled.add(id + " " + message.payloadAsString()),
				(options) -> options.unsubscribeOnStop(unsubscribeOnStop), topic);
	}

	@Test
	void aPauseIsTold(CapturedOutput output) {
		MqttListenerContainer container = startStepwise((message) -> {
		}, (options) -> options, "a");
		container.pause();
		container.pause();
		container.resume();
		container.resume();
		assertThat(output.getOut().lines().filter((line) -> line.contains("Listener 'test' is "))).satisfiesExactly(
				(line) -> assertThat(line).contains("is paused: its messages wait"),
				(line) -> assertThat(line).contains("is resumed"));
	}

	@Test
	void whatComesForAPausedListenerWaitsUnacknowledgedAndOthersGoOn() {
		MqttListenerContainer paused = direct("paused", "a", true);
		direct("other", "a", true);
		paused.pause();
		paused.pause();
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		assertThat(this.handled).containsExactly("other 1", "other 2");
		assertThat(this.client.acknowledged()).isEqualTo(2);
		assertThat(paused.isPaused()).isTrue();
		assertThat(paused.isRunning()).isTrue();
		paused.resume();
		paused.resume();
		assertThat(paused.isPaused()).isFalse();
		assertThat(this.handled).containsExactly("other 1", "other 2", "paused 1", "paused 2");
		assertThat(this.client.acknowledged()).isEqualTo(4);
	}

	@Test
	void aPausedListenerBeginsNothingThatItHasTakenAlready() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		MqttListenerContainer container = start((message) -> {
			entered.countDown();
			proceed.await();
			handle(message);
		}, (options) -> options.concurrency(2), "a");
		IntStream.range(0, 5).forEach((number) -> this.client.deliver("a", String.valueOf(number)));
		entered.await();
		container.pause();
		proceed.countDown();
		await().atMost(LONG).untilAsserted(() -> assertThat(this.handled).containsExactly("0"));
		await().atMost(LONG).until(() -> this.client.acknowledged() == 1);
		assertThat(this.handled).containsExactly("0");
		container.resume();
		await().atMost(LONG).untilAsserted(() -> assertThat(this.handled).containsExactly("0", "1", "2", "3", "4"));
	}

	@Test
	void aListenerMayPauseAndResumeItself() {
		List<MqttListenerContainer> self = new ArrayList<>();
		self.add(startStepwise((message) -> {
			handle(message);
			self.get(0).pause();
		}, (options) -> options, "a"));
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		runTasks();
		assertThat(this.handled).containsExactly("1");
		self.get(0).resume();
		runTasks();
		assertThat(this.handled).containsExactly("1", "2");
	}

	@Test
	void stoppingEndsTheSubscriptionsThatNoOtherNeeds() {
		MqttListenerContainer stopped = direct("stopped", "a", true);
		direct("other", "b", true);
		this.client.up();
		assertThat(stopped.stop()).succeedsWithin(LONG);
		assertThat(stopped.stop()).isCompleted();
		assertThat(stopped.isRunning()).isFalse();
		assertThat(this.client.calls()).endsWith("unsubscribe a", "removeReceiver stopped");
		stopped.start();
		stopped.start();
		assertThat(stopped.isRunning()).isTrue();
		assertThat(this.client.calls()).endsWith("removeReceiver stopped", "addReceiver stopped", "subscribe a:1");
		this.client.deliver("a", "1");
		assertThat(this.handled).containsExactly("stopped 1");
	}

	@Test
	void whatASubscribedListenerMissesWhileItIsStoppedWaitsForIt() {
		MqttListenerContainer stopped = direct("stopped", "a", false);
		this.client.up();
		assertThat(stopped.stop()).isCompleted();
		this.client.deliver("a", "1");
		assertThat(this.handled).isEmpty();
		assertThat(this.client.acknowledged()).isZero();
		assertThat(stopped.isRunning()).isFalse();
		stopped.resume();
		assertThat(this.handled).isEmpty();
		stopped.start();
		assertThat(this.handled).containsExactly("stopped 1");
		assertThat(this.client.calls()).noneMatch((call) -> call.startsWith("unsubscribe"))
			.containsOnlyOnce("subscribe a:1");
	}

	@Test
	void stoppingWaitsForWhatIsBeingHandledAndWhatCameBefore() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		MqttListenerContainer container = start((message) -> {
			entered.countDown();
			proceed.await();
			handle(message);
		}, (options) -> options, "a");
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		entered.await();
		CompletableFuture<Void> stopped = container.stop();
		assertThat(stopped).isNotDone();
		container.start();
		assertThat(container.isRunning()).isFalse();
		proceed.countDown();
		assertThat(stopped).succeedsWithin(LONG);
		assertThat(this.handled).containsExactly("1", "2");
		await().atMost(LONG).until(container::isRunning);
		this.client.deliver("a", "3");
		await().atMost(LONG).untilAsserted(() -> assertThat(this.handled).containsExactly("1", "2", "3"));
	}

	@Test
	void stoppingWaitsNoLongerThanTheShutdownTimeout(CapturedOutput output) throws Exception {
		this.registry.setShutdownTimeout(Duration.ofMillis(1));
		CountDownLatch entered = new CountDownLatch(2);
		CountDownLatch proceed = new CountDownLatch(1);
		MqttMessageListener stuck = (message) -> {
			entered.countDown();
			proceed.await();
			handle(message);
		};
		MqttListenerContainer ended = start(this.pool::execute, "ended", stuck, (options) -> options.concurrency(2),
				"a");
		MqttListenerContainer held = start(this.pool::execute, "held", stuck,
				(options) -> options.unsubscribeOnStop(false), "b");
		this.client.up();
		List.of("1", "2").forEach((payload) -> this.client.deliver("a", payload));
		this.client.deliver("b", "3");
		entered.await();
		assertThat(ended.stop()).succeedsWithin(LONG);
		assertThat(held.stop()).succeedsWithin(LONG);
		assertThat(output).contains("Listener 'ended' is still handling a message after 1ms",
				"Listener 'held' is still handling");
		assertThat(this.client.acknowledgements().abandoned()).isEmpty();
		ended.start();
		assertThat(ended.isRunning()).isTrue();
		proceed.countDown();
		this.client.deliver("a", "4");
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrder("1", "2", "3", "4"));
		assertThat(this.client.acknowledgements().abandoned()).isEmpty();
	}

	@Test
	void aListenerMayStopItself() {
		List<MqttListenerContainer> self = new ArrayList<>();
		CompletableFuture<CompletableFuture<Void>> stopped = new CompletableFuture<>();
		self.add(start((message) -> stopped.complete(self.get(0).stop()), (options) -> options, "a"));
		this.client.deliver("a", "1");
		assertThat(stopped).succeedsWithin(LONG);
		assertThat(stopped.join()).succeedsWithin(LONG);
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(self.get(0).isRunning()).isFalse();
	}

	@Test
	void aListenerThatDoesNotStartByItselfIsStartedAtRunTime() {
		MqttListenerContainer container = start(Runnable::run, "manual", this::handle,
				(options) -> options.autoStartup(false), "a");
		assertThat(container.isRunning()).isFalse();
		assertThat(container.isAutoStartup()).isFalse();
		assertThat(this.client.calls()).isEmpty();
		container.start();
		assertThat(this.client.calls()).containsExactly("addReceiver manual", "subscribe a:1");
		this.client.deliver("a", "1");
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void whatAPersistentSessionHasForAListenerNotYetStartedWaitsForIt() {
		MqttListenerContainer container = start(Runnable::run, "manual", this::handle,
				(options) -> options.autoStartup(false).unsubscribeOnStop(false), "a");
		assertThat(this.client.calls()).containsExactly("addReceiver manual");
		this.client.deliver("a", "1");
		assertThat(this.handled).isEmpty();
		container.start();
		assertThat(this.handled).containsExactly("1");
		assertThat(this.client.calls()).endsWith("subscribe a:1");
	}

	@Test
	void anyThreadMayDoAnyOfItAtAnyTime() throws Exception {
		MqttListenerContainer container = start(this::handle, (options) -> options.concurrency(2), "#");
		this.client.up();
		List<Thread> threads = new ArrayList<>();
		for (int number = 0; number < 4; number++) {
			Thread thread = new Thread(() -> {
				for (int i = 0; i < 200; i++) {
					container.pause();
					CompletableFuture<Void> unused = container.stop();
					container.resume();
					container.start();
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		await().atMost(LONG).untilAsserted(() -> {
			container.start();
			assertThat(container.isRunning()).isTrue();
		});
		assertThat(this.client.receivers()).hasSize(1);
		this.client.deliver("a", "1");
		await().atMost(LONG).untilAsserted(() -> assertThat(this.handled).containsExactly("1"));
	}

}
