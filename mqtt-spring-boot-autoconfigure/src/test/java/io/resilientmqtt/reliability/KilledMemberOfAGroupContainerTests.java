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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
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
 * One of two members of a group is killed while it holds messages it has not
 * acknowledged. The other goes on meanwhile, and what the killed one held comes to it
 * again when it is back, if its session is kept: nothing acknowledged to the publisher is
 * lost.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class KilledMemberOfAGroupContainerTests {

	private static final Logger logger = LoggerFactory.getLogger(KilledMemberOfAGroupContainerTests.class);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int MESSAGES = 300;

	/** Mosquitto sends a client no more than 20 at a time. */
	private static final int HELD = 15;

	@Container
	private final MosquittoContainer broker = new MosquittoContainer();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	@ParameterizedTest
	@EnumSource
	void nothingAcknowledgedIsLost(ProtocolVersion version) throws Exception {
		try (this.factory) {
			Member first = new Member(version, "first", true);
			Member second = new Member(version, "second", false);
			MqttClient publisher = client(version, "publisher");
			publisher.connect().get(60, TimeUnit.SECONDS);
			List<String> acknowledged = new ArrayList<>(publish(publisher, 0, MESSAGES / 2));
			await().atMost(LONG).until(() -> first.held.size() >= HELD);
			assertThat(second.handled).isNotEmpty();
			first.client.close();
			acknowledged.addAll(publish(publisher, MESSAGES / 2, MESSAGES));
			Set<String> meanwhile = Set.copyOf(second.handled);
			Member again = new Member(version, "first", false);
			await().atMost(LONG).untilAsserted(() -> {
				Set<String> handled = new LinkedHashSet<>(first.handled);
				handled.addAll(second.handled);
				handled.addAll(again.handled);
				assertThat(handled).containsAll(acknowledged);
			});
			assertThat(again.handled).containsAll(first.held);
			assertThat(second.handled).doesNotContainAnyElementsOf(first.held);
			logger.info(
					"MQTT {}: {} acknowledged; killed with {} handled and {} held; the other had handled {} by then; "
							+ "back again, the killed one handled {}",
					version, acknowledged.size(), first.handled.size(), first.held.size(), meanwhile.size(),
					again.handled.size());
		}
	}

	private static List<String> publish(MqttClient publisher, int from, int to) throws Exception {
		List<String> texts = new ArrayList<>();
		List<CompletableFuture<?>> results = new ArrayList<>();
		for (int i = from; i < to; i++) {
			texts.add(String.valueOf(i));
			results.add(publisher.publish("jobs", String.valueOf(i).getBytes(), QoS.AT_LEAST_ONCE, false));
		}
		CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		return texts;
	}

	private MqttClient client(ProtocolVersion version, String clientId) {
		return this.factory.create(MqttClientOptions.builder()
			.server(this.broker.getHost(), this.broker.port())
			.protocolVersion(version)
			.clientId(clientId + version)
			.clean(false)
			.cleanInit(false)
			.responseTime(Duration.ofSeconds(30))
			.build());
	}

	/**
	 * A member of the group, which acknowledges what it handles; one that gets stuck
	 * takes some and then holds on to what comes.
	 */
	private final class Member {

		final Set<String> handled = ConcurrentHashMap.newKeySet();

		final Set<String> held = ConcurrentHashMap.newKeySet();

		final MqttClient client;

		Member(ProtocolVersion version, String clientId, boolean getsStuck) throws Exception {
			this.client = client(version, clientId);
			this.client.addReceiver(Receiver.of(clientId, List.of("jobs"), (message, acknowledgement) -> {
				if (getsStuck && this.handled.size() >= HELD) {
					this.held.add(message.payloadAsString());
				}
				else {
					this.handled.add(message.payloadAsString());
					acknowledgement.acknowledge();
				}
			}));
			CompletableFuture<?> subscribed = this.client
				.subscribe(Subscription.builder("jobs").group("workers").build());
			this.client.connect().get(60, TimeUnit.SECONDS);
			subscribed.get(60, TimeUnit.SECONDS);
		}

	}

}
