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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for topics that overlap while neither covers the other: a broker may send a copy
 * for each.
 */
class OverlapTests {

	private final FakeMqttClient client = new FakeMqttClient(
			MqttClientOptions.builder().clientId("test").protocolVersion(ProtocolVersion.MQTT_5).build());

	private final MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client);

	private final List<String> handled = new ArrayList<>();

	private void register(String id, String... topics) {
		this.registry.registerEndpoint(
				MqttListenerEndpoint.builder(id, (message) -> this.handled.add(id + " " + message.payloadAsString()))
					.topics(topics)
					.build());
	}

	private List<Integer> identifiers() {
		return this.client.subscriptions()
			.stream()
			.map(SubscriptionStatus::subscription)
			.map(Subscription::identifier)
			.toList();
	}

	private void deliver(String topic, String payload, int... identifiers) {
		MqttMessage.Builder message = MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE);
		for (int identifier : identifiers) {
			message.subscriptionIdentifier(identifier);
		}
		this.client.deliver(message.build());
	}

	@Test
	void eachListenerHandlesOneOfTheCopies() {
		register("first", "a/+", "+/b");
		register("second", "+/b");
		this.registry.start();
		int first = identifiers().get(0);
		int second = identifiers().get(1);
		assertThat(first).isNotEqualTo(second);
		deliver("a/b", "1", first);
		deliver("a/b", "1", second);
		deliver("a/b", "2", second);
		deliver("a/b", "2", first);
		assertThat(this.handled).containsExactly("first 1", "second 1", "first 2", "second 2");
		assertThat(this.client.acknowledged()).isEqualTo(8);
	}

	@Test
	void equalMessagesAreNoCopiesNorIsOneThatComesAgain() {
		register("first", "a/+", "+/b");
		this.registry.start();
		int first = identifiers().get(0);
		int second = identifiers().get(1);
		for (int number = 0; number < 2; number++) {
			deliver("a/b", "on", first);
			deliver("a/b", "on", second);
		}
		assertThat(this.handled).containsExactly("first on", "first on");
		deliver("a/b", "on", second);
		assertThat(this.handled).hasSize(3);
	}

	@Test
	void oneDeliveryForBothIsHandledOnceAndAnEqualOneToo() {
		register("first", "a/+", "+/b");
		this.registry.start();
		int first = identifiers().get(0);
		int second = identifiers().get(1);
		deliver("a/b", "1", first, second);
		deliver("a/b", "1", first, second);
		assertThat(this.handled).containsExactly("first 1", "first 1");
	}

	@Test
	void whatDiffersInAnythingIsNoCopy() {
		register("first", "a/+", "+/b");
		this.registry.start();
		int first = identifiers().get(0);
		int second = identifiers().get(1);
		deliver("a/b", "1", first);
		deliver("a/b", "2", second);
		this.client.deliver(MqttMessage.builder("a/b")
			.payload("2")
			.contentType("text/plain")
			.subscriptionIdentifier(first)
			.build());
		this.client.deliver(
				MqttMessage.builder("a/b").payload("2").userProperty("a", "b").subscriptionIdentifier(second).build());
		assertThat(this.handled).hasSize(4);
	}

	@Test
	void withoutIdentifiersEveryDeliveryIsHandled() {
		register("first", "a/+", "+/b");
		this.registry.start();
		deliver("a/b", "1");
		deliver("a/b", "1");
		deliver("a/b", "1", 7);
		assertThat(this.handled).hasSize(3);
	}

	@Test
	void topicsThatDoNotOverlapHaveNoIdentifiers() {
		register("first", "a/+", "b/+", "a/#");
		this.registry.start();
		assertThat(identifiers()).containsOnlyNulls();
	}

	@Test
	void aBrokerWithoutIdentifiersIsNotAskedForThem() {
		register("first", "a/+", "+/b");
		this.registry.start();
		this.client.up(withoutIdentifiers());
		assertThat(identifiers()).containsOnlyNulls();
	}

	private static BrokerLimits withoutIdentifiers() {
		return new BrokerLimits(65535, QoS.EXACTLY_ONCE, true, BrokerLimits.LARGEST_PACKET, Duration.ofSeconds(60), 0,
				true, false, true);
	}

}
