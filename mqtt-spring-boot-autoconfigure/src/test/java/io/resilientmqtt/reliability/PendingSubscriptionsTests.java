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

import java.util.List;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A link on which nothing can be heard yet is not healthy.
 */
class PendingSubscriptionsTests extends ScriptedBrokerFixture {

	@ParameterizedTest
	@EnumSource
	void aRenewedLinkIsNotUpBeforeItsSubscriptionsAre(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		MqttHealthIndicator health = new MqttHealthIndicator(client);
		get(client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE)));
		assertThat(health(health).getStatus()).isEqualTo(Status.UP);
		this.broker.loseSessions();
		this.broker.forgetReceived();
		this.broker.drop(MqttMessageType.SUBSCRIBE, 1);
		this.broker.closeConnections();
		await().atMost(LONG).until(() -> !this.broker.received(MqttMessageType.SUBSCRIBE).isEmpty());
		assertThat(client.isConnected()).isTrue();
		assertThat(health(health).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health(health).getDetails()).containsEntry("pendingSubscriptions", List.of("a"));
		this.broker.closeConnections();
		await().atMost(LONG).until(() -> health(health).getStatus().equals(Status.UP));
		assertThat(this.broker.received(MqttMessageType.SUBSCRIBE)).hasSize(2);
	}

	private static Health health(MqttHealthIndicator indicator) {
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

}
