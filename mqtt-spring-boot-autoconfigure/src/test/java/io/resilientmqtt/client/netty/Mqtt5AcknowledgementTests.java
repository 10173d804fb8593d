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
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an MQTT 5 client makes of the acknowledgements of what it has published.
 */
class Mqtt5AcknowledgementTests {

	private static VirtualClient connected(int... connackProperties) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.clientId("client")
			.clean(false)
			.cleanInit(false));
		client.acceptMqtt5(false, connackProperties);
		return client;
	}

	private static void reconnect(VirtualClient client, int... connackProperties) {
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt5(true, connackProperties);
	}

	private static MqttPublishException failure(CompletableFuture<PublishResult> future) {
		assertThat(future).isCompletedExceptionally();
		return (MqttPublishException) future.handle((result, failure) -> failure).join();
	}

	private static ConnectionEvent.Down down(VirtualClient client) {
		return client.events.stream()
			.filter(ConnectionEvent.Down.class::isInstance)
			.map(ConnectionEvent.Down.class::cast)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void pubackTellsReasonCodeReasonStringAndUserProperties() {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> future = client.publish(QoS.AT_LEAST_ONCE);
		client.receive(0x40, 22, 0, 1, 0x10, 18, 0x26, 0, 1, 'k', 0, 1, '2', 0x1F, 0, 1, 'r', 0x26, 0, 1, 'k', 0, 1,
				'1');
		assertThat(future).isCompletedWithValue(new PublishResult(ReasonCode.NO_MATCHING_SUBSCRIBERS, "r",
				List.of(new UserProperty("k", "2"), new UserProperty("k", "1"))));
	}

	@Test
	void pubrecTellsWhatBecameOfTheMessageAndPubcompAddsToIt() {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		client.sent();
		client.receive(0x50, 11, 0, 1, 0x10, 7, 0x26, 0, 1, 'k', 0, 1, '1');
		assertThat(client.sent()).isEqualTo("62020001");
		reconnect(client);
		client.receive(0x70, 15, 0, 1, 0, 11, 0x1F, 0, 1, 'r', 0x26, 0, 1, 'k', 0, 1, '2');
		assertThat(future).isCompletedWithValue(new PublishResult(ReasonCode.NO_MATCHING_SUBSCRIBERS, "r",
				List.of(new UserProperty("k", "1"), new UserProperty("k", "2"))));
	}

	@Test
	@Behaviour("S33")
	void pubrecWithAnErrorEndsTheExchangeAndFreesTheIdentifier() {
		VirtualClient client = connected(0x21, 0, 1); // Receive Maximum
		CompletableFuture<PublishResult> first = client.publish(QoS.EXACTLY_ONCE);
		client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo("340700017400010078");
		client.receive(0x50, 9, 0, 1, 0x97, 5, 0x1F, 0, 2, 'n', 'o');
		assertThat(failure(first).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
		assertThat(failure(first)).hasMessageContaining("no");
		assertThat(client.sent()).isEqualTo("320700017400020078");
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	@Behaviour("S33")
	void aRefusalTellsReasonStringAndUserProperties() {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> future = client.publish(QoS.AT_LEAST_ONCE);
		client.receive(0x40, 22, 0, 1, 0x97, 18, 0x26, 0, 1, 'k', 0, 1, '2', 0x1F, 0, 1, 'r', 0x26, 0, 1, 'k', 0, 1,
				'1');
		assertThat(failure(future).reasonString()).isEqualTo("r");
		assertThat(failure(future).userProperties()).containsExactly(new UserProperty("k", "2"),
				new UserProperty("k", "1"));
	}

	@Test
	void pubrelMayHaveAReasonStringAndUserProperties() {
		VirtualClient client = connected();
		client.receive(0x34, 6, 0, 1, 't', 0, 7, 0);
		client.sent();
		client.receive(0x62, 15, 0, 7, 0, 11, 0x1F, 0, 1, 'r', 0x26, 0, 1, 'k', 0, 1, '2');
		assertThat(client.sent()).isEqualTo("70020007");
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void pubcompThatNoLongerKnowsTheIdentifierIsSuccess() {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		client.receive(0x50, 2, 0, 1);
		reconnect(client);
		client.receive(0x70, 3, 0, 1, 0x92);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
	}

	@Test
	void aSecondPubrecWithAnErrorDoesNotUndoTheFirst() {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		client.receive(0x50, 2, 0, 1);
		client.receive(0x50, 3, 0, 1, 0x97);
		assertThat(future).isNotDone();
		client.receive(0x70, 2, 0, 1);
		assertThat(future).isCompletedWithValue(PublishResult.SUCCESS);
	}

	@Test
	void pubrecOfAnUnknownIdentifierIsAnsweredByPubrelThatSaysSo() {
		VirtualClient client = connected();
		client.receive(0x50, 2, 0, 9);
		assertThat(client.sent()).isEqualTo("6203000992");
		VirtualClient client311 = new VirtualClient((options) -> {
		});
		client311.acceptMqtt();
		client311.receive(0x50, 2, 0, 9);
		assertThat(client311.sent()).isEqualTo("62020009");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4001", "4092", "409a", "5092", "5018", "6210", "6280", "7010", "7080", "40ff" })
	void aReasonCodeThatTheAcknowledgementCannotHaveIsAProtocolError(String firstByteAndCode) {
		VirtualClient client = connected();
		byte[] bytes = HexFormat.of().parseHex(firstByteAndCode);
		client.receive(bytes[0], 3, 0, 1, bytes[1]);
		assertThat(client.isClosed()).isTrue();
		assertThat(client.sent()).isEqualTo("e0028200");
		assertThat(down(client).cause().type()).isEqualTo(Type.PROTOCOL);
		assertThat(down(client).cause().reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99 })
	void everyReasonCodeOfPubackAndPubrecIsTaken(int code) {
		VirtualClient client = connected();
		CompletableFuture<PublishResult> first = client.publish(QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> second = client.publish(QoS.EXACTLY_ONCE);
		client.receive(0x40, 3, 0, 1, code);
		client.receive(0x50, 3, 0, 2, code);
		client.receive(0x70, 3, 0, 2, 0);
		assertThat(client.isClosed()).isFalse();
		assertThat(first).isDone();
		assertThat(second).isDone();
		if (code >= 0x80) {
			assertThat(failure(first).reasonCode()).isEqualTo(ReasonCode.of(code));
			assertThat(failure(second).reasonCode()).isEqualTo(ReasonCode.of(code));
		}
		else {
			assertThat(first.join().reasonCode()).isEqualTo(ReasonCode.of(code));
			assertThat(second.join().reasonCode()).isEqualTo(ReasonCode.of(code));
		}
	}

	@Test
	void aReasonStringTwiceIsAProtocolError() {
		VirtualClient client = connected();
		client.receive(0x40, 12, 0, 1, 0, 8, 0x1F, 0, 1, 'a', 0x1F, 0, 1, 'b');
		assertThat(client.sent()).isEqualTo("e0028200");
	}

	@Test
	void aFullWindowHoldsUpNothingButPublicationsThatCount() {
		VirtualClient client = connected(0x21, 0, 1); // Receive Maximum
		client.publish(QoS.AT_LEAST_ONCE);
		client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo("320700017400010078");
		client.receive(0x62, 2, 0, 7);
		assertThat(client.sent()).isEqualTo("7003000792");
		client.pass(Duration.ofSeconds(16));
		assertThat(client.sent()).isEqualTo("c000");
		client.receive(0xD0, 0);
		client.receive(0x40, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("320700017400020078");
	}

	@Test
	@Behaviour("S33")
	void aRefusalIsNamedByItsReasonCode() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> AckReason.refusal(ReasonCode.SUCCESS, ReasonProperties.NONE))
			.withMessageContaining("success (0x00)");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> AckReason.refusal(ReasonCode.PACKET_TOO_LARGE, ReasonProperties.NONE))
			.withMessageContaining("QUOTA_EXCEEDED");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> ReasonProperties.of("\u0000"))
			.withMessageContaining("reasonString");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> ReasonProperties.of(null, new UserProperty("k", "\uD800")))
			.withMessageContaining("user property value");
	}

}
