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

package io.resilientmqtt.client.netty;

import java.time.Duration;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two clients with one Client Identifier are told so.
 */
@Behaviour("S34")
@ExtendWith(OutputCaptureExtension.class)
class TakeoverDetectorTests {

	private static final String TOLD = "if another client connects with the same mqtt.client-id";

	private static void connectAndClose(VirtualClient client, ProtocolVersion version, Duration after) {
		client.pass(Duration.ofSeconds(31));
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
		for (Duration left = after; !left.isZero(); left = left.minusSeconds(1)) {
			client.pass(Duration.ofSeconds(1));
			client.receive(0xd0, 0);
		}
		client.closeConnection();
	}

	private static VirtualClient client(ProtocolVersion version, String clientId) {
		return new VirtualClient((options) -> options.protocolVersion(version)
			.clientId(clientId)
			.connectTimeout(Duration.ofDays(1))
			.keepAlive(Duration.ZERO));
	}

	@ParameterizedTest
	@EnumSource
	void whoIsClosedAgainAndAgainIsToldOnce(ProtocolVersion version, CapturedOutput output) {
		VirtualClient client = client(version, "client");
		for (int i = 0; i < 10; i++) {
			assertThat(output.getOut().lines().filter((line) -> line.contains(TOLD))).hasSize((i < 3) ? 0 : 1);
			connectAndClose(client, version, Duration.ofSeconds(i % 7));
		}
	}

	@Test
	void nobodyHasAGeneratedIdentifierToo(CapturedOutput output) {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, null);
		for (int i = 0; i < 10; i++) {
			connectAndClose(client, ProtocolVersion.MQTT_3_1_1, Duration.ZERO);
		}
		assertThat(output).doesNotContain(TOLD);
	}

	@Test
	void aConnectionThatLastsHasNoRival(CapturedOutput output) {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, "client");
		for (int i = 0; i < 10; i++) {
			connectAndClose(client, ProtocolVersion.MQTT_3_1_1, Duration.ofSeconds((i % 3 == 2) ? 61 : 1));
		}
		assertThat(output).doesNotContain(TOLD);
	}

	@ParameterizedTest
	@CsvSource({ "8e, session taken over (0x8E); another client has connected with the same mqtt.client-id",
			"8d, keep alive timeout (0x8D); check mqtt.keepalive", "87, check mqtt.username and mqtt.password" })
	void aReasonOfTheBrokerNamesTheProperty(String code, String remedy) {
		VirtualClient client = client(ProtocolVersion.MQTT_5, "client");
		client.acceptMqtt5(false);
		client.receive("e002" + code + "00");
		assertThat(client.events).last()
			.isInstanceOfSatisfying(ConnectionEvent.Down.class,
					(down) -> assertThat(down.cause().description()).contains(remedy));
	}

	@ParameterizedTest
	@CsvSource({ "20020004, bad user name or password (0x86); check mqtt.username and mqtt.password",
			"20020005, not authorized (0x87); check mqtt.username and mqtt.password",
			"20020002, client identifier not valid (0x85); check mqtt.client-id" })
	void aRefusalOfTheBrokerNamesTheProperty(String connack, String remedy, CapturedOutput output) {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, "client");
		client.accept();
		client.receive(connack);
		assertThat(output).contains("'client' can't connect to broker:1883, attempt 1").contains(remedy);
	}

}
