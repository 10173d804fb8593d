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

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
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
 * What becomes of messages that a receiver has no room for.
 */
class InboxOverflowTests {

	private final List<Runnable> tasks = new ArrayList<>();

	private final Queue<Integer> received = new ConcurrentLinkedQueue<>();

	private final List<Delivery> deliveries = new ArrayList<>();

	private int discards;

	private Inbox inbox(int capacity, Overflow overflow, Executor executor) {
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("t")), (message, acknowledgement) -> {
			this.received.add(Integer.valueOf(message.payloadAsString()));
			acknowledgement.acknowledge();
		}, capacity, overflow, executor);
		return new Inbox(receiver, executor, new EmbeddedChannel().eventLoop(), () -> {
		}, () -> this.discards++);
	}

	private void add(Inbox inbox, int number) {
		Delivery delivery = delivery(number);
		if (inbox.discardsNext()) {
			inbox.discard(delivery);
		}
		else {
			inbox.add(delivery);
			inbox.wake();
		}
	}

	private Delivery delivery(int number) {
		Delivery delivery = new Delivery(MqttMessage.builder("t").payload(String.valueOf(number).getBytes()).build(),
				number + 1, AckSignal.NONE);
		this.deliveries.add(delivery);
		return delivery;
	}

	private void runTasks() {
		List<Runnable> due = List.copyOf(this.tasks);
		this.tasks.clear();
		due.forEach(Runnable::run);
	}

	@Test
	void theReceiverIsWokenInTheMiddleOfAReadThatFillsHalfOfTheRoom() {
		Inbox inbox = inbox(4, Overflow.BACKPRESSURE, this.tasks::add);
		inbox.add(delivery(0));
		assertThat(this.tasks).isEmpty();
		inbox.add(delivery(1));
		runTasks();
		assertThat(this.received).containsExactly(0, 1);
		inbox.add(delivery(2));
		assertThat(this.tasks).isEmpty();
		inbox.wake();
		runTasks();
		assertThat(this.received).containsExactly(0, 1, 2);
	}

	@Test
	void dropOldestKeepsTheNewestAndAcknowledgesTheRest() {
		Inbox inbox = inbox(3, Overflow.DROP_OLDEST, this.tasks::add);
		IntStream.range(0, 10).forEach((number) -> add(inbox, number));
		assertThat(inbox.isFull()).isFalse();
		assertThat(this.discards).isEqualTo(7);
		assertThat(this.deliveries.subList(0, 7)).allMatch(Delivery::isDone).noneMatch(Delivery::isAbandoned);
		assertThat(this.deliveries.subList(7, 10)).noneMatch(Delivery::isDone);
		runTasks();
		assertThat(this.received).containsExactly(7, 8, 9);
		assertThat(inbox.isIdle()).isTrue();
	}

	@Test
	void dropNewestKeepsTheOldestAndAcknowledgesTheRest() {
		Inbox inbox = inbox(3, Overflow.DROP_NEWEST, this.tasks::add);
		IntStream.range(0, 10).forEach((number) -> add(inbox, number));
		assertThat(inbox.isFull()).isFalse();
		assertThat(this.discards).isEqualTo(7);
		assertThat(this.deliveries.subList(3, 10)).allMatch(Delivery::isDone);
		runTasks();
		assertThat(this.received).containsExactly(0, 1, 2);
		assertThat(inbox.isIdle()).isTrue();
	}

	@Test
	void backpressureKeepsAllAndSaysItIsFull() {
		Inbox inbox = inbox(3, Overflow.BACKPRESSURE, this.tasks::add);
		IntStream.range(0, 10).forEach((number) -> add(inbox, number));
		assertThat(inbox.isFull()).isTrue();
		assertThat(this.discards).isZero();
		runTasks();
		assertThat(this.received).hasSize(10);
	}

	@Test
	void whatAStuckReceiverHasNotBegunWithIsNotHeldInMemory() {
		Inbox inbox = inbox(2, Overflow.DROP_OLDEST, this.tasks::add);
		IntStream.range(0, 1_000).forEach((number) -> add(inbox, number));
		int reachable = 0;
		for (Delivery delivery = this.deliveries.get(998); delivery != null; delivery = delivery.next()) {
			reachable++;
		}
		assertThat(reachable).isEqualTo(2);
		assertThat(this.deliveries.stream().filter((delivery) -> delivery.claim() != null)).hasSize(2);
	}

	@Test
	void everyMessageIsReceivedInOrderOrDiscardedWhoeverIsFaster() throws InterruptedException {
		int messages = 200_000;
		ExecutorService executor = Executors.newSingleThreadExecutor();
		Inbox inbox = inbox(8, Overflow.DROP_OLDEST, executor);
		IntStream.range(0, messages).forEach((number) -> add(inbox, number));
		CountDownLatch last = new CountDownLatch(1);
		executor.execute(last::countDown);
		assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
		executor.shutdown();
		assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(List.copyOf(this.received)).isSorted().doesNotHaveDuplicates();
		assertThat(this.received.size() + this.discards).isEqualTo(messages);
		assertThat(inbox.isIdle()).isTrue();
		assertThat(this.deliveries).allMatch(Delivery::isDone);
	}

}
