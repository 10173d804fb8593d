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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.testsupport.Fault;
import io.resilientmqtt.testsupport.FaultProxy;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real broker behind a {@link FaultProxy}, and clients with a persistent session that
 * find a dead link soon. The broker is the embedded one; a subclass may have another.
 */
abstract class FaultProxyFixture {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	static final Duration PING_INTERVAL = Duration.ofMillis(200);

	static final Duration RESPONSE_TIME = Duration.ofMillis(500);

	static final Duration LONGEST_BACK_OFF = Duration.ofMillis(200);

	/** What a broker needs to deal with what it has received. */
	private static final Duration SETTLE = Duration.ofMillis(100);

	final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService publishers = Executors.newScheduledThreadPool(2);

	TestBroker broker;

	FaultProxy proxy;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.broker = startBroker(directory);
		this.proxy = new FaultProxy("127.0.0.1", this.broker.port());
	}

	TestBroker startBroker(Path directory) {
		return TestBroker.embedded(directory);
	}

	@AfterEach
	void stop() {
		this.publishers.shutdownNow();
		this.factory.close();
		this.proxy.close();
		this.broker.close().run();
	}

	MqttClient connect(ProtocolVersion version) {
		return connect(version, (options) -> {
		});
	}

	MqttClient connect(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> customizer) {
		MqttClientOptionsBuilder options = MqttClientOptions.builder()
			.server("127.0.0.1", this.proxy.port())
			.protocolVersion(version)
			.clientId("client")
			.clean(false)
			.cleanInit(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)))
			.pingInterval(PING_INTERVAL)
			.responseTime(RESPONSE_TIME)
			.failFast(false)
			.reconnect(new ReconnectOptions(Duration.ofMillis(20), LONGEST_BACK_OFF, 2, 0.25, Duration.ZERO));
		customizer.accept(options);
		MqttClient client = this.factory.create(options.build());
		client.onConnectionEvent(this.events::add);
		client.connect().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		return client;
	}

	void publishEvery(Duration period, NumberedFlow flow) {
		this.publishers.scheduleAtFixedRate(flow::publish, 0, period.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Have a fault for a while, and wait until each flow goes on after it.
	 * @param fault the fault
	 * @param duration how long
	 * @param flows the flows, which are being published
	 */
	static void outage(Fault fault, Duration duration, NumberedFlow... flows) {
		fault.begin().run();
		List.of(flows).forEach(NumberedFlow::awaitNew);
		pause(duration);
		fault.end().run();
		for (NumberedFlow flow : flows) {
			await().alias(flow.name() + " after " + fault).atMost(PATIENCE).until(() -> flow.newArrivedAt() != 0);
		}
	}

	/**
	 * Return the death of a broker that has written down what it has told its clients,
	 * while more is on its way both ways and lost.
	 * @return the fault
	 */
	Fault brokerKilled() {
		return new Fault("broker killed", true, () -> {
			this.proxy.blackHole();
			pause(SETTLE);
			this.broker.save().run();
			this.broker.kill().run();
			this.proxy.cut();
			this.proxy.restore();
		}, this.broker.startAgain(), Duration.ZERO, Duration.ZERO);
	}

	/**
	 * Stop publishing and wait until all that was published is acknowledged and has
	 * arrived.
	 * @param flows the flows
	 */
	void finish(NumberedFlow... flows) {
		this.publishers.shutdown();
		for (NumberedFlow flow : flows) {
			eventually(() -> assertThat(flow).matches(NumberedFlow::isAcknowledged));
			eventually(() -> assertThat(flow).matches((finished) -> finished.lost() == 0));
			assertThat(flow.failure()).isNull();
		}
	}

	static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
	}

	static void pause(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
