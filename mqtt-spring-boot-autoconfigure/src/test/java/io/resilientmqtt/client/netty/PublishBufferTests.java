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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.DefaultEventLoop;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.publish.PublishBuffer;
import io.resilientmqtt.client.netty.support.LossCounters;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class PublishBufferTests {

	@Test
	void whoWaitedForAPublicationFindsItsRoom() {
		VirtualClient client = new VirtualClient((options) -> options
			.publish(new PublishOptions(1, 100, PublishOptions.Overflow.FAIL, Duration.ZERO, null, 1)));
		client.acceptMqtt();
		CompletableFuture<CompletableFuture<PublishResult>> next = client.publish(QoS.AT_LEAST_ONCE)
			.thenApply((result) -> client.publish(QoS.AT_LEAST_ONCE)); // by the ack
		client.receive(0x40, 2, 0, 1);
		assertThat(next).isCompleted();
		assertThat(next.join()).isNotDone();
		client.receive(0x40, 2, 0, 2);
		assertThat(next.join()).isCompletedWithValue(PublishResult.SUCCESS);
	}

	@Test
	void whoIsTurnedAwayHasThoseLookAgainWhoWait() throws Exception {
		DefaultEventLoop loop = new DefaultEventLoop();
		PublishBuffer buffer = new PublishBuffer(
				new PublishOptions(10, 10, PublishOptions.Overflow.BLOCK, Duration.ofMinutes(2), null, 1), null, loop,
				Runnable::run, new LossCounters("client", loop, System::nanoTime), () -> {
				}, () -> {
				}, (publish) -> {
				});
		PendingPublish first = publish(buffer, 5);
		buffer.accept(first);
		buffer.accept(publish(buffer, 5));
		Thread waiting = new Thread(() -> buffer.accept(publish(buffer, 5)));
		waiting.start();
		await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		buffer.release(first); // without a word, as by someone who had only looked
		PendingPublish tooLong = publish(buffer, 8);
		Receiver.runReceiving(() -> buffer.accept(tooLong));
		assertThat(tooLong).isCompletedExceptionally();
		waiting.join(60_000);
		assertThat(waiting.isAlive()).isFalse();
		assertThat(buffer.pending()).isEqualTo(2);
		loop.shutdownGracefully();
	}

	@Test
	void whoWaitsForRoomIsToldWhatToDo(CapturedOutput output) throws Exception {
		DefaultEventLoop loop = new DefaultEventLoop();
		PublishBuffer buffer = new PublishBuffer(
				new PublishOptions(2, 1000, PublishOptions.Overflow.BLOCK, Duration.ofMinutes(2), null, 1), null, loop,
				Runnable::run, new LossCounters("client", loop, System::nanoTime), () -> {
				}, () -> {
				}, (publish) -> {
				});
		PendingPublish first = publish(buffer, 5);
		PendingPublish second = publish(buffer, 5);
		buffer.accept(first);
		buffer.accept(second);
		Thread[] waiting = new Thread[2];
		for (int i = 0; i < waiting.length; i++) {
			waiting[i] = new Thread(() -> buffer.accept(publish(buffer, 5)));
			waiting[i].start();
		}
		await().untilAsserted(() -> assertThat(output).contains(
				"Publishers of MQTT client 'client' wait for room, 2 messages with 10 bytes are pending",
				"mqtt.publish.max-block (120000 ms)", "mqtt.publish.max-pending (2) or max-pending-bytes (1000)",
				"mqtt.publish.overflow (BLOCK)"));
		buffer.release(first);
		buffer.release(second);
		buffer.settle();
		for (Thread thread : waiting) {
			thread.join(60_000);
			assertThat(thread.isAlive()).isFalse();
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("wait for room"))).hasSize(1);
		loop.shutdownGracefully();
	}

	private static PendingPublish publish(PublishBuffer buffer, int length) {
		return new PendingPublish(MqttMessage.builder("t").payload(new byte[length]).build(), buffer);
	}

}
