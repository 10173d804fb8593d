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

package io.resilientmqtt.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.mqtt.event.MqttConnectionFailedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResilientMqttClientManager}.
 */
class ResilientMqttClientManagerTests {

	private static final ConnectionCause NETWORK = new ConnectionCause(ConnectionCause.Type.NETWORK, "cable out");

	private final FakeMqttClient client = new FakeMqttClient();

	private final ResilientMqttClientManager manager = new ResilientMqttClientManager(this.client,
			this.client.options());

	private final List<Object> events = new ArrayList<>();

	@BeforeEach
	void publishEvents() {
		this.manager.setApplicationEventPublisher((ApplicationEventPublisher) this.events::add);
	}

	private void connectFailed(int attempt) {
		this.client.backOff(NETWORK, attempt);
		this.client.tell(new ConnectionEvent.ConnectFailed(NETWORK, attempt, Duration.ofSeconds(1)));
	}

	@Test
	void neitherConnectsNorDisconnects() {
		this.manager.start();
		assertThat(this.manager.isRunning()).isTrue();
		assertThat(this.manager.getClient()).isSameAs(this.client);
		this.client.up();
		assertThat(this.manager.isConnected()).isTrue();
		this.manager.stop();
		assertThat(this.manager.isRunning()).isFalse();
		assertThat(this.manager.getClient()).isNull();
		assertThat(this.client.calls()).isEmpty();
		assertThat(this.client.isConnected()).isTrue();
	}

	@Test
	void saysWhoAndWhereTheClientIs() {
		assertThat(this.manager.getClientId()).isEqualTo("test");
		assertThat(this.manager.getUrl()).isEqualTo("tcp://broker.example:1883");
		assertThat(this.manager.getConnectionInfo()).isSameAs(this.client.options());
	}

	@Test
	void callsBackOnEveryConnectionAlsoWhenACallbackFails() {
		List<Boolean> calls = new ArrayList<>();
		this.manager.addCallback((reconnect) -> {
			calls.add(reconnect);
			throw new IllegalStateException("on purpose");
		});
		this.manager.addCallback((reconnect) -> {
			calls.add(reconnect);
			throw new IllegalStateException("on purpose");
		});
		this.manager.start();
		this.client.up();
		assertThat(calls).containsExactly(false, false);
		this.manager.stop();
		this.client.up();
		assertThat(calls).hasSize(2);
	}

	@Test
	void publishesOneEventAnOutage() {
		this.manager.start();
		connectFailed(1);
		connectFailed(2);
		assertThat(this.events).hasSize(1);
		this.client.up();
		this.client.down(NETWORK);
		connectFailed(1);
		assertThat(this.events).hasSize(2).last().isInstanceOfSatisfying(MqttConnectionFailedEvent.class, (event) -> {
			assertThat(event.getSource()).isSameAs(this.manager);
			assertThat(event.getCause()).isInstanceOfSatisfying(MqttConnectException.class,
					(cause) -> assertThat(cause.connectionCause()).isSameAs(NETWORK));
		});
	}

	@Test
	void aDisconnectOfTheApplicationIsNoFailure() {
		this.manager.start();
		this.client.up();
		this.client.disconnect();
		assertThat(this.events).isEmpty();
	}

	@Test
	void hasNoDefaultMessageHandler() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.manager.addDefaultMessageHandler((topic, message) -> {
			}))
			.withMessageContaining("use an inbound adapter");
	}

}
