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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.LocalMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Measures what reliability.adoc states, on a local mosquitto and, where nothing else is
 * said, with default settings. For a machine that does nothing else; run by
 * {@code mvn verify -Pfigures}.
 * <p>
 * The mosquitto has no limits, for its own would lose messages when it is killed that it
 * holds back. {@link MosquittoGuaranteesContainerTests} runs on its defaults.
 */
@Tag("figures")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class FiguresTests {

	private static final Logger logger = LoggerFactory.getLogger(FiguresTests.class);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration MARGIN = Duration.ofMillis(200);

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	private final List<MqttClient> clients = new ArrayList<>();

	private final List<NumberedFlow> flows = new ArrayList<>();

	private LocalMosquitto broker;

	private FaultProxy proxy;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.broker = new LocalMosquitto(directory);
		this.broker.start();
		this.proxy = new FaultProxy("127.0.0.1", this.broker.port());
	}

	@AfterEach
	void stop() {
		this.publisher.shutdownNow();
		this.factory.close();
		this.proxy.close();
		this.broker.close();
	}

	private void connect(int port, int perVersion, Consumer<MqttClientOptionsBuilder> customizer) {
		for (int i = 0; i < perVersion; i++) {
			for (ProtocolVersion version : ProtocolVersion.values()) {
				MqttClientOptionsBuilder options = MqttClientOptions.builder()
					.server("127.0.0.1", port)
					.protocolVersion(version);
				customizer.accept(options);
				MqttClient client = this.factory.create(options.build());
				client.connect().join();
				String topic = "flow/" + version + "/" + i;
				this.clients.add(client);
				this.flows.add(new NumberedFlow(topic, client, client, topic, QoS.AT_LEAST_ONCE));
				FaultProxyFixture.pause(Duration.ofMillis(170)); // so that they don't
																	// ping together
			}
		}
	}

	@Test
	void brokerKilledFor5Seconds() {
		connect(this.broker.port(), 1, (options) -> {
		});
		this.publisher.scheduleAtFixedRate(() -> this.flows.forEach(NumberedFlow::publish), 0, 10,
				TimeUnit.MILLISECONDS);
		List<Duration> recovered = new ArrayList<>();
		for (int kill = 0; kill < 10; kill++) {
			FaultProxyFixture.pause(Duration.ofSeconds(6));
			this.broker.kill();
			this.flows.forEach(NumberedFlow::awaitNew);
			FaultProxyFixture.pause(Duration.ofSeconds(5));
			this.broker.start();
			long answering = System.nanoTime();
			awaitFlow();
			this.flows.forEach((flow) -> recovered.add(Duration.ofNanos(flow.newArrivedAt() - answering)));
		}
		report("Killed for 5 s, first message after it answers", recovered);
		assertThat(Recoveries.median(recovered)).isLessThanOrEqualTo(Duration.ofMillis(600));
	}

	@Test
	void silentBlackHoleWithDefaults() {
		connect(this.proxy.port(), 5, (options) -> {
		});
		FaultProxyFixture.pause(Duration.ofSeconds(1));
		List<Duration> detected = blackHole();
		report("Black hole, idle, defaults: found out after", detected);
		assertThat(Collections.max(detected)).isLessThanOrEqualTo(Duration.ofSeconds(26));
	}

	@Test
	void silentBlackHoleWithShortPings() {
		connect(this.proxy.port(), 5,
				(options) -> options.pingInterval(Duration.ofSeconds(1)).responseTime(Duration.ofSeconds(2)));
		List<Duration> detected = new ArrayList<>();
		List<Duration> recovered = new ArrayList<>();
		List<Duration> late = new ArrayList<>();
		for (int hole = 0; hole < 4; hole++) {
			FaultProxyFixture.pause(Duration.ofSeconds(6));
			detected.addAll(blackHole());
			FaultProxyFixture.pause(Duration.ofMillis(700L * hole));
			this.flows.forEach(NumberedFlow::awaitNew);
			this.flows.forEach(NumberedFlow::publish);
			List<Duration> due = this.clients.stream().map(FiguresTests::nextAttempt).toList();
			this.proxy.restore();
			long over = System.nanoTime();
			awaitFlow();
			for (int i = 0; i < this.flows.size(); i++) {
				recovered.add(Duration.ofNanos(this.flows.get(i).newArrivedAt() - over));
				late.add(recovered.get(recovered.size() - 1).minus(due.get(i)));
			}
		}
		report("Black hole, idle, ping-interval=1s, response-time=2s: found out after", detected);
		report("the same, first message after it is over", recovered);
		report("the same, first message after the attempt then due", late);
		assertThat(Collections.max(detected)).isLessThanOrEqualTo(Duration.ofMillis(3_500));
		assertThat(Collections.max(late)).isLessThanOrEqualTo(MARGIN);
	}

	private List<Duration> blackHole() {
		this.proxy.blackHole();
		long start = System.nanoTime();
		Duration[] detected = new Duration[this.clients.size()];
		await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
			for (int i = 0; i < detected.length; i++) {
				if (detected[i] == null && !this.clients.get(i).isConnected()) {
					detected[i] = Duration.ofNanos(System.nanoTime() - start);
				}
			}
			return Arrays.stream(detected).allMatch((duration) -> duration != null);
		});
		return List.of(detected);
	}

	private static Duration nextAttempt(MqttClient client) {
		Instant next = client.status().nextAttempt();
		return (next != null) ? Duration.between(Instant.now(), next) : Duration.ZERO;
	}

	@Test
	void cpuOfAnIdleClient() {
		connect(this.broker.port(), 1, (options) -> {
		});
		FaultProxyFixture.pause(Duration.ofSeconds(5));
		long start = System.nanoTime();
		long before = cpuOfClients();
		FaultProxyFixture.pause(Duration.ofSeconds(60));
		double share = (double) (cpuOfClients() - before) / (double) (System.nanoTime() - start) / this.clients.size();
		logger.info("CPU of an idle client: {} % of a core", "%.4f".formatted(share * 100));
		assertThat(this.clients).allMatch(MqttClient::isConnected);
		assertThat(share).isLessThan(0.001);
	}

	private static long cpuOfClients() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter((info) -> info != null && info.getThreadName().startsWith("mqtt-"))
			.mapToLong((info) -> Math.max(0, threads.getThreadCpuTime(info.getThreadId())))
			.sum();
	}

	private void awaitFlow() {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.flows.stream().allMatch((flow) -> flow.newArrivedAt() != 0));
	}

	private static void report(String what, List<Duration> durations) {
		logger.info("{} {} ms median, {} ms worst of {}", what, Recoveries.median(durations).toMillis(),
				Collections.max(durations).toMillis(), durations.size());
	}

}
