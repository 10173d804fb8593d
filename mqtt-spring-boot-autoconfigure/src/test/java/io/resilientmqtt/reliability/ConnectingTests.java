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

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.Packet;
import io.resilientmqtt.testsupport.ScriptedBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Connecting, staying connected and ending.
 */
class ConnectingTests extends ScriptedBrokerFixture {

	private List<Boolean> cleanStarts() {
		return this.broker.received(MqttMessageType.CONNECT).stream().map(Packet::cleanStart).toList();
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S2")
	void connectCarriesWhatTheOptionsSay(ProtocolVersion version) {
		MqttConnectMessage[] connect = new MqttConnectMessage[1];
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			connect[0] = (MqttConnectMessage) packet;
			connection.react(packet);
		});
		connect(version, (options) -> options.credentials(Credentials.of("user", null))
			.keepAlive(Duration.ofSeconds(33))
			.will(new Will(
					MqttMessage.builder("gone").payload("bye".getBytes()).qos(QoS.AT_LEAST_ONCE).retain(true).build(),
					Duration.ZERO)));
		assertThat(connect[0].variableHeader().version()).isEqualTo(version.level());
		assertThat(connect[0].variableHeader().keepAliveTimeSeconds()).isEqualTo(33);
		assertThat(connect[0].variableHeader().hasUserName()).isTrue();
		assertThat(connect[0].variableHeader().hasPassword()).isFalse();
		assertThat(connect[0].variableHeader().isWillFlag()).isTrue();
		assertThat(connect[0].variableHeader().isWillRetain()).isTrue();
		assertThat(connect[0].variableHeader().willQos()).isEqualTo(1);
		assertThat(connect[0].payload().clientIdentifier()).isEqualTo("client");
		assertThat(connect[0].payload().userName()).isEqualTo("user");
		assertThat(connect[0].payload().willTopic()).isEqualTo("gone");
		assertThat(connect[0].payload().willMessageInBytes()).isEqualTo("bye".getBytes());
	}

	@Test
	@Behaviour("S3")
	void aRefusedFirstConnectionFailsWithTheCodeAndIsNotTriedAgain() {
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> connection
			.connack(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED, false));
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> options.failFast(true));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED));
		assertThat(client.state()).isEqualTo(ConnectionState.DISCONNECTED);
		assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S3")
	void aServerThatDoesNotAnswerFailsTheFirstConnection(ProtocolVersion version) {
		this.broker.freeze();
		MqttClient client = client(version, (options) -> options.failFast(true).connectTimeout(SHORT));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.TIMEOUT))
			.withMessageContaining("mqtt.connect-timeout");
	}

	@Test
	@Behaviour("S3")
	void connectWorksAfterAFailure() {
		this.broker.stop();
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> options.failFast(true));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()));
		this.broker.listen();
		get(client.connect());
		assertThat(client.isConnected()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S4")
	void aCleanSessionIsAskedForEveryTime(ProtocolVersion version) {
		connect(version, (options) -> {
		});
		this.broker.closeConnections();
		eventually(() -> assertThat(cleanStarts()).containsExactly(true, true));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S4")
	void aPersistentSessionIsNeverCleaned(ProtocolVersion version) {
		connect(version, ScriptedBrokerFixture::persistent);
		this.broker.closeConnections();
		eventually(() -> assertThat(cleanStarts()).containsExactly(false, false));
	}

	@Test
	@Behaviour("S5")
	void cleanInitConnectsTwiceUnderMqtt311() {
		connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.clean(false).cleanInit(true));
		this.broker.closeConnections();
		eventually(() -> assertThat(cleanStarts()).containsExactly(true, false, false));
		assertThat(this.broker.received(MqttMessageType.DISCONNECT)).hasSize(1);
		assertThat(this.broker.received(MqttMessageType.DISCONNECT).get(0).connection()).isEqualTo(1);
	}

	@Test
	@Behaviour("S5")
	void cleanInitStartsCleanOnceUnderMqtt5() {
		connect(ProtocolVersion.MQTT_5, (options) -> options.clean(false).cleanInit(true));
		this.broker.closeConnections();
		eventually(() -> assertThat(cleanStarts()).containsExactly(true, false));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S9")
	void everyOutageIsOneDownAndOneUp(ProtocolVersion version) {
		connect(version, (options) -> {
		});
		for (int outage = 1; outage <= 5; outage++) {
			int connections = outage + 1;
			this.broker.closeConnections();
			eventually(() -> assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(connections));
			eventually(() -> assertThat(eventNames().stream().filter("Up"::equals)).hasSize(connections));
		}
		List<String> upsAndDowns = eventNames().stream().filter((name) -> !name.equals("ConnectFailed")).toList();
		assertThat(upsAndDowns).containsExactly("Up", "Down", "Up", "Down", "Up", "Down", "Up", "Down", "Up", "Down",
				"Up");
	}

	@Test
	@Behaviour("S9")
	void downNamesItsCause() {
		connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.pingInterval(Duration.ofMillis(50)).responseTime(SHORT));
		this.broker.drop(MqttMessageType.PINGREQ, 1);
		eventually(() -> assertThat(this.events).filteredOn(ConnectionEvent.Down.class::isInstance)
			.first()
			.extracting((event) -> ((ConnectionEvent.Down) event).cause().type())
			.isEqualTo(Type.TIMEOUT));
	}

	@Test
	@Behaviour("S9")
	void aListenerThatThrowsMissesNothing() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		List<ConnectionEvent> seen = new CopyOnWriteArrayList<>();
		client.onConnectionEvent((event) -> {
			seen.add(event);
			throw new AssertionError("expected by the test");
		});
		get(client.connect());
		this.broker.closeConnections();
		eventually(() -> assertThat(seen).hasSize(3));
		assertThat(seen).isEqualTo(this.events);
	}

	@Test
	@Behaviour("S10")
	void attemptsGoOnUntilTheServerComes() {
		this.broker.stop();
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> {
		});
		client.connect();
		eventually(() -> assertThat(eventNames()).contains("ConnectFailed", "ConnectFailed", "ConnectFailed"));
		assertThat(client.isConnected()).isFalse();
		this.broker.listen();
		eventually(() -> assertThat(client.isConnected()).isTrue());
	}

	@Test
	@Behaviour("S10")
	void theNextServerIsTriedWhenOneFails() {
		try (ScriptedBroker second = new ScriptedBroker()) {
			ServerAddress first = new ServerAddress("127.0.0.1", this.broker.port());
			MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
					(options) -> options.servers(List.of(first, new ServerAddress("127.0.0.1", second.port()))));
			assertThat(client.status().server()).isEqualTo(first);
			this.broker.stop();
			eventually(() -> assertThat(second.received(MqttMessageType.CONNECT)).isNotEmpty());
			eventually(() -> assertThat(client.isConnected()).isTrue());
		}
	}

	@Test
	@Behaviour("S26")
	void notConnectedDuringAnAttempt() {
		this.broker.freeze();
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		client.connect();
		eventually(() -> assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(1));
		assertThat(client.isConnected()).isFalse();
		assertThat(client.state()).isEqualTo(ConnectionState.CONNECTING);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S29")
	void disconnectSaysSoStaysAwayAndLeavesConnectWorking(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		get(client.disconnect());
		assertThat(client.state()).isEqualTo(ConnectionState.DISCONNECTED);
		eventually(() -> assertThat(this.broker.received(MqttMessageType.DISCONNECT)).hasSize(1));
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down"));
		get(client.connect());
		assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(2);
	}

	@Test
	@Behaviour("S30")
	void closeSendsNoDisconnect() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		client.close();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down"));
		assertThat(this.broker.received(MqttMessageType.DISCONNECT)).isEmpty();
	}

	@Test
	@Behaviour("S34")
	void aSessionTakenOverIsNotTakenBackAtOnce() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> options
			.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMinutes(10), 2, 0.25, Duration.ZERO)));
		this.broker.send((byte) 0xE0, (byte) 1, (byte) 0x8E);
		eventually(() -> assertThat(client.state()).isEqualTo(ConnectionState.BACKING_OFF));
		assertThat(client.status().cause().reasonCode()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
		assertThat(client.status().nextAttempt()).isAfter(client.status().since().plusSeconds(300));
	}

	@Test
	void withoutQuickTheLinkHasToAnswerAPing() {
		this.broker.drop(MqttMessageType.PINGREQ, 1);
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.runtime((runtime) -> runtime.quick(false)).responseTime(SHORT));
		client.connect();
		eventually(() -> assertThat(eventNames()).startsWith("ConnectFailed", "Up"));
		assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(2);
	}

}
