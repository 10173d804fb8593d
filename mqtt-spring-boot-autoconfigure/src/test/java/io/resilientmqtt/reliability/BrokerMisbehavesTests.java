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
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.ScriptedConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whatever a broker does to a connection, it ends with the right cause and a new one is
 * made.
 */
class BrokerMisbehavesTests extends ScriptedBrokerFixture {

	private ConnectionCause firstDown() {
		eventually(() -> assertThat(this.events).hasAtLeastOneElementOfType(ConnectionEvent.Down.class));
		return this.events.stream()
			.filter(ConnectionEvent.Down.class::isInstance)
			.map((event) -> ((ConnectionEvent.Down) event).cause())
			.findFirst()
			.orElseThrow();
	}

	private void assertRecovers() {
		eventually(() -> assertThat(eventNames()).endsWith("Up"));
		assertThat(eventNames()).startsWith("Up", "Down");
	}

	static Stream<MqttConnectReturnCode> refusals() {
		return Stream.of(MqttConnectReturnCode.values())
			.filter((code) -> code != MqttConnectReturnCode.CONNECTION_ACCEPTED);
	}

	@ParameterizedTest
	@MethodSource("refusals")
	@Behaviour("S3")
	void everyCodeOfARefusalReachesTheCaller(MqttConnectReturnCode code) {
		int value = code.byteValue() & 0xFF;
		ProtocolVersion version = (value < 0x80) ? ProtocolVersion.MQTT_3_1_1 : ProtocolVersion.MQTT_5;
		ReasonCode expected = (value < 0x80) ? ReasonCode.ofConnectReturnCode(value) : ReasonCode.of(value);
		assertThat(expected).isNotNull();
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> connection.connack(code, false));
		MqttClient client = client(version, (options) -> options.failFast(true));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(expected))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.BROKER))
			.withMessageContaining(expected.describe());
		assertThat(client.state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S9")
	void aConnectionTheBrokerHasHalfClosedIsOver(ProtocolVersion version) {
		connect(version, (options) -> {
		});
		this.broker.onConnections(ScriptedConnection::shutdownOutput);
		assertThat(firstDown().type()).isEqualTo(Type.NETWORK);
		assertRecovers();
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S9")
	void aBrokerThatReadsNoMoreIsFoundDead(ProtocolVersion version) {
		connect(version, (options) -> options.pingInterval(Duration.ofMillis(50)).responseTime(SHORT));
		this.broker.onConnections(ScriptedConnection::shutdownInput);
		assertThat(firstDown().type()).isEqualTo(Type.TIMEOUT);
		assertRecovers();
	}

	@Test
	@Behaviour("S9")
	void aResetIsTheNetwork() {
		connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		this.broker.onConnections(ScriptedConnection::reset);
		assertThat(firstDown().type()).isEqualTo(Type.NETWORK);
		assertRecovers();
	}

	@Test
	@Behaviour("S9")
	void aDisconnectIsTheBroker() {
		connect(ProtocolVersion.MQTT_5, (options) -> {
		});
		this.broker.send((byte) 0xE0, (byte) 1, (byte) 0x8B);
		assertThat(firstDown()).extracting(ConnectionCause::type, ConnectionCause::reasonCode)
			.containsExactly(Type.BROKER, ReasonCode.SERVER_SHUTTING_DOWN);
		assertRecovers();
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S9")
	void aPacketThatIsTooLongIsRefusedByItsHeader(ProtocolVersion version) {
		List<Integer> disconnects = reasonsOfDisconnects();
		connect(version, (options) -> options.maximumPacketSize(2048));
		this.broker.send((byte) 0x30, (byte) 0xFE, (byte) 0x0F); // 2046 + 3 bytes
		assertThat(firstDown()).extracting(ConnectionCause::type, ConnectionCause::reasonCode)
			.containsExactly(Type.PROTOCOL, ReasonCode.PACKET_TOO_LARGE);
		assertRecovers();
		assertThat(disconnects).isEqualTo((version == ProtocolVersion.MQTT_5) ? List.of(0x95) : List.of());
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S9")
	void aMalformedPacketIsABreachOfProtocol(ProtocolVersion version) {
		List<Integer> disconnects = reasonsOfDisconnects();
		connect(version, (options) -> {
		});
		this.broker.send((byte) 0x36, (byte) 5, (byte) 0, (byte) 1, (byte) 't', (byte) 0, (byte) 1); // QoS
																										// 3
		assertThat(firstDown()).extracting(ConnectionCause::type, ConnectionCause::reasonCode)
			.containsExactly(Type.PROTOCOL, ReasonCode.MALFORMED_PACKET);
		assertRecovers();
		assertThat(disconnects).isEqualTo((version == ProtocolVersion.MQTT_5) ? List.of(0x81) : List.of());
	}

	private List<Integer> reasonsOfDisconnects() {
		List<Integer> reasons = new ArrayList<>();
		this.broker.on(MqttMessageType.DISCONNECT, (connection, packet) -> {
			reasons.add(ScriptedConnection.reasonCode(packet));
			connection.react(packet);
		});
		return reasons;
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S8")
	void acknowledgementsMayComeInAnyOrder(ProtocolVersion version) {
		List<Integer> ids = new ArrayList<>();
		this.broker.on(MqttMessageType.PUBLISH, (connection, packet) -> {
			ids.add(0, ((MqttPublishMessage) packet).variableHeader().packetId());
			if (ids.size() == 3) {
				ids.forEach((id) -> connection.ack(MqttMessageType.PUBACK, id));
			}
		});
		MqttClient client = connect(version, (options) -> {
		});
		List<CompletableFuture<PublishResult>> futures = Stream.of("1", "2", "3")
			.map((payload) -> publish(client, payload, QoS.AT_LEAST_ONCE))
			.toList();
		futures.forEach(ScriptedBrokerFixture::get);
		assertThat(client.statistics().unknownAcks()).isZero();
	}

}
