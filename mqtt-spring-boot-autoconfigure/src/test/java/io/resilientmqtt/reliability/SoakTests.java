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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Fault;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.FaultSchedule;
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
 * Messages through outages of every kind for as long as one likes: 500 of QoS 1 a second
 * and 100 of QoS 2, half of them in each protocol version, on a local mosquitto.
 * <p>
 * Run by {@code mvn verify -Psoak -Dsoak.minutes=20}, with {@code -Dsoak.seed} to have
 * the faults of another run again.
 * <p>
 * The mosquitto has no limits, for its own would lose messages when it is killed that it
 * holds back. {@link MosquittoGuaranteesContainerTests} runs on its defaults.
 */
@Tag("soak")
class SoakTests {

	private static final Logger logger = LoggerFactory.getLogger(SoakTests.class);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** What mosquitto needs to deal with what it has received. */
	private static final Duration SETTLE = Duration.ofMillis(100);

	private static final Duration LONGEST_FAULT = Duration.ofSeconds(7);

	private static final long QOS_1_PERIOD_MILLIS = 4;

	private static final long QOS_2_PERIOD_MILLIS = 20;

	private final long minutes = Long.getLong("soak.minutes", 20);

	private final long seed = Long.getLong("soak.seed", System.nanoTime() % 1_000_000);

	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<MqttClient> clients = new ArrayList<>();

	private final List<NumberedFlow> flows = new ArrayList<>();

	private final Recoveries recoveries = new Recoveries();

	private LocalMosquitto broker;

	private FaultProxy proxy;

	/** Of each flow, when the last outage began. */
	private List<Integer> duplicates = List.of();

	private int mostDuplicates;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.broker = new LocalMosquitto(directory);
		this.broker.start();
		this.proxy = new FaultProxy("127.0.0.1", this.broker.port());
		for (ProtocolVersion version : ProtocolVersion.values()) {
			flow(version, QoS.AT_LEAST_ONCE, QOS_1_PERIOD_MILLIS);
			flow(version, QoS.EXACTLY_ONCE, QOS_2_PERIOD_MILLIS);
		}
	}

	private void flow(ProtocolVersion version, QoS qos, long periodMillis) {
		String name = "MQTT " + version + ", QoS " + qos.value();
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", this.proxy.port())
			.protocolVersion(version)
			.clientId("soak-" + version + "-" + qos.value())
			.clean(false)
			.cleanInit(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)))
			.pingInterval(Duration.ofSeconds(1))
			.responseTime(Duration.ofSeconds(2))
			.reconnect(new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(30), 2, 0.25,
					Duration.ofSeconds(2)))
			.failFast(false)
			.build());
		NumberedFlow flow = new NumberedFlow(name, client, client, "soak/" + version + "/" + qos.value(), qos);
		client.connect().join();
		this.clients.add(client);
		this.flows.add(flow);
		this.publisher.scheduleAtFixedRate(flow::publish, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
	}

	@AfterEach
	void stop() {
		this.publisher.shutdownNow();
		this.factory.close();
		this.proxy.close();
		this.broker.close();
	}

	@Test
	@Timeout(value = 24, unit = TimeUnit.HOURS)
	void nothingIsLostOrOutOfOrderAndNothingComesTwiceThatMustNot() throws InterruptedException {
		logger.info("Soak of {} min with -Dsoak.seed={}", this.minutes, this.seed);
		FaultSchedule schedule = new FaultSchedule(this.seed, faults());
		long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(this.minutes);
		while (System.nanoTime() - end < 0) {
			pause(schedule.between(Duration.ofMillis(500), Duration.ofSeconds(5)));
			outage(schedule.next(), schedule);
		}
		this.publisher.shutdown();
		assertThat(this.publisher.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
		awaitAtMost(PATIENCE, () -> this.flows.stream().allMatch(NumberedFlow::isAcknowledged));
		awaitAtMost(PATIENCE, () -> this.flows.stream().allMatch((flow) -> flow.lost() == 0));
		countDuplicates();
		logger.info("{}", report());
		assertThat(this.flows).allMatch(NumberedFlow::isAcknowledged)
			.allMatch((flow) -> flow.lost() == 0 && flow.reordered() == 0 && flow.failure() == null);
		assertThat(this.flows).filteredOn((flow) -> flow.qos() == QoS.EXACTLY_ONCE)
			.allMatch((flow) -> flow.duplicated() == 0);
		assertThat(this.mostDuplicates).isLessThanOrEqualTo(PublishOptions.DEFAULT.maxInFlight());
	}

	/**
	 * Wait for something, and let the report show it if it does not come.
	 * @param patience how long
	 * @param condition for what
	 */
	private static void awaitAtMost(Duration patience, BooleanSupplier condition) {
		long end = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
			pause(Duration.ofMillis(10));
		}
	}

	private List<Fault> faults() {
		List<Fault> faults = new ArrayList<>(Fault.allOf(this.proxy, LONGEST_FAULT));
		faults.add(new Fault("broker killed", true, this::kill, this.broker::start, Duration.ofMillis(500),
				LONGEST_FAULT));
		return faults;
	}

	/**
	 * Kill a broker that has written down what it has told its clients, while more is on
	 * its way both ways and lost. What a broker has not written down is forgotten by it,
	 * which no client can make up for.
	 */
	private void kill() {
		this.proxy.blackHole();
		pause(SETTLE);
		this.broker.save();
		this.broker.kill();
		this.proxy.cut();
		this.proxy.restore();
	}

	private void outage(Fault fault, FaultSchedule schedule) {
		countDuplicates();
		Duration duration = schedule.durationOf(fault);
		fault.begin().run();
		this.flows.forEach(NumberedFlow::awaitNew);
		pause(duration);
		fault.end().run();
		long over = System.nanoTime();
		await().alias("flow after " + fault + " of " + duration)
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.flows.stream().allMatch((flow) -> flow.newArrivedAt() != 0));
		List<Duration> recovered = this.flows.stream()
			.map((flow) -> Duration.ofNanos(Math.max(0, flow.newArrivedAt() - over)))
			.toList();
		this.recoveries.add(fault.name(), recovered);
		logger.info("Outage {}, {} for {} ms: recovered after {} ms", this.recoveries.outages(), fault,
				duration.toMillis(), recovered.stream().map(Duration::toMillis).toList());
	}

	private void countDuplicates() {
		List<Integer> now = this.flows.stream().map(NumberedFlow::duplicated).toList();
		for (int i = 0; i < this.duplicates.size(); i++) {
			this.mostDuplicates = Math.max(this.mostDuplicates, now.get(i) - this.duplicates.get(i));
		}
		this.duplicates = now;
	}

	private static void pause(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private String report() {
		return "Soak of " + this.minutes + " min with -Dsoak.seed=" + this.seed + "\n"
				+ this.flows.stream().map(NumberedFlow::toString).collect(Collectors.joining("\n"))
				+ "\nmost QoS 1 duplicates in one outage: " + this.mostDuplicates + "\nlinks lost: "
				+ this.clients.stream().mapToLong((client) -> client.statistics().outages()).sum() + "\n\n"
				+ this.recoveries;
	}

}
