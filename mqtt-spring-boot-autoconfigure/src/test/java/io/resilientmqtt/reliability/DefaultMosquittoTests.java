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

package io.resilientmqtt.reliability;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.LocalMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What is promised holds on a Mosquitto in default configuration, too, with every default
 * of the client.
 */
@EnabledIf("io.resilientmqtt.testsupport.LocalMosquitto#isInstalled")
class DefaultMosquittoTests {

	private static final int BURST = 900;

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<String> arrived = new CopyOnWriteArrayList<>();

	private ReconnectOptions reconnect = ReconnectOptions.DEFAULT;

	private LocalMosquitto broker;

	private MqttClient start(Path directory, ProtocolVersion version, String... lines) throws Exception {
		this.broker = LocalMosquitto.withDefaults(directory, lines);
		this.broker.start();
		MqttClient client = this.factory.create(
				MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).protocolVersion(version).build());
		client.connect().get(30, TimeUnit.SECONDS);
		return client;
	}

	private void collect(MqttClient client) throws Exception {
		client.onMessage("burst", (message) -> this.arrived.add(message.payloadAsString()));
		client.subscribe(Subscription.of("burst", QoS.EXACTLY_ONCE)).get(30, TimeUnit.SECONDS);
	}

	@AfterEach
	void closeAll() {
		this.factory.close();
		this.broker.close();
	}

	@ParameterizedTest
	@EnumSource
	void aBurstOfQoS2ArrivesExactlyOnceAndInOrder(ProtocolVersion version, @TempDir Path directory) throws Exception {
		MqttClient client = start(directory, version);
		collect(client);
		List<String> sent = IntStream.range(0, BURST).mapToObj(String::valueOf).toList();
		List<CompletableFuture<PublishResult>> futures = sent.stream()
			.map((text) -> client.publish("burst", text.getBytes(), QoS.EXACTLY_ONCE, false))
			.toList();
		for (CompletableFuture<PublishResult> future : futures) {
			future.get(60, TimeUnit.SECONDS);
		}
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(this.arrived).hasSize(BURST));
		assertThat(this.arrived).isEqualTo(sent);
	}

	@Test
	void aBurstOfMixedQoSArrivesInOrderWithinEachQoS(@TempDir Path directory) throws Exception {
		MqttClient client = start(directory, ProtocolVersion.MQTT_3_1_1);
		collect(client);
		List<CompletableFuture<PublishResult>> futures = IntStream.range(0, BURST)
			.mapToObj((i) -> client.publish("burst", (i % 2 + "-" + i).getBytes(), QoS.of(1 + i % 2), false))
			.toList();
		for (CompletableFuture<PublishResult> future : futures) {
			future.get(60, TimeUnit.SECONDS);
		}
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(this.arrived).hasSize(BURST));
		for (int qos = 0; qos < 2; qos++) {
			String prefix = qos + "-";
			assertThat(this.arrived).filteredOn((text) -> text.startsWith(prefix))
				.isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
		}
	}

	@ParameterizedTest
	@CsvSource({ "2000, AT_LEAST_ONCE", "2000, EXACTLY_ONCE", "3000000, AT_LEAST_ONCE" })
	void aMessageThatIsTooLargeFailsAndTheOthersGoOn(int size, QoS qos, @TempDir Path directory) throws Exception {
		this.reconnect = new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(200), 2, 0.25, Duration.ZERO);
		MqttClient client = start(directory, ProtocolVersion.MQTT_3_1_1, "max_packet_size 1000");
		collect(client);
		client.publish("burst", "1".getBytes(), qos, false).get(30, TimeUnit.SECONDS);
		CompletableFuture<PublishResult> large = client.publish("large", new byte[size], qos, false);
		CompletableFuture<PublishResult> last = client.publish("burst", "2".getBytes(), qos, false);
		assertThatThrownBy(() -> large.get(60, TimeUnit.SECONDS)).cause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(MqttPublishException.Reason.REFUSED_BY_CLOSING))
			.hasMessageContainingAll("'large'", size + " bytes", "QoS " + qos.value());
		last.get(30, TimeUnit.SECONDS);
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(this.arrived).contains("1", "2"));
		assertThat(client.statistics().outages()).isLessThan(6);
	}

	@Test
	void aMessageThatIsTooLargeFailsBehindAProxyWhileOthersArePublished(@TempDir Path directory) throws Exception {
		this.broker = LocalMosquitto.withDefaults(directory, "max_packet_size 1000");
		this.broker.start();
		try (FaultProxy proxy = new FaultProxy("127.0.0.1", this.broker.port())) {
			MqttClient client = this.factory.create(MqttClientOptions.builder()
				.server("127.0.0.1", proxy.port())
				.protocolVersion(ProtocolVersion.MQTT_3_1_1)
				.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(200), 2, 0.25, Duration.ZERO))
				.build());
			client.connect().get(30, TimeUnit.SECONDS);
			List<CompletableFuture<PublishResult>> others = new CopyOnWriteArrayList<>();
			ScheduledExecutorService flow = Executors.newSingleThreadScheduledExecutor();
			flow.scheduleAtFixedRate(() -> others.add(client.publish("other", new byte[10], QoS.AT_LEAST_ONCE, false)),
					5, 5, TimeUnit.MILLISECONDS);
			await().untilAsserted(() -> assertThat(others).hasSizeGreaterThan(10));
			CompletableFuture<PublishResult> large = client.publish("large", new byte[2000], QoS.AT_LEAST_ONCE, false);
			assertThatThrownBy(() -> large.get(60, TimeUnit.SECONDS)).cause()
				.isInstanceOfSatisfying(MqttPublishException.class, (failure) -> assertThat(failure.reason())
					.isEqualTo(MqttPublishException.Reason.REFUSED_BY_CLOSING));
			flow.shutdown();
			assertThat(flow.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
			for (CompletableFuture<PublishResult> other : others) {
				assertThat(other.get(60, TimeUnit.SECONDS).reasonCode().isError()).isFalse();
			}
		}
	}

	/**
	 * It sends no more than 20 while none is acknowledged, under MQTT 5 too, where the
	 * client's default Receive Maximum need not be stated.
	 * @param version the version
	 * @param directory for the broker
	 * @throws Exception on timeout
	 */
	@ParameterizedTest
	@EnumSource
	void healthTellsThatNothingComesAnyMore(ProtocolVersion version, @TempDir Path directory) throws Exception {
		MqttClient client = start(directory, version);
		MqttHealthIndicator strict = new MqttHealthIndicator(client, Duration.ofMillis(1));
		CountDownLatch release = new CountDownLatch(1);
		client.onMessage("burst", (message) -> {
			await().atMost(Duration.ofSeconds(60)).until(() -> release.getCount() == 0);
			this.arrived.add(message.payloadAsString());
		});
		client.subscribe(Subscription.of("burst", QoS.AT_LEAST_ONCE)).get(30, TimeUnit.SECONDS);
		assertThat(strict.health().getStatus()).isEqualTo(Status.UP);
		for (int i = 0; i < 31; i++) {
			client.publish("burst", String.valueOf(i).getBytes(), QoS.AT_LEAST_ONCE, false).get(30, TimeUnit.SECONDS);
		}
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			Health health = strict.health();
			assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health.getDetails()).containsEntry("unacknowledged", 20)
				.containsEntry("receiveMaximum", "not stated");
		});
		assertThat(client.statistics().received()).isEqualTo(20);
		assertThat(new MqttHealthIndicator(client).health().getStatus()).isEqualTo(Status.UP);
		release.countDown();
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(this.arrived).hasSize(31);
			assertThat(strict.health().getStatus()).isEqualTo(Status.UP);
			assertThat(client.statistics().receiveBacklog().unacknowledged()).isZero();
		});
	}

	private static int number(String text) {
		return Integer.parseInt(text.substring(2));
	}

}
