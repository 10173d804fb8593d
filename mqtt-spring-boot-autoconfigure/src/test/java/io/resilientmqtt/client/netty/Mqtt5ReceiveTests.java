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

import io.resilientmqtt.client.Mqtt5Options.ReceiveOverrun;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an MQTT 5 client makes of the messages it receives, and how it answers, byte by
 * byte.
 */
class Mqtt5ReceiveTests extends Mqtt5ReceiverFixture {

	@Test
	void everyPropertyOfAPublishIsRead() {
		receive(client(), "3037" + "000174" + "31" + "0101" + "02ffffffff" + "030003612f62" + "08000172" + "0900020102"
				+ "2600016b000132" + "260001610000" + "2600016b000131" + "0b05" + "0bffffff7f" + "78" + "79");
		assertThat(this.received).singleElement().satisfies((message) -> {
			assertThat(message.payloadAsString()).isEqualTo("xy");
			PublishProperties properties = message.properties();
			assertThat(properties.payloadFormat()).isEqualTo(PayloadFormat.UTF_8);
			assertThat(properties.messageExpiry()).hasSeconds(4294967295L);
			assertThat(properties.contentType()).isEqualTo("a/b");
			assertThat(properties.responseTopic()).isEqualTo("r");
			assertThat(properties.correlationData()).containsExactly(1, 2);
			assertThat(properties.userProperties()).containsExactly(new UserProperty("k", "2"),
					new UserProperty("a", ""), new UserProperty("k", "1"));
			assertThat(properties.subscriptionIdentifiers()).containsExactly(5, 268_435_455);
		});
	}

	@ParameterizedTest
	@CsvSource({ "01010101, PROTOCOL_ERROR", "02000000010200000001, PROTOCOL_ERROR", "030000030000, PROTOCOL_ERROR",
			"0800017208000172, PROTOCOL_ERROR", "090000090000, PROTOCOL_ERROR", "0b00, PROTOCOL_ERROR",
			"0102, MALFORMED_PACKET", "2400, MALFORMED_PACKET", "0300ff61, MALFORMED_PACKET",
			"1f000161, MALFORMED_PACKET" })
	void propertiesThatBreakTheRulesEndTheConnection(String properties, ReasonCode reasonCode) {
		VirtualClient client = client();
		int length = properties.length() / 2;
		receive(client, "30%02x000174%02x%s".formatted(length + 4, length, properties));
		assertViolation(client, reasonCode);
		assertThat(this.received).isEmpty();
	}

	@Test
	void aTopicAliasStandsForTheTopicItWasSetWith() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.topicAliasMaximum(3)));
		receive(client, "3007" + "000161" + "03" + "230001");
		receive(client, "3007" + "000162" + "03" + "230003");
		receive(client, "3006" + "0000" + "03" + "230001");
		receive(client, "300a" + "0000" + "07" + "03000163" + "230003");
		receive(client, "3007" + "000163" + "03" + "230001"); // set anew
		receive(client, "3006" + "0000" + "03" + "230001");
		assertThat(topics()).containsExactly("a", "b", "a", "b", "c", "c");
		assertThat(this.received.get(3).properties().contentType()).isEqualTo("c");
		assertThat(this.received.get(2).properties()).isSameAs(PublishProperties.NONE);
	}

	@Test
	void aTopicAliasDoesNotOutliveItsConnection() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.topicAliasMaximum(3)));
		receive(client, "3007" + "000161" + "03" + "230001");
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt5(true);
		receive(client, "3006" + "0000" + "03" + "230001");
		assertViolation(client, ReasonCode.PROTOCOL_ERROR);
		assertThat(topics()).containsExactly("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "230000", "230004", "23ffff" })
	void aTopicAliasOutOfRangeIsRefused(String alias) {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.topicAliasMaximum(3)));
		receive(client, "3007" + "000161" + "03" + alias);
		assertViolation(client, ReasonCode.TOPIC_ALIAS_INVALID);
	}

	@Test
	void aTopicAliasIsRefusedUnlessAllowed() {
		VirtualClient client = client();
		receive(client, "3007" + "000161" + "03" + "230001");
		assertViolation(client, ReasonCode.TOPIC_ALIAS_INVALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "3003" + "0000" + "00", "3006" + "0000" + "03" + "230002",
			"3009" + "0000" + "06" + "230001230001" })
	void aMessageWithoutATopicIsAProtocolError(String publish) {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.topicAliasMaximum(3)));
		receive(client, "3007" + "000161" + "03" + "230001");
		receive(client, publish);
		assertViolation(client, ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void moreThanTheReceiveMaximumEndsTheConnectionAndIsFollowedByABackOff() {
		VirtualClient client = client(
				(options) -> options.v5((v5) -> v5.receiveMaximum(2).receiveOverrun(ReceiveOverrun.DISCONNECT)));
		client.pass(Duration.ofSeconds(10)); // stable
		receive(client, "3206" + "000174" + "0001" + "00");
		receive(client, "3406" + "000174" + "0002" + "00");
		receive(client, "3004" + "000174" + "00"); // QoS 0 does not count
		assertThat(client.isClosed()).isFalse();
		receive(client, "3206" + "000174" + "0003" + "00");
		assertViolation(client, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
		assertThat(this.received).hasSize(3);
		client.pass(Duration.ofSeconds(1));
		assertThat(client.openedAt()).containsExactly(0L, 10_000L, 10_500L); // the second
																				// is a
																				// look
	}

	@Test
	void theReceiveQuotaComesBackWithPubackPubcompAndARefusingPubrec() {
		VirtualClient client = client(
				(options) -> options.v5((v5) -> v5.receiveMaximum(1).receiveOverrun(ReceiveOverrun.DISCONNECT)));
		for (int i = 0; i < 3; i++) {
			receive(client, "3206" + "000174" + "0001" + "00");
			this.acknowledgements.get(this.acknowledgements.size() - 1).acknowledge();
			client.runTasks();
			assertThat(client.sent()).isEqualTo("40020001");
			receive(client, "3406" + "000174" + "0001" + "00");
			this.acknowledgements.get(this.acknowledgements.size() - 1).acknowledge();
			client.runTasks();
			assertThat(client.sent()).isEqualTo("50020001");
			receive(client, "6202" + "0001");
			assertThat(client.sent()).isEqualTo("70020001");
			receive(client, "3406" + "000174" + "0001" + "00");
			this.acknowledgements.get(this.acknowledgements.size() - 1).reject(ReasonCode.UNSPECIFIED_ERROR, null);
			client.runTasks();
			assertThat(client.sent()).isEqualTo("5003000180");
		}
		assertThat(client.isClosed()).isFalse();
		assertThat(this.received).hasSize(9);
	}

	@Test
	void theReceiveQuotaDoesNotComeBackWithPubrec() {
		VirtualClient client = client(
				(options) -> options.v5((v5) -> v5.receiveMaximum(1).receiveOverrun(ReceiveOverrun.DISCONNECT)));
		receive(client, "3406" + "000174" + "0001" + "00");
		this.acknowledgements.get(0).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("50020001");
		receive(client, "3206" + "000174" + "0002" + "00");
		assertViolation(client, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
	}

	@Test
	void aBrokerThatSendsMoreIsReadNoFurtherThanTheReceiveMaximum() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.receiveMaximum(2)));
		String publishes = "3206" + "000174" + "0001" + "00" + "3406" + "000174" + "0002" + "00" + "3004" + "000174"
				+ "00" + "3206" + "000174" + "0003" + "00" + "3206" + "000174" + "0004" + "00" + "3004" + "000174"
				+ "00";
		receive(client, publishes);
		assertThat(this.received).hasSize(3);
		this.acknowledgements.get(1).acknowledge(); // not the first
		client.runTasks();
		assertThat(this.received).hasSize(3);
		this.acknowledgements.get(0).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("40020001" + "50020002");
		assertThat(this.received).hasSize(6);
		receive(client, "6202" + "0002");
		assertThat(client.sent()).isEqualTo("70020002");
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void whatNobodyReceivesOrIsLeftToTheBrokerDoesNotStopTheReading() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.receiveMaximum(1)), "t");
		receive(client, "3206" + "000178" + "0001" + "00" + "3206" + "000178" + "0002" + "00" + "3206" + "000174"
				+ "0003" + "00" + "3206" + "000174" + "0004" + "00");
		client.runTasks();
		assertThat(client.sent()).isEqualTo("40020001" + "40020002");
		this.acknowledgements.get(0).abandon();
		client.runTasks();
		assertThat(this.received).hasSize(2);
	}

	@Test
	void aMessageIsRefusedWithReasonAndPropertiesInTheOrderOfArrival() {
		VirtualClient client = client();
		receive(client, "3206" + "000174" + "0001" + "00");
		receive(client, "3206" + "000174" + "0002" + "00");
		receive(client, "3206" + "000174" + "0003" + "00");
		this.acknowledgements.get(1)
			.reject(ReasonCode.QUOTA_EXCEEDED, "full", new UserProperty("k", "2"), new UserProperty("k", "1"));
		this.acknowledgements.get(2).reject(ReasonCode.PAYLOAD_FORMAT_INVALID, null);
		client.runTasks();
		assertThat(client.sent()).isEmpty();
		this.acknowledgements.get(0).acknowledge();
		this.acknowledgements.get(1).acknowledge(); // comes too late
		client.runTasks();
		assertThat(client.sent()).isEqualTo("40020001" + "4019" + "0002" + "97" + "15" + "1f0004" + hex("full")
				+ "2600016b000132" + "2600016b000131" + "4003" + "0003" + "99");
	}

	@Test
	void aRefusedQoS2ExchangeIsOverAndItsIdentifierMayComeWithANewMessage() {
		VirtualClient client = client();
		receive(client, "3407" + "000174" + "0001" + "00" + "31");
		this.acknowledgements.get(0).reject(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "no");
		client.runTasks();
		assertThat(client.sent()).isEqualTo("5009" + "0001" + "83" + "05" + "1f0002" + hex("no"));
		receive(client, "3407" + "000174" + "0001" + "00" + "32");
		assertThat(this.received).extracting(MqttMessage::payloadAsString).containsExactly("1", "2");
		this.acknowledgements.get(1).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("50020001");
		receive(client, "3407" + "000174" + "0001" + "00" + "32"); // again
		assertThat(this.received).hasSize(2);
		assertThat(client.sent()).isEqualTo("50020001");
	}

	@Test
	void whenOneOfSeveralReceiversRefusesAMessageItIsRefused() {
		VirtualClient client = client((options) -> {
		}, "t", "+");
		receive(client, "3206" + "000174" + "0001" + "00");
		this.acknowledgements.get(0).reject(ReasonCode.NOT_AUTHORIZED, null);
		client.runTasks();
		assertThat(client.sent()).isEmpty();
		this.acknowledgements.get(1).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4003000187");
	}

	@Test
	void whenOneOfSeveralReceiversLeavesAMessageToTheBrokerItIsNotRefused() {
		VirtualClient client = client((options) -> {
		}, "t", "+");
		receive(client, "3206" + "000174" + "0001" + "00");
		this.acknowledgements.get(0).reject(ReasonCode.NOT_AUTHORIZED, null);
		this.acknowledgements.get(1).abandon();
		client.runTasks();
		assertThat(client.sent()).isEmpty();
	}

	@Test
	void underMqtt311ARefusedMessageIsAcknowledged() {
		VirtualClient client = client((options) -> options.protocolVersion(ProtocolVersion.MQTT_3_1_1));
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt();
		receive(client, "3205" + "000174" + "0001");
		receive(client, "3405" + "000174" + "0002");
		this.acknowledgements.get(0).reject(ReasonCode.QUOTA_EXCEEDED, "full");
		this.acknowledgements.get(1).reject(ReasonCode.QUOTA_EXCEEDED, "full");
		client.runTasks();
		assertThat(client.sent()).isEqualTo("40020001" + "50020002");
		receive(client, "6202" + "0002");
		assertThat(client.sent()).isEqualTo("70020002");
	}

	@Test
	void whatIsTooLongForTheBrokerIsLeftOutOfARefusal() {
		VirtualClient client = client();
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt5(false, 0x27, 0, 0, 0, 14); // Maximum Packet Size
		receive(client, "3206" + "000174" + "0001" + "00");
		receive(client, "3206" + "000174" + "0002" + "00");
		this.acknowledgements.get(0).reject(ReasonCode.QUOTA_EXCEEDED, "full", new UserProperty("k", "v"));
		this.acknowledgements.get(1).reject(ReasonCode.QUOTA_EXCEEDED, "too full");
		client.runTasks();
		assertThat(client.sent())
			.isEqualTo("400b" + "0001" + "97" + "07" + "1f0004" + hex("full") + "4003" + "0002" + "97");
	}

	@Test
	void pubrelOfAnUnknownIdentifierIsAnsweredByPubcompThatSaysSo() {
		VirtualClient client = client();
		receive(client, "6202" + "0007");
		assertThat(client.sent()).isEqualTo("7003000792");
		receive(client, "6203" + "0007" + "92");
		assertThat(client.sent()).isEqualTo("7003000792");
		assertThat(client.context.counters().unknownAcks()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "30", "40", "90", "d0", "e0", "f0" })
	void aPacketTooLongIsRefusedByItsHeaderBeforeMemoryIsSetAside(String firstByte) {
		VirtualClient client = client((options) -> options.maximumPacketSize(1024));
		receive(client, firstByte + "fe07"); // 3 and 1,022 bytes
		assertViolation(client, ReasonCode.PACKET_TOO_LARGE);
		assertThat(client.buffersInUse()).isZero();
	}

	@Test
	void aPacketAsLongAsAllowedIsTaken() {
		VirtualClient client = client((options) -> options.maximumPacketSize(1024));
		receive(client, "30fd07" + "000174" + "00" + "78".repeat(1017));
		assertThat(this.received).singleElement()
			.satisfies((message) -> assertThat(message.payloadSize()).isEqualTo(1017));
	}

}
