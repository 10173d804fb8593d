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

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.codec.AllowedReasonCodes;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A publication that was the oldest unanswered when two connections were closed: for what
 * it is given up on the third, and for what it is not.
 */
class PoisonMessageProbeTests extends PoisonMessageProbeFixture {

	/** What the server may say of a message that it does not want. */
	private static final Set<ReasonCode> OF_A_MESSAGE = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
			ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_NAME_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.QUOTA_EXCEEDED, ReasonCode.PAYLOAD_FORMAT_INVALID, ReasonCode.RETAIN_NOT_SUPPORTED,
			ReasonCode.QOS_NOT_SUPPORTED);

	private static void fail(VirtualClient client, Throwable failure) {
		client.channel().pipeline().fireExceptionCaught(failure);
		client.runTasks();
	}

	private static String hex(ReasonCode reasonCode) {
		return "%02x".formatted(reasonCode.value());
	}

	@ParameterizedTest
	@EnumSource
	void itsPartsAreSentOneByOneBehindAPing(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> behind = client.publish(QoS.AT_LEAST_ONCE);
		client.pass(Duration.ofMillis(300));
		assertThat(client.sent()).isEmpty();
		client.receive(PINGRESP);
		String v5 = (version == ProtocolVersion.MQTT_5) ? "00" : "";
		assertThat(client.sent()).isEqualTo(v5.isEmpty() ? "3a06" : "3a07");
		client.pass(Duration.ofMillis(590));
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(10));
		assertThat(client.sent()).isEqualTo("0001740001" + v5);
		client.pass(Duration.ofMillis(600));
		assertThat(client.sent()).isEqualTo("78");
		client.receive("40020001");
		assertThat(publish).isCompletedWithValue(PublishResult.SUCCESS);
		assertThat(client.sent()).as("the next at once").startsWith("32");
		client.receive("40020002");
		assertThat(behind).isCompletedWithValue(PublishResult.SUCCESS);
	}

	static Stream<Arguments> parts() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> Stream.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)
				.flatMap((qos) -> Stream.of(0, 1, 2, 10).map((parts) -> Arguments.of(version, qos, parts))));
	}

	@ParameterizedTest
	@MethodSource("parts")
	void aServerThatClosesUponAnyPartOfItRefusesIt(ProtocolVersion version, QoS qos, int part) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, qos);
		client.receive(PINGRESP);
		client.pass(Duration.ofMillis(100).multipliedBy(part));
		client.closeConnection();
		assertRefused(publish);
	}

	static Stream<ReasonCode> reasons() {
		return Stream.of(ReasonCode.values())
			.filter((reason) -> AllowedReasonCodes.contain(PacketType.DISCONNECT, reason.value()));
	}

	@ParameterizedTest
	@MethodSource("reasons")
	void aDisconnectRefusesItIfItsReasonMayBeAMessage(ReasonCode reason) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		CompletableFuture<PublishResult> publish = suspect(client, ProtocolVersion.MQTT_5, QoS.AT_LEAST_ONCE);
		client.receive(PINGRESP);
		client.receive("e001" + hex(reason));
		if (OF_A_MESSAGE.contains(reason)) {
			assertRefused(publish);
		}
		else {
			assertSpared(client, ProtocolVersion.MQTT_5, publish);
		}
	}

	@ParameterizedTest
	@MethodSource("reasons")
	void nothingIsSuspectAfterAReasonThatCantBeItsOwn(ReasonCode reason) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		accept(client, ProtocolVersion.MQTT_5, false);
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 2; i++) {
			client.receive("e001" + hex(reason));
			awaitAttempt(client);
			accept(client, ProtocolVersion.MQTT_5, true);
		}
		assertThat(client.sent()).startsWith(OF_A_MESSAGE.contains(reason) ? PINGREQ : "3a07");
		assertThat(publish).isNotDone();
	}

	static Stream<Arguments> failures() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> Stream
				.of(new SocketException("Connection reset"), new IOException("Connection reset by peer"),
						new IOException("Broken pipe"), new SSLException("Received fatal alert: internal_error"),
						new IllegalStateException("ours"))
				.flatMap((failure) -> Stream.of(0, 1, 2).map((part) -> Arguments.of(version, failure, part))));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aConnectionThatFailsRefusesNothing(ProtocolVersion version, Throwable failure, int part) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.receive(PINGRESP);
		client.pass(Duration.ofMillis(100).multipliedBy(part));
		fail(client, failure);
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void whoDoesNotAnswerRefusesNothing(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.receive(PINGRESP);
		client.pass(Duration.ofSeconds(60));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.board.status().cause()).extracting(ConnectionCause::type)
			.isEqualTo(ConnectionCause.Type.TIMEOUT);
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void whoBreaksTheProtocolRefusesNothing(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.receive(PINGRESP);
		client.sent();
		client.receive("c000");
		assertThat(client.sent()).as("the rest before the end").startsWith("0001740001");
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void whoClosesBeforeItWasSentRefusesNothing(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.closeConnection();
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void oneThatIsReceivedByPubrecIsNotToBlameForWhatFollows(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.EXACTLY_ONCE);
		client.receive(PINGRESP);
		client.pass(Duration.ofMillis(310));
		client.receive("50020001");
		assertThat(client.sent()).endsWith("62020001");
		client.closeConnection();
		assertThat(publish).isNotDone();
		awaitAttempt(client);
		accept(client, version, true);
		assertThat(client.sent()).startsWith("62020001");
		client.receive("70020001");
		assertThat(publish).isCompletedWithValue(PublishResult.SUCCESS);
	}

}
