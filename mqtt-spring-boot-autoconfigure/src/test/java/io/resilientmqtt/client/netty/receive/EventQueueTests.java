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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EventQueue}.
 */
@Behaviour({ "S22", "S23" })
class EventQueueTests {

	private static MqttMessage message(int number) {
		return MqttMessage.builder("t").payload(String.valueOf(number).getBytes()).build();
	}

	@Test
	@Behaviour("S22")
	void holdsExactlyItsLengthDropsTheOldestAndCounts() throws InterruptedException {
		EventQueue queue = new EventQueue(2);
		IntStream.range(0, 5).forEach((number) -> queue.put(message(number)));
		assertThat(queue.size()).isEqualTo(2);
		assertThat(queue.discards()).isEqualTo(3);
		assertThat(queue.take().payloadAsString()).isEqualTo("3");
		assertThat(queue.poll(Duration.ZERO).payloadAsString()).isEqualTo("4");
		assertThat(queue.poll(Duration.ofMillis(1))).isNull();
	}

	@Test
	@Behaviour("S23")
	void eachMessageGoesToOneReader() throws InterruptedException {
		EventQueue queue = new EventQueue(10_000);
		Queue<String> taken = new ConcurrentLinkedQueue<>();
		CountDownLatch left = new CountDownLatch(5_000);
		ExecutorService readers = Executors.newFixedThreadPool(4);
		for (int reader = 0; reader < 4; reader++) {
			readers.submit(() -> {
				while (true) {
					taken.add(queue.take().payloadAsString());
					left.countDown();
				}
			});
		}
		IntStream.range(0, 5_000).forEach((number) -> queue.put(message(number)));
		assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
		readers.shutdownNow();
		assertThat(taken)
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 5_000).mapToObj(String::valueOf).toList());
	}

	@Test
	void aClosedQueueGivesWhatItHasAndThenSaysSo() throws InterruptedException {
		EventQueue queue = new EventQueue(2);
		queue.put(message(1));
		queue.close();
		assertThat(queue.take().payloadAsString()).isEqualTo("1");
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(queue::take);
	}

}
