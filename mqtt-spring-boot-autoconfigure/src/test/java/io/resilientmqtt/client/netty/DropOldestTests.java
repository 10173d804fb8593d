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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.netty.channel.DefaultEventLoop;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.publish.Publications;
import io.resilientmqtt.client.netty.publish.PublishBuffer;
import io.resilientmqtt.client.netty.support.Counters;
import io.resilientmqtt.client.netty.support.LossCounters;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where the oldest is to be dropped it is, at any rate, and never the newest.
 */
class DropOldestTests {

	private static final int BYTES = 1 << 20;

	private static PublishOptions options(int count, long bytes) {
		return new PublishOptions(count, bytes, Overflow.DROP_OLDEST, Duration.ZERO, null, 1024);
	}

	private static VirtualClient client(ProtocolVersion version, int count, long bytes) {
		return new VirtualClient((options) -> options.protocolVersion(version)
			.connectTimeout(Duration.ofDays(1))
			.publish(options(count, bytes)));
	}

	private static void connect(VirtualClient client, ProtocolVersion version) {
		client.accept();
		client.receive(
				(version == ProtocolVersion.MQTT_5) ? new int[] { 0x20, 3, 0, 0, 0 } : new int[] { 0x20, 2, 0, 0 });
	}

	/**
	 * Publish in one go: the event loop does nothing meanwhile.
	 * @param client the client
	 * @param count how many messages
	 * @param qos the QoS of each
	 * @param size how many bytes each payload has, 4 or more
	 * @return the futures
	 */
	private static List<CompletableFuture<PublishResult>> burst(VirtualClient client, int count, IntFunction<QoS> qos,
			int size) {
		PublishBuffer buffer = client.context.publications().buffer();
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			PendingPublish publish = new PendingPublish(message(i, qos.apply(i), size), buffer);
			buffer.accept(publish);
			futures.add(publish);
		}
		return futures;
	}

	private static MqttMessage message(int number, QoS qos, int size) {
		String payload = "%04d".formatted(number) + "-".repeat(size - 4);
		return MqttMessage.builder("t").payload(payload.getBytes()).qos(qos).build();
	}

	private static List<Integer> open(List<CompletableFuture<PublishResult>> futures) {
		return IntStream.range(0, futures.size()).filter((i) -> !futures.get(i).isDone()).boxed().toList();
	}

	private static List<Integer> range(int from, int to) {
		return IntStream.range(from, to).boxed().toList();
	}

	private static String hex(int number) {
		StringBuilder hex = new StringBuilder();
		"%04d".formatted(number).chars().forEach((c) -> hex.append("%02x".formatted(c)));
		return hex.toString();
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void aBurstOfEveryQoSLeavesTheNewest(ProtocolVersion version) {
		VirtualClient client = client(version, 100, BYTES);
		List<CompletableFuture<PublishResult>> futures = burst(client, 1000, (i) -> QoS.of(i % 3), 4);
		client.runTasks();
		assertThat(open(futures)).isEqualTo(range(900, 1000));
		assertThat(client.context.losses().failures()).containsEntry(Reason.DROPPED, 900L);
		connect(client, version);
		String sent = client.sent();
		assertThat(sent).contains(hex(900)).contains(hex(999)).doesNotContain(hex(899));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void aBurstBeyondTheBytesLeavesTheNewest(ProtocolVersion version) {
		VirtualClient client = client(version, 10_000, 1000);
		List<CompletableFuture<PublishResult>> futures = burst(client, 200, (i) -> QoS.AT_LEAST_ONCE, 100);
		assertThat(client.context.publications().buffer().fill().pendingBytes()).isLessThanOrEqualTo(2 * 1000 + 100);
		client.runTasks();
		assertThat(open(futures)).isEqualTo(range(190, 200));
		connect(client, version);
		assertThat(client.sent()).contains(hex(190)).contains(hex(199));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void theNewestStaysThoughItIsLongerThanTheBuffer(ProtocolVersion version) {
		VirtualClient client = client(version, 10, 100);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>(
				burst(client, 5, (i) -> QoS.AT_LEAST_ONCE, 20));
		futures.addAll(burst(client, 1, (i) -> QoS.AT_LEAST_ONCE, 1000));
		client.runTasks();
		assertThat(open(futures)).isEqualTo(range(5, 6));
		futures.addAll(burst(client, 1, (i) -> QoS.AT_LEAST_ONCE, 20));
		client.runTasks();
		assertThat(open(futures)).isEqualTo(range(6, 7));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void theNewestStaysThoughAllTheOthersAreInFlight(ProtocolVersion version) {
		VirtualClient client = client(version, 3, BYTES);
		connect(client, version);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			futures.add(client.publish(message(i, QoS.of(1 + i % 2), 4)));
		}
		assertThat(open(futures)).isEqualTo(List.of(0, 1, 2, 9));
		assertThat(client.sent()).contains(hex(2)).doesNotContain(hex(3)).doesNotContain(hex(9));
		client.receive(0x40, 2, 0, 1); // PUBACK makes room
		client.runTasks();
		assertThat(client.sent()).contains(hex(9));
		assertThat(open(futures)).isEqualTo(List.of(1, 2, 9));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void whatNeedsNoRoomIsSentThoughTheRestIsInFlight(ProtocolVersion version) {
		VirtualClient client = client(version, 3, BYTES);
		connect(client, version);
		for (int i = 0; i < 3; i++) {
			client.publish(message(i, QoS.AT_LEAST_ONCE, 4));
		}
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		for (int i = 3; i < 20; i++) {
			futures.add(client.publish(message(i, QoS.AT_MOST_ONCE, 4)));
		}
		assertThat(futures).allSatisfy((future) -> assertThat(future).isCompletedWithValue(PublishResult.SUCCESS));
	}

	@Test
	@Behaviour("S15")
	void whatIsInFlightIsSentAgainThoughThereIsTooMuch() {
		VirtualClient client = new VirtualClient((options) -> options.clientId("client")
			.clean(false)
			.cleanInit(false)
			.connectTimeout(Duration.ofDays(1))
			.publish(options(3, BYTES)));
		connect(client, ProtocolVersion.MQTT_3_1_1);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			futures.add(client.publish(message(i, QoS.AT_LEAST_ONCE, 4)));
		}
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.sent();
		client.accept();
		client.receive(0x20, 2, 1, 0); // Session Present
		assertThat(client.sent()).contains(hex(0)).contains(hex(1)).contains(hex(2)).doesNotContain(hex(4));
		client.receive(0x40, 2, 0, 1);
		client.runTasks();
		assertThat(client.sent()).contains(hex(4));
		assertThat(open(futures)).isEqualTo(List.of(1, 2, 4));
	}

	@Test
	@Behaviour("S15")
	void whoIsFasterThanTheEventLoopWaitsForIt() throws Exception {
		DefaultEventLoop loop = new DefaultEventLoop();
		CountDownLatch held = new CountDownLatch(1);
		loop.execute(() -> await().until(() -> held.getCount() == 0));
		LossCounters losses = new LossCounters("client", loop, System::nanoTime);
		Publications publications = new Publications(MqttClientOptions.builder().publish(options(10, BYTES)).build(),
				null, loop, Runnable::run, System::nanoTime, new Counters(), losses);
		PublishBuffer buffer = publications.buffer();
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		Thread publisher = new Thread(() -> {
			for (int i = 0; i < 1000; i++) {
				PendingPublish publish = new PendingPublish(message(i, QoS.AT_LEAST_ONCE, 4), buffer);
				futures.add(publish);
				buffer.accept(publish);
			}
		});
		publisher.start();
		await().until(() -> publisher.getState() == Thread.State.TIMED_WAITING);
		assertThat(buffer.pending()).isEqualTo(2 * 10 + 1);
		held.countDown();
		publisher.join(60_000);
		await().untilAsserted(() -> assertThat(open(futures)).isEqualTo(range(990, 1000)));
		assertThat(buffer.pending()).isEqualTo(10);
		loop.shutdownGracefully();
	}

	@Test
	@Behaviour("S15")
	void theNewestOfSeveralThreadsStay() throws Exception {
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder().publish(options(1000, BYTES)).build());
			List<List<CompletableFuture<PublishResult>>> all = new ArrayList<>();
			List<Thread> threads = new ArrayList<>();
			for (int t = 0; t < 4; t++) {
				List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
				all.add(futures);
				threads.add(new Thread(() -> {
					for (int i = 0; i < 25_000; i++) {
						futures.add(client.publish(message(i % 10_000, QoS.of(i % 3), 4)));
					}
				}));
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join(120_000);
			}
			await().untilAsserted(
					() -> assertThat(all.stream().mapToInt((futures) -> open(futures).size()).sum()).isEqualTo(1000));
			assertThat(all).allSatisfy(
					(futures) -> assertThat(open(futures)).isEqualTo(range(25_000 - open(futures).size(), 25_000)));
			assertThat(client.statistics().failed(Reason.DROPPED)).isEqualTo(99_000);
		}
	}

}
