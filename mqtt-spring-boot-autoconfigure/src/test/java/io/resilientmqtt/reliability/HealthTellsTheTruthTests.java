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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.PassageLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health and {@code isConnected()}, looked at all the time, say what is so: up only if
 * something could pass within the time it takes to find a dead link, down only if
 * something was wrong within the time it takes to replace it.
 */
@Behaviour({ "S7", "S26" })
class HealthTellsTheTruthTests extends FaultProxyFixture {

	/** Ten times what it takes, for the machine may be busy. */
	private static final Duration DETECTION = PING_INTERVAL.plus(RESPONSE_TIME).multipliedBy(10);

	private static final Duration RECOVERY = LONGEST_BACK_OFF.multipliedBy(10);

	private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

	private final List<Sample> samples = new CopyOnWriteArrayList<>();

	@AfterEach
	void stopSampling() {
		this.sampler.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource
	void throughFaults(ProtocolVersion version) throws InterruptedException {
		MqttClient client = connect(version);
		client.subscribe(Subscription.of("topic", QoS.AT_LEAST_ONCE)).orTimeout(60, TimeUnit.SECONDS).join();
		MqttHealthIndicator health = new MqttHealthIndicator(client);
		this.sampler.scheduleAtFixedRate(() -> sample(client, health), 0, 5, TimeUnit.MILLISECONDS);
		for (Runnable fault : List.<Runnable>of(this.proxy::blackHoleIn, this.proxy::blackHoleOut,
				this.proxy::blackHole, this.proxy::refuse)) {
			fault.run();
			eventually(() -> assertThat(client.isConnected()).isFalse());
			int downAt = this.samples.size();
			pause(RESPONSE_TIME);
			int stillDownAt = this.samples.size();
			this.proxy.restore();
			eventually(() -> assertThat(client.isConnected()).isTrue());
			assertThat(List.copyOf(this.samples).subList(downAt + 1, stillDownAt)).isNotEmpty()
				.noneMatch(Sample::connected)
				.allMatch((sample) -> sample.health.equals(Status.DOWN));
		}
		this.proxy.cut();
		pause(RECOVERY.multipliedBy(2));
		this.sampler.shutdown();
		assertThat(this.sampler.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertTruthful(this.proxy.log());
	}

	private void sample(MqttClient client, MqttHealthIndicator indicator) {
		long from = System.nanoTime();
		boolean before = client.isConnected();
		Health health = indicator.health();
		boolean after = client.isConnected();
		if (before == after && health != null) {
			this.samples.add(new Sample(from, System.nanoTime(), after, health.getStatus()));
		}
	}

	private void assertTruthful(PassageLog log) {
		assertThat(this.samples).extracting(Sample::connected).contains(true, false);
		assertThat(this.samples).allMatch((sample) -> sample.connected != sample.health.equals(Status.DOWN));
		assertThat(this.samples).filteredOn(Sample::connected)
			.allMatch((sample) -> log.couldPass(sample.from - DETECTION.toNanos(), sample.to));
		assertThat(this.samples).filteredOn((sample) -> !sample.connected)
			.allMatch((sample) -> log.wasDisturbed(sample.from - RECOVERY.toNanos(), sample.to));
	}

	/**
	 * What was seen between two points in time.
	 *
	 * @param from the first
	 * @param to the second
	 * @param connected what {@code isConnected()} said before and after the other
	 * @param health what health said
	 */
	private record Sample(long from, long to, boolean connected, Status health) {

	}

}
