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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Fault;
import io.resilientmqtt.testsupport.FaultProxy;
import io.resilientmqtt.testsupport.FaultSchedule;
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
 * Messages through outages of every kind for as long as one likes: 700 of QoS 1 a second
 * and 300 of QoS 2, half of them in each protocol version, on a local mosquitto, over
 * TCP, TLS and WebSocket; and 5 MB at a time over a slow uplink.
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

	private final long minutes = Long.getLong("soak.minutes", 20);

	private final long seed = Long.getLong("soak.seed", System.nanoTime() % 1_000_000);

	private final Recoveries recoveries = new Recoveries();

	private SoakClients clients;

	/** Of each flow, when the last outage began. */
	private List<Integer> duplicates = List.of();

	private int mostDuplicates;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.clients = new SoakClients(directory);
	}

	@AfterEach
	void stop() {
		this.clients.close();
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
		assertThat(this.clients.finish()).isTrue();
		List<NumberedFlow> flows = this.clients.allFlows();
		awaitAtMost(PATIENCE, () -> flows.stream().allMatch(NumberedFlow::isAcknowledged));
		awaitAtMost(PATIENCE, () -> flows.stream().allMatch((flow) -> flow.lost() == 0));
		awaitAtMost(PATIENCE, this.clients::isPoisonRefused);
		countDuplicates();
		logger.info("{}", report());
		assertThat(flows).allMatch(NumberedFlow::isAcknowledged)
			.allMatch((flow) -> flow.lost() == 0 && flow.reordered() == 0 && flow.failure() == null);
		assertThat(flows).filteredOn((flow) -> flow.qos() == QoS.EXACTLY_ONCE)
			.allMatch((flow) -> flow.duplicated() == 0);
		assertThat(this.clients.isPoisonRefused()).isTrue();
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
		List<Fault> faults = new ArrayList<>(Fault.allOf(this.clients.proxies(), LONGEST_FAULT));
		faults.add(new Fault("broker killed", true, this::kill, this.clients.broker()::start, Duration.ofMillis(500),
				LONGEST_FAULT));
		faults.add(momentary("uplink reset", this.clients::cutUplink));
		faults.add(momentary("poison", this.clients::poison));
		return faults;
	}

	private static Fault momentary(String name, Runnable begin) {
		return new Fault(name, true, begin, () -> {
		}, Duration.ZERO, Duration.ZERO);
	}

	/**
	 * Kill a broker that has written down what it has told its clients, while more is on
	 * its way both ways and lost. What a broker has not written down is forgotten by it,
	 * which no client can make up for.
	 */
	private void kill() {
		List<FaultProxy> proxies = this.clients.proxies();
		proxies.forEach(FaultProxy::blackHole);
		pause(SETTLE);
		this.clients.broker().save();
		this.clients.broker().kill();
		proxies.forEach(FaultProxy::cut);
		proxies.forEach(FaultProxy::restore);
	}

	private void outage(Fault fault, FaultSchedule schedule) {
		countDuplicates();
		Duration duration = schedule.durationOf(fault);
		fault.begin().run();
		this.clients.flows().forEach(NumberedFlow::awaitNew);
		pause(duration);
		fault.end().run();
		long over = System.nanoTime();
		await().alias("flow after " + fault + " of " + duration)
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.clients.flows().stream().allMatch((flow) -> flow.newArrivedAt() != 0));
		List<Duration> recovered = this.clients.flows()
			.stream()
			.map((flow) -> Duration.ofNanos(Math.max(0, flow.newArrivedAt() - over)))
			.toList();
		this.recoveries.add(fault.name(), recovered);
		logger.info("Outage {}, {} for {} ms: recovered after {} ms", this.recoveries.outages(), fault,
				duration.toMillis(), recovered.stream().map(Duration::toMillis).toList());
	}

	private void countDuplicates() {
		List<Integer> now = this.clients.flows().stream().map(NumberedFlow::duplicated).toList();
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
				+ this.clients.allFlows().stream().map(NumberedFlow::toString).collect(Collectors.joining("\n"))
				+ "\nmost QoS 1 duplicates in one outage: " + this.mostDuplicates + "\n" + this.clients.report()
				+ "\n\n" + this.recoveries;
	}

}
