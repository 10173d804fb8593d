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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.reliability.BrokerAbilities.Feature;
import io.resilientmqtt.reliability.BrokerAbilities.Keeps;
import io.resilientmqtt.testsupport.RabbitMqContainer;
import io.resilientmqtt.testsupport.RestartableBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * {@link BrokerGuarantees} on RabbitMQ 3.10 with its MQTT plugin, which answers a QoS 2
 * PUBLISH with PUBACK.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class RabbitMqGuaranteesContainerTests extends BrokerGuarantees {

	RabbitMqGuaranteesContainerTests() {
		super(new BrokerAbilities(List.of(ProtocolVersion.MQTT_3_1_1),
				EnumSet.of(Feature.RETAIN_FLAG, Feature.REPETITIONS), Keeps.WHEN_KILLED));
	}

	@Override
	RestartableBroker create(Path directory) {
		return new RabbitMqContainer();
	}

	@Test
	void aQoS2MessageFailsWithTheRemedyAndTheOthersGoOn() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1);
		String topic = unique("qos2");
		List<String> arrived = collect(client, topic);
		for (int i = 0; i < 20; i++) {
			CompletableFuture<PublishResult> exactlyOnce = publish(client, topic, "2", QoS.EXACTLY_ONCE);
			assertThatThrownBy(() -> get(exactlyOnce)).cause()
				.isInstanceOfSatisfying(MqttPublishException.class,
						(failure) -> assertThat(failure.reason()).isEqualTo(Reason.DOWNGRADED))
				.hasMessageContainingAll(topic, "Publish with QoS 1", "mqtt.publish.accept-puback-for-qos2");
			get(publish(client, topic, "1", QoS.AT_LEAST_ONCE));
		}
		eventually(() -> assertThat(arrived).as("each once, with no copy").hasSize(40));
		assertThat(client.statistics().republications()).isZero();
		assertThat(client.statistics().outages()).isZero();
		assertThat(client.statistics().failed(Reason.DOWNGRADED)).isEqualTo(20);
	}

	@Test
	void aQoS2MessageIsPublishedIfPubackIsAccepted() {
		MqttClient client = connect(create((options) -> options.protocolVersion(ProtocolVersion.MQTT_3_1_1)
			.publish(PublishOptions.DEFAULT.withAcceptPubackForQoS2(true))));
		String topic = unique("qos2");
		List<String> arrived = collect(client, topic);
		List<CompletableFuture<PublishResult>> all = new ArrayList<>();
		List<String> sent = IntStream.range(0, 500).mapToObj(String::valueOf).toList();
		sent.forEach((payload) -> all.add(publish(client, topic, payload, QoS.EXACTLY_ONCE)));
		all.forEach((future) -> assertThat(get(future)).isEqualTo(PublishResult.SUCCESS));
		eventually(() -> assertThat(arrived).containsExactlyElementsOf(sent));
		assertThat(client.statistics().republications()).isZero();
		assertThat(client.statistics().outages()).isZero();
	}

	@Test
	void byDefaultTheClientComesUpWithMqtt311() {
		MqttClient client = create((options) -> {
		});
		for (int i = 0; i < 3; i++) {
			assertThat(get((i == 0) ? client.connect() : client.reconnect()).protocolVersion())
				.isEqualTo(ProtocolVersion.MQTT_3_1_1);
		}
		assertThat(client.statistics().connectFailures()).isZero();
	}

	private static List<String> collect(MqttClient client, String topic) {
		List<String> arrived = new CopyOnWriteArrayList<>();
		client.onMessage(topic, (message) -> arrived.add(message.payloadAsString()));
		get(client.subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE)));
		return arrived;
	}

	private static CompletableFuture<PublishResult> publish(MqttClient client, String topic, String payload, QoS qos) {
		return client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
	}

}
