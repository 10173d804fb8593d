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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the specification fixes is insisted on: types, flags and lengths of fixed headers,
 * and which reason codes a packet may have [MQTT-4.13.1-1].
 */
class StrictPacketsTests {

	private static VirtualClient connected(ProtocolVersion version) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version));
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
		return client;
	}

	private static ConnectionCause down(VirtualClient client) {
		assertThat(client.events).as("up, then down").hasSizeGreaterThan(1);
		return ((ConnectionEvent.Down) client.events.get(1)).cause();
	}

	private static ConnectionCause attempt(ProtocolVersion version, String answer) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version));
		client.accept();
		client.receive(answer.replace(" ", ""));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.buffersInUse()).isZero();
		return ((ConnectionEvent.ConnectFailed) client.events.get(0)).cause();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			PINGRESP with a body                  | d001 00           | 81 | 81
			PINGRESP with a body to come          | d0ff01            | 81 | 81
			PINGRESP with a lengthy length        | d08000            | -  | -
			PINGRESP with flags                   | d100              | 81 | 81
			PUBACK without an identifier          | 4000              | 81 | 81
			PUBACK of half an identifier          | 4001 00           | 81 | 81
			PUBACK of three bytes                 | 4003 0001 00      | 81 | -
			PUBREC of three bytes                 | 5003 0001 00      | 81 | -
			PUBREL of three bytes                 | 6203 0001 00      | 81 | -
			PUBCOMP of four bytes to come         | 7004              | 81 | -
			PUBREL without its flag               | 6002 0001         | 81 | 81
			PUBCOMP with flags                    | 7202 0001         | 81 | 81
			SUBACK without a code                 | 9002 0001         | 81 | 81
			SUBACK with flags                     | 9203 0001 00      | 81 | 81
			UNSUBACK without a code               | b003 0001 00      | 81 | 82
			UNSUBACK of one byte                  | b001 00           | 81 | 81
			UNSUBACK with flags                   | b202 0001         | 81 | 81
			DISCONNECT                            | e000              | 82 | broker
			DISCONNECT with flags                 | e100              | 82 | 81
			AUTH                                  | f000              | 82 | 82
			AUTH with flags                       | f100              | 82 | 81
			CONNACK once more                     | 2002 0000         | 82 | 84
			CONNACK once more                     | 2003 0000 00      | 81 | 82
			a packet of type 0                    | 0000              | 82 | 82
			a packet of type 0 to come            | 0a80 01           | 82 | 82
			CONNECT                               | 1000              | 82 | 82
			CONNECT to come                       | 1080 01           | 82 | 82
			SUBSCRIBE to come                     | 82ffff7f          | 82 | 82
			UNSUBSCRIBE to come                   | a205              | 82 | 82
			PINGREQ                               | c000              | 82 | 82
			""")
	void whatNoBrokerMaySendEndsTheConnection(String what, String packet, String v3, String v5) {
		assertThatConnectionEnds(ProtocolVersion.MQTT_3_1_1, packet, v3);
		assertThatConnectionEnds(ProtocolVersion.MQTT_5, packet, v5);
	}

	private static void assertThatConnectionEnds(ProtocolVersion version, String packet, String reasonCode) {
		VirtualClient client = connected(version);
		client.receive(packet.replace(" ", ""));
		assertThat(client.isClosed()).as("closed in MQTT " + version).isEqualTo(reasonCode != null);
		if (reasonCode == null) {
			return;
		}
		if (reasonCode.equals("broker")) {
			assertThat(down(client).type()).isEqualTo(Type.BROKER);
			return;
		}
		ReasonCode expected = ReasonCode.of(Integer.parseInt(reasonCode, 16));
		assertThat(down(client).reasonCode()).as("in MQTT " + version + ": " + down(client)).isEqualTo(expected);
		assertThat(client.sent()).isEqualTo((version == ProtocolVersion.MQTT_5 && down(client).type() == Type.PROTOCOL)
				? "e002" + reasonCode + "00" : "");
		assertThat(client.buffersInUse()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void aPingrespWithABodyDoesNotMakeTheLinkDeaf(ProtocolVersion version) {
		VirtualClient client = connected(version);
		List<String> received = client.receive(10, Runnable::run);
		client.receive("d00130");
		assertThat(down(client).description()).contains("PINGRESP with a remaining length of 1; 0 expected");
		client.pass(Duration.ofSeconds(1));
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
			client.receive("300500017400" + "78");
		}
		else {
			client.acceptMqtt();
			client.receive("3004000174" + "78");
		}
		assertThat(received).containsExactly("x");
	}

	/** As Moquette does. */
	@Test
	void aConnackWithTheReturnCodeOfAnUnacceptableVersionSaysJustThat() {
		ConnectionCause cause = attempt(ProtocolVersion.MQTT_5, "2003000100");
		assertThat(cause.type()).isEqualTo(Type.BROKER);
		assertThat(cause.reasonCode()).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 5, 0x10, 0x11, 0x18, 0x19, 0x7F, 0x8B, 0x8D, 0x8E, 0x8F, 0x91, 0x92, 0x93, 0x94,
			0x96, 0x98, 0x9E, 0xA0, 0xA1, 0xA2, 0xA3, 0xFF })
	void aConnackWithAReasonCodeOfAnotherPacketIsNoSuccess(int code) {
		ConnectionCause cause = attempt(ProtocolVersion.MQTT_5, "20030%d%02x00".formatted(0, code));
		assertThat(cause.type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause.reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		assertThat(cause.description()).contains("CONNACK with reason code 0x%02X".formatted(code))
			.doesNotContain("TLS");
	}

	@ParameterizedTest
	@ValueSource(ints = { 6, 7, 0x18, 0x7F, 0x80, 0x86, 0x8B, 0x9F, 0xA2, 0xFF })
	void aReservedReturnCodeIsTold(int code) {
		ConnectionCause cause = attempt(ProtocolVersion.MQTT_3_1_1, "200200%02x".formatted(code));
		assertThat(cause.type()).isEqualTo(Type.BROKER);
		assertThat(cause.reasonCode()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
		assertThat(cause.description())
			.startsWith("The broker refused the connection: return code %d (0x%02X)".formatted(code, code))
			.doesNotContain("TLS");
		assertThat(cause.description().contains("in MQTT 5 it means"))
			.isEqualTo(code >= 0x80 && code != 0x8B && code < 0xA0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			reserved flags          | 2002 0200    | CONNACK with reserved flags 0x02
			all flags               | 2002 ff00    | CONNACK with reserved flags 0xFF
			an answer of MQTT 5     | 2003 0084 00 | mqtt.protocol-version
			a body too short        | 2001 00      | CONNACK with a remaining length of 1; 2 expected
			nothing                 | 2000         | CONNACK with a remaining length of 0; 2 expected
			flags of the header     | 2102 0000    | CONNACK with reserved flags 0x1
			""")
	void aConnackOfMqtt311HasNothingElse(String what, String connack, String told) {
		ConnectionCause cause = attempt(ProtocolVersion.MQTT_3_1_1, connack);
		assertThat(cause.type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause.description()).contains(told).doesNotContain("TLS");
	}

	@ParameterizedTest
	@CsvSource({ "15030300020228,TLS", "c000,TLS", "9003000100,TLS" })
	void whatIsNoMqttBeforeConnackIsStillToldAsThat(String bytes, String told) {
		assertThat(attempt(ProtocolVersion.MQTT_3_1_1, bytes).description()).contains(told);
		assertThat(attempt(ProtocolVersion.MQTT_5, bytes.replace("9003000100", "900400010000")).description())
			.contains(told);
	}

	static Stream<Arguments> wrongCodes() {
		List<Integer> suback = List.of(0, 1, 2, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
		List<Integer> unsuback = List.of(0, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);
		List<Integer> puback = List.of(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
		return Stream.of(Arguments.of("900400%02x00%02x", suback), Arguments.of("b00400%02x00%02x", unsuback),
				Arguments.of("400300%02x%02x", puback), Arguments.of("500300%02x%02x", puback),
				Arguments.of("620300%02x%02x", List.of(0, 0x92)), Arguments.of("700300%02x%02x", List.of(0, 0x92)));
	}

	@ParameterizedTest
	@MethodSource("wrongCodes")
	void onlyTheReasonCodesOfThePacketAreTaken(String packet, List<Integer> allowed) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.reconnect(new ReconnectOptions(Duration.ofMillis(10), Duration.ofMillis(10), 1, 0, Duration.ZERO)));
		client.acceptMqtt5(false);
		for (int code = 0; code < 256; code++) {
			client.forgetHistory();
			client.receive(packet.formatted(99, code));
			assertThat(client.isClosed()).as("0x%02X", code).isEqualTo(!allowed.contains(code));
			if (client.isClosed()) {
				ConnectionCause cause = ((ConnectionEvent.Down) client.events.get(0)).cause();
				assertThat(cause.type()).isEqualTo(Type.PROTOCOL);
				assertThat(cause.reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
				client.pass(Duration.ofMillis(20));
				client.acceptMqtt5(false);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 0x10, 0x11, 0x18, 0x19, 0x7F, 0x91, 0x92, 0xA3, 0xFF })
	void aDisconnectWithAReasonCodeOfAnotherPacketIsAViolation(int code) {
		for (String packet : List.of("e001%02x", "e002%02x00")) {
			VirtualClient client = connected(ProtocolVersion.MQTT_5);
			client.receive(packet.formatted(code));
			assertThat(down(client).type()).isEqualTo(Type.PROTOCOL);
			assertThat(down(client).description()).contains("DISCONNECT with reason code 0x%02X".formatted(code));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 0x80, 0x81, 0x82, 0x83, 0x84, 0x87, 0x89, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93,
			0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2 })
	void aDisconnectOfTheBrokerIsTold(int code) {
		VirtualClient client = connected(ProtocolVersion.MQTT_5);
		client.receive("e001%02x".formatted(code));
		assertThat(down(client).type()).isEqualTo(Type.BROKER);
		assertThat(down(client).reasonCode()).isEqualTo(ReasonCode.of(code));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 0x19, 0x80, 0x8C, 0xFF })
	void anAuthWithAReasonCodeOfAnotherPacketIsAViolation(int code) {
		VirtualClient client = connected(ProtocolVersion.MQTT_5);
		client.receive("f001%02x".formatted(code));
		assertThat(down(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(down(client).description()).contains("AUTH with reason code 0x%02X".formatted(code));
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 0x10, 0x7F, 0x81, 0x8B, 0xFF })
	void aSubackOfMqtt311WithAReservedCodeIsAViolation(int code) {
		VirtualClient client = connected(ProtocolVersion.MQTT_3_1_1);
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), subscribed);
		client.receive("90030001%02x".formatted(code));
		assertThat(down(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(subscribed).isNotDone();
	}

	@Test
	void theAnswersOfMqtt311AreTaken() {
		VirtualClient client = connected(ProtocolVersion.MQTT_3_1_1);
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), subscribed);
		client.receive("9003000180");
		assertThat(subscribed).isCompletedExceptionally();
		CompletableFuture<UnsubscribeResult> unsubscribed = new CompletableFuture<>();
		client.context.subscriptions().unsubscribe(List.of(TopicFilter.of("a")), List.of(), unsubscribed);
		client.receive("b0020002");
		assertThat(unsubscribed).isCompleted();
		assertThat(client.isClosed()).isFalse();
	}

}
