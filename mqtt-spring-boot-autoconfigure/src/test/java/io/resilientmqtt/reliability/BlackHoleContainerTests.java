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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that is frozen, so that connections stay open and nobody answers, is found out
 * by the missing pong, and messages flow again after it goes on.
 */
@Behaviour("S7")
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class BlackHoleContainerTests {

	private static final Logger logger = LoggerFactory.getLogger(BlackHoleContainerTests.class);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int FREEZES = 3;

	@Container
	private final MosquittoContainer broker = new MosquittoContainer();

	@ParameterizedTest
	@EnumSource
	void aFrozenBrokerIsFoundOutAndServedAgain(ProtocolVersion version) {
		List<Long> detected = new ArrayList<>();
		List<Long> recovered = new ArrayList<>();
		AtomicInteger received = new AtomicInteger();
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder()
				.server(this.broker.getHost(), this.broker.port())
				.protocolVersion(version)
				.pingInterval(Duration.ofSeconds(1))
				.responseTime(Duration.ofSeconds(2))
				.failFast(false)
				.build());
			client.onMessage("flow", (message) -> received.incrementAndGet());
			client.subscribe(Subscription.of("flow", QoS.AT_LEAST_ONCE));
			client.connect();
			for (int freeze = 0; freeze < FREEZES; freeze++) {
				awaitCondition(client::isConnected);
				this.broker.pause();
				detected.add(awaitCondition(() -> !client.isConnected()));
				this.broker.unpause();
				int before = received.get();
				client.publish("flow", new byte[] { 1 }, QoS.AT_LEAST_ONCE, false);
				recovered.add(awaitCondition(() -> received.get() > before));
			}
		}
		logger.info("Frozen broker found out after {} ms, first message {} ms after it went on", detected, recovered);
		assertThat(detected).allMatch((millis) -> millis < 30_000);
	}

	private static long awaitCondition(Callable<Boolean> condition) {
		long start = System.nanoTime();
		await().atMost(LONG).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(condition);
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
	}

}
