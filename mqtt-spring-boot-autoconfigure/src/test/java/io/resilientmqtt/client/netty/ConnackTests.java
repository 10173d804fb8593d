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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * CONNACK under MQTT 5, byte by byte: all it says is kept, and what it must not say is
 * refused [MQTT 5, 3.2].
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnackTests {

	private static VirtualClient client(Consumer<MqttClientOptionsBuilder> options) {
		VirtualClient client = new VirtualClient((builder) -> {
			builder.protocolVersion(ProtocolVersion.MQTT_5);
			options.accept(builder);
		});
		client.accept();
		client.sent();
		return client;
	}

	private static String connack(int reasonCode, String... properties) {
		String all = String.join("", properties);
		int length = all.length() / 2;
		return "20%02x00%02x%02x%s".formatted(length + 3, reasonCode, length, all);
	}

	private static String string(int id, String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		return "%02x%04x%s".formatted(id, bytes.length, HexFormat.of().formatHex(bytes));
	}

	private static String userProperty(String name, String value) {
		return string(0x26, name) + string(0, value).substring(2);
	}

	private static ConnectionCause failure(VirtualClient client) {
		return ((ConnectionEvent.ConnectFailed) client.events.get(client.events.size() - 1)).cause();
	}

	@Test
	void everyPropertyIsExposed() throws Exception {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1))));
		client.receive(connack(0, "1100000e10", "21000a", "2401", "2500", "2700001000", string(0x12, "given"),
				string(0x1F, "hello"), userProperty("b", "1"), userProperty("a", "2"), userProperty("b", "3"), "13001e",
				string(0x1A, "resp"), string(0x1C, "other:1")));
		ConnectResult result = client.connected.get();
		assertThat(result.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(result.sessionPresent()).isFalse();
		assertThat(result.protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
		assertThat(result.clientId()).isEqualTo("given");
		assertThat(result.limits().receiveMaximum()).isEqualTo(10);
		assertThat(result.limits().maximumQoS()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(result.limits().retainAvailable()).isFalse();
		assertThat(result.limits().maximumPacketSize()).isEqualTo(4096);
		assertThat(result.limits().keepAlive()).hasSeconds(30);
		assertThat(result.sessionExpiryInterval()).hasHours(1);
		assertThat(result.reasonString()).isEqualTo("hello");
		assertThat(result.userProperties()).containsExactly(new UserProperty("b", "1"), new UserProperty("a", "2"),
				new UserProperty("b", "3"));
		assertThat(result.responseInformation()).isEqualTo("resp");
		assertThat(result.serverReference()).isEqualTo("other:1");
		assertThat(client.board.status().connection()).isSameAs(result);
	}

	@Test
	void whatTheServerDoesNotSayIsAsAskedFor() throws Exception {
		VirtualClient client = client((options) -> options.keepAlive(Duration.ofSeconds(50))
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofMinutes(5))));
		client.receive(connack(0));
		ConnectResult result = client.connected.get();
		assertThat(result.clientId()).isEqualTo("client");
		assertThat(result.sessionExpiryInterval()).hasMinutes(5);
		assertThat(result.limits().keepAlive()).hasSeconds(50);
		assertThat(result.userProperties()).isEmpty();
		assertThat(result.responseInformation()).isNull();
	}

	@Test
	void theKeepAliveOfTheServerTakesThePlaceOfOurs() {
		VirtualClient client = client((options) -> options.keepAlive(Duration.ofSeconds(60)));
		client.receive(connack(0, "130008"));
		client.pass(Duration.ofMillis(1_990));
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(client.sent()).isEqualTo("c000");
	}

	@Test
	void anAssignedClientIdentifierIsKept() {
		VirtualClient client = client((options) -> {
		});
		client.receive(connack(0, string(0x12, "given")));
		assertThat(client.board.status().clientId()).isEqualTo("given");
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.accept();
		assertThat(client.sent()).endsWith(string(0, "given").substring(2));
		client.receive(connack(0));
		assertThat(client.board.status().clientId()).isEqualTo("given");
	}

	@Test
	void aRefusalCarriesAllTheServerSays() {
		VirtualClient client = client((options) -> options.failFast(true));
		client.receive(connack(0x97, string(0x1F, "too\nmany"), userProperty("limit", "3"), string(0x1C, "other")));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(client.connected::get)
			.withCauseInstanceOf(MqttConnectException.class)
			.satisfies((ex) -> {
				MqttConnectException failure = (MqttConnectException) ex.getCause();
				assertThat(failure.reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
				assertThat(failure.reasonString()).isEqualTo("too\nmany");
				assertThat(failure.userProperties()).containsExactly(new UserProperty("limit", "3"));
				assertThat(failure.connectionCause().serverReference()).isEqualTo("other");
				assertThat(failure).hasMessageEndingWith("quota exceeded (0x97): too many");
			});
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97,
			0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F })
	void everyReasonCodeOfARefusalIsTold(int reasonCode) {
		VirtualClient client = client((options) -> {
		});
		client.receive(connack(reasonCode));
		assertThat(failure(client).reasonCode()).isEqualTo(ReasonCode.of(reasonCode));
		assertThat(failure(client).type()).isEqualTo(Type.BROKER);
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_5,2003000000", "MQTT_3_1_1,20020000", "MQTT_5,2003008700", "MQTT_3_1_1,20020005",
			"MQTT_5,d000" })
	void beforeConnectItIsAViolation(ProtocolVersion version, String packet) {
		VirtualClient[] client = new VirtualClient[1];
		client[0] = new VirtualClient((options) -> options.protocolVersion(version).credentials((server) -> {
			client[0].receive(packet);
			return Credentials.NONE;
		}));
		client[0].accept();
		assertThat(client[0].sent()).isEmpty();
		assertThat(client[0].isClosed()).isTrue();
		assertThat(client[0].events).hasSize(1);
		assertThat(failure(client[0]).type()).isEqualTo(Type.PROTOCOL);
		assertThat(failure(client[0]).description()).contains("before CONNECT");
		client[0].pass(Duration.ofMillis(510));
		assertThat(client[0].openedAt()).hasSize(2);
	}

	@Test
	void aDisconnectCarriesAllTheServerSays() {
		VirtualClient client = client((options) -> {
		});
		client.receive(connack(0));
		String properties = string(0x1F, "maintenance") + userProperty("a", "1") + userProperty("a", "2")
				+ string(0x1C, "b.example:1884");
		int length = properties.length() / 2;
		client.receive("e0%02x8b%02x%s".formatted(length + 2, length, properties));
		ConnectionCause cause = ((ConnectionEvent.Down) client.events.get(1)).cause();
		assertThat(cause.type()).isEqualTo(Type.BROKER);
		assertThat(cause.reasonCode()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN);
		assertThat(cause.description()).endsWith("server shutting down (0x8B): maintenance");
		assertThat(cause.reasonString()).isEqualTo("maintenance");
		assertThat(cause.userProperties()).containsExactly(new UserProperty("a", "1"), new UserProperty("a", "2"));
		assertThat(cause.serverReference()).isEqualTo("b.example:1884");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a property that comes twice        | 82 | 2009000006 21000a 21000a
			a user property that comes twice   |    | 201100000e 26000161000131 26000161000131
			a property of PUBLISH              | 81 | 20060000 03 2300 01
			an unknown property                | 81 | 2005000002 7f00
			Receive Maximum 0                  | 82 | 2006000003 210000
			Maximum Packet Size 0              | 82 | 2008000005 2700000000
			Maximum QoS 2                      | 82 | 2005000002 2402
			Retain Available 2                 | 82 | 2005000002 2502
			reserved flags                     | 81 | 2003020000
			a string that is no UTF-8          | 81 | 2007000004 1f0001ff
			a string with U+0000               | 81 | 2007000004 1f000100
			a string longer than the packet    | 81 | 2007000004 1f00ff61
			properties longer than the packet  | 81 | 2004000021 13
			bytes behind the properties        | 81 | 200400000000
			Session Present on a clean start   | 82 | 2003010000
			""")
	void whatItMustNotSayIsRefused(String what, String reasonCode, String packet) {
		VirtualClient client = client((options) -> {
		});
		client.receive(packet.replace(" ", ""));
		if (reasonCode == null) {
			assertThat(client.connected).isCompleted();
		}
		else {
			assertThat(failure(client).type()).isEqualTo(Type.PROTOCOL);
			assertThat(failure(client).reasonCode()).isEqualTo(ReasonCode.of(Integer.parseInt(reasonCode, 16)));
		}
		assertThat(client.buffersInUse()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "e009000711000000051f00,81", "e006000411000000,81", "e00700052600016100,81", "e003000100,81" })
	void aDisconnectThatIsMalformedIsRefused(String packet, String reasonCode) {
		VirtualClient client = client((options) -> {
		});
		client.receive(connack(0));
		client.receive(packet);
		ConnectionCause cause = ((ConnectionEvent.Down) client.events.get(1)).cause();
		assertThat(cause.type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause.reasonCode()).isEqualTo(ReasonCode.of(Integer.parseInt(reasonCode, 16)));
		assertThat(client.sent()).isEqualTo("e002" + reasonCode + "00");
	}

	@Test
	void aSessionKeptForLessThanAskedForIsReportedOnce(CapturedOutput output) {
		VirtualClient client = client((options) -> options.clean(false).clientId("client"));
		client.receive(connack(0, "110000003c"));
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.accept();
		client.receive(connack(0, "110000003c"));
		assertThat(client.board.status().connection().sessionExpiryInterval()).hasSeconds(60);
		assertThat(output.getOut()).containsOnlyOnce("for 60 s after a connection ends, though no end was asked for");
	}

	@Test
	void aSessionKeptAsAskedForIsNotReported(CapturedOutput output) {
		VirtualClient client = client((options) -> options.clean(false).clientId("client"));
		client.receive(connack(0));
		assertThat(client.board.status().connection().sessionExpiryInterval()).isEqualTo(Mqtt5Options.NEVER_EXPIRES);
		assertThat(output.getOut()).doesNotContain("after a connection ends");
	}

}
