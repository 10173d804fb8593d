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

package io.resilientmqtt.client.netty.receive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Receiver.Overflow;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a paused receiver does with its messages, and one that takes no more.
 */
class InboxPauseTests {

	private final List<Runnable> tasks = new ArrayList<>();

	private final Queue<Integer> received = new ConcurrentLinkedQueue<>();

	private final List<Delivery> deliveries = new ArrayList<>();

	private int pauseAt = -1;

	private Inbox inbox(Executor executor) {
		Inbox[] self = new Inbox[1];
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("t")), (message, acknowledgement) -> {
			int number = Integer.parseInt(message.payloadAsString());
			this.received.add(number);
			acknowledgement.acknowledge();
			if (number == this.pauseAt) {
				self[0].pause();
			}
		}, 3, Overflow.BACKPRESSURE, executor);
		self[0] = new Inbox(receiver, executor, new EmbeddedChannel().eventLoop(), () -> {
		}, () -> {
		});
		return self[0];
	}

	private void add(Inbox inbox, int number) {
		Delivery delivery = new Delivery(MqttMessage.builder("t").payload(String.valueOf(number).getBytes()).build(),
				number + 1, AckSignal.NONE);
		this.deliveries.add(delivery);
		inbox.add(delivery);
		inbox.wake();
	}

	private void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove(0).run();
		}
	}

	@Test
	void whatComesWhilePausedWaitsWithoutAThreadUntilResumed() {
		Inbox inbox = inbox(this.tasks::add);
		inbox.pause();
		IntStream.range(0, 3).forEach((number) -> add(inbox, number));
		assertThat(this.tasks).isEmpty();
		assertThat(inbox.isFull()).isTrue();
		assertThat(this.deliveries).noneMatch(Delivery::isDone);
		inbox.resume();
		runTasks();
		assertThat(this.received).containsExactly(0, 1, 2);
		assertThat(this.deliveries).allMatch(Delivery::isDone);
		assertThat(inbox.isFull()).isFalse();
	}

	@Test
	void aReceiverThatPausesItselfGetsNoFurtherMessage() {
		Inbox inbox = inbox(this.tasks::add);
		this.pauseAt = 1;
		IntStream.range(0, 5).forEach((number) -> add(inbox, number));
		runTasks();
		assertThat(this.received).containsExactly(0, 1);
		inbox.resume();
		runTasks();
		assertThat(this.received).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void whatWaitsWhilePausedIsLeftToTheBrokerWhenDiscarded() {
		Inbox inbox = inbox(this.tasks::add);
		inbox.pause();
		add(inbox, 0);
		inbox.discard();
		inbox.wake();
		runTasks();
		assertThat(this.received).isEmpty();
		assertThat(this.deliveries).allMatch(Delivery::isAbandoned);
	}

	@Test
	void finishedWhenTheLastMessageHasBeenHandedOver() {
		Inbox inbox = inbox(this.tasks::add);
		CompletableFuture<Void> finished = new CompletableFuture<>();
		add(inbox, 0);
		add(inbox, 1);
		inbox.finish(finished);
		assertThat(finished).isNotDone();
		runTasks();
		assertThat(this.received).containsExactly(0, 1);
		assertThat(finished).isCompleted();
	}

	@Test
	void finishedWhenNothingWaits() {
		Inbox inbox = inbox(this.tasks::add);
		CompletableFuture<Void> finished = new CompletableFuture<>();
		inbox.finish(finished);
		runTasks();
		assertThat(finished).isCompleted();
	}

	@Test
	void noMessageIsForgottenWhoeverPausesAndResumesMeanwhile() throws InterruptedException {
		int messages = 100_000;
		ExecutorService executor = Executors.newFixedThreadPool(4);
		Inbox inbox = inbox(executor);
		Thread other = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				inbox.pause();
				Thread.onSpinWait();
				inbox.resume();
			}
		});
		other.start();
		IntStream.range(0, messages).forEach((number) -> add(inbox, number));
		other.interrupt();
		other.join(60_000);
		CompletableFuture<Void> finished = new CompletableFuture<>();
		inbox.finish(finished);
		assertThat(finished).succeedsWithin(Duration.ofSeconds(60));
		executor.shutdown();
		assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.received).hasSize(messages);
		assertThat(List.copyOf(this.received)).isSorted();
		assertThat(this.deliveries).allMatch(Delivery::isDone);
	}

}
