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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements of the MQTT 5 specification that no other test is about; all of them are in
 * mqtt5-statements.txt.
 */
class Mqtt5StatementsTests {

	private static final String ACCEPTED = "2003000000";

	private final List<MqttMessage> received = new ArrayList<>();

	private final List<DeliveryReceipt> acknowledgements = new ArrayList<>();

	private static VirtualClient client(Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient((options) -> {
			options.protocolVersion(ProtocolVersion.MQTT_5).clientId("client").clean(false).cleanInit(false);
			customizer.accept(options);
		});
		client.accept();
		client.sent();
		return client;
	}

	private static VirtualClient connected(Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = client(customizer);
		client.receive(ACCEPTED);
		assertThat(client.connected).isCompleted();
		return client;
	}

	private static VirtualClient connected() {
		return connected((options) -> {
		});
	}

	private static void resume(VirtualClient client) {
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.accept();
		client.sent();
		client.receive("2003010000");
	}

	private void receive(VirtualClient client) {
		Receiver receiver = Receiver.of("test", List.of("#"), (message, acknowledgement) -> {
			this.received.add(message);
			this.acknowledgements.add(acknowledgement);
		});
		client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
		}, () -> {
		}));
	}

	private static ConnectionCause cause(VirtualClient client) {
		ConnectionEvent last = client.events.get(client.events.size() - 1);
		return (last instanceof ConnectionEvent.Down down) ? down.cause()
				: ((ConnectionEvent.ConnectFailed) last).cause();
	}

	private static void assertViolation(VirtualClient client, ReasonCode reasonCode) {
		assertThat(client.isClosed()).isTrue();
		assertThat(client.sent()).isEqualTo("e002%02x00".formatted(reasonCode.value()));
		assertThat(cause(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause(client).reasonCode()).isEqualTo(reasonCode);
	}

	@Test
	void aByteOrderMarkIsKept() {
		VirtualClient client = connected();
		receive(client);
		client.publish(MqttMessage.builder("\uFEFFa").build());
		assertThat(client.sent()).isEqualTo("3007" + "0004efbbbf61" + "00");
		client.receive("3007" + "0004efbbbf61" + "00");
		assertThat(this.received).singleElement().extracting(MqttMessage::topic).isEqualTo("\uFEFFa");
	}

	@ParameterizedTest
	@CsvSource({ "127, 7f", "128, 8001", "16383, ff7f", "16384, 808001", "2097151, ffff7f", "2097152, 80808001" })
	void aRemainingLengthTakesAsFewBytesAsPossible(int remaining, String length) {
		VirtualClient client = connected();
		client.publish(MqttMessage.builder("t").payload(new byte[remaining - 4]).build());
		assertThat(client.sent()).startsWith("30" + length + "000174" + "00")
			.hasSize(2 * (1 + length.length() / 2 + remaining));
	}

	@ParameterizedTest
	@CsvSource({ "127, 7f", "128, 8001", "16383, ff7f", "16384, 808001" })
	void aPropertyLengthTakesAsFewBytesAsPossible(int properties, String length) {
		VirtualClient client = connected();
		client.publish(MqttMessage.builder("t").contentType("c".repeat(properties - 3)).build());
		assertThat(client.sent()).contains("000174" + length + "03%04x63".formatted(properties - 3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "91040001" + "0000", "b2040001" + "0000", "d100", "e100", "e8028b00", "f1021800",
			"41020001", "52020001", "60020001", "72020001", "38040001" + "7400" })
	void flagsThatAreReservedAreMalformed(String packet) {
		VirtualClient client = connected();
		client.receive(packet);
		assertViolation(client, ReasonCode.MALFORMED_PACKET);
	}

	@Test
	void flagsThatAreReservedAreMalformedInConnack() {
		VirtualClient client = client((options) -> {
		});
		client.receive("2103000000");
		assertThat(cause(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(cause(client).reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET);
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void connectIsSentOnceOnAConnection() {
		VirtualClient client = connected();
		client.supervisor.connect(new CompletableFuture<>());
		client.pass(Duration.ofSeconds(1));
		assertThat(client.sent()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3004" + "000174" + "00", "40020001", "62020001", "90040001" + "0000", "d000", "e000" })
	void nothingIsTakenBeforeConnack(String packet) {
		VirtualClient client = client((options) -> {
		});
		receive(client);
		client.receive(packet);
		assertThat(client.isClosed()).isTrue();
		assertThat(cause(client).type()).isEqualTo(Type.PROTOCOL);
		assertThat(client.sent()).isEmpty();
		assertThat(this.received).isEmpty();
	}

	@Test
	void aSecondConnackIsAProtocolError() {
		VirtualClient client = connected();
		client.receive(ACCEPTED);
		assertViolation(client, ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void aRefusalAndADisconnectCloseTheConnection() {
		VirtualClient client = client((options) -> {
		});
		client.receive("2003008700");
		assertThat(client.isClosed()).isTrue();
		assertThat(client.sent()).isEmpty();
		VirtualClient other = connected();
		other.receive("e0028b00");
		assertThat(other.isClosed()).isTrue();
		assertThat(other.sent()).isEmpty();
	}

	@Test
	void aSessionOfAnEarlierProcessIsTakenOver() {
		VirtualClient client = client((options) -> {
		});
		client.receive("2003010000");
		assertThat(client.connected.join().sessionPresent()).isTrue();
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void theServerKeepAliveIsKept() {
		VirtualClient client = client((options) -> options.keepAlive(Duration.ofSeconds(60)));
		client.receive("2006000003" + "130008");
		client.pass(Duration.ofMillis(1_990));
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(client.sent()).isEqualTo("c000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4008" + "000100" + "041f000161", "620b" + "000100" + "072600016b000176",
			"9008" + "0001" + "041f000161" + "00", "b00b" + "0001" + "072600016b000176" + "00",
			"f006" + "18" + "041f000161" })
	void problemInformationNotAskedForIsAProtocolError(String packet) {
		VirtualClient client = connected((options) -> options.v5((v5) -> v5.requestProblemInformation(false)));
		client.receive(packet);
		assertViolation(client, ReasonCode.PROTOCOL_ERROR);
		assertThat(cause(client).description()).contains("mqtt.v5.request-problem-information");
	}

	@Test
	void connackPublishAndDisconnectMayHaveItAllTheSame() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.requestProblemInformation(false)));
		receive(client);
		client.receive("2007000004" + "1f000161");
		client.receive("300b" + "000174" + "072600016b000176");
		assertThat(this.received).hasSize(1);
		client.receive("e006" + "8b" + "041f000161");
		assertThat(cause(client).type()).isEqualTo(Type.BROKER);
		assertThat(cause(client).reasonString()).isEqualTo("a");
	}

	@Test
	void subackHasAReasonCodeForEachFilter() {
		VirtualClient client = connected();
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), new CompletableFuture<>());
		client.sent();
		client.receive("9005" + "0001" + "00" + "0101");
		assertViolation(client, ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void withoutFiltersNothingIsSent() {
		VirtualClient client = connected();
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(), subscribed);
		client.context.subscriptions().unsubscribe(List.of(), List.of(), new CompletableFuture<>());
		client.runTasks();
		assertThat(client.sent()).isEmpty();
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void theDupFlagOfWhatWasReceivedIsNotPassedOn() {
		VirtualClient client = connected();
		receive(client);
		client.receive("3a06" + "000174" + "0007" + "00");
		assertThat(this.received.get(0).duplicate()).isTrue();
		assertThat(this.received.get(0).packetId()).isEqualTo(7);
		client.publish(this.received.get(0));
		assertThat(client.sent()).isEqualTo("3206" + "000174" + "0001" + "00");
	}

	@Test
	void anIdentifierStandsForANewMessageAfterPubackWhateverTheDupFlagSays() {
		VirtualClient client = connected();
		receive(client);
		for (int i = 0; i < 2; i++) {
			client.receive("3a06" + "000174" + "0007" + "00");
			this.acknowledgements.get(i).acknowledge();
			client.runTasks();
			assertThat(client.sent()).isEqualTo("40020007");
		}
		assertThat(this.received).hasSize(2);
	}

	@Test
	void pubrecsLeaveInTheOrderOfArrival() {
		VirtualClient client = connected();
		receive(client);
		for (int id = 1; id <= 3; id++) {
			client.receive("3406" + "000174" + "000" + id + "00");
		}
		this.acknowledgements.get(2).acknowledge();
		this.acknowledgements.get(1).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEmpty();
		this.acknowledgements.get(0).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("50020001" + "50020002" + "50020003");
	}

	@Test
	void pubrelsLeaveInTheOrderOfThePubrecs() {
		VirtualClient client = connected();
		client.publish(QoS.EXACTLY_ONCE);
		client.publish(QoS.EXACTLY_ONCE);
		client.sent();
		client.receive("50020002" + "50020001");
		assertThat(client.sent()).isEqualTo("62020002" + "62020001");
	}

	@Test
	void whatIsTooLongForTheBrokerIsLeftOutOfPubrec() {
		VirtualClient client = client((options) -> {
		});
		receive(client);
		client.receive("2008000005" + "270000000e"); // Maximum Packet Size 14
		client.receive("3406" + "000174" + "0001" + "00");
		client.receive("3406" + "000174" + "0002" + "00");
		this.acknowledgements.get(0).reject(ReasonCode.QUOTA_EXCEEDED, "full", new UserProperty("k", "v"));
		this.acknowledgements.get(1).reject(ReasonCode.QUOTA_EXCEEDED, "too full");
		client.runTasks();
		assertThat(client.sent()).isEqualTo("500b" + "0001" + "97" + "07" + "1f000466756c6c" + "5003" + "0002" + "97");
	}

	@Test
	void whatWasSentDoesNotExpire() {
		VirtualClient client = connected((options) -> options.publish(
				new PublishOptions(10, 1000, PublishOptions.Overflow.FAIL, Duration.ZERO, Duration.ofSeconds(1), 10)));
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		client.pass(Duration.ofSeconds(8));
		client.sent();
		resume(client);
		assertThat(client.sent()).isEqualTo("3c07" + "000174" + "0001" + "00" + "78");
		assertThat(future).isNotDone();
	}

	@Test
	void whatWasRefusedIsNotSentAgain() {
		VirtualClient client = connected();
		client.publish(QoS.AT_LEAST_ONCE);
		client.publish(QoS.EXACTLY_ONCE);
		client.sent();
		client.receive("4003" + "0001" + "97" + "5003" + "0002" + "97");
		resume(client);
		assertThat(client.sent()).isEmpty();
	}

	@Test
	void nothingIsSentAfterDisconnect() {
		VirtualClient client = connected();
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, new CompletableFuture<>());
		client.publish(QoS.AT_MOST_ONCE);
		client.pass(Duration.ofSeconds(60));
		assertThat(client.sent()).isEqualTo("e000");
		assertThat(client.isClosed()).isTrue();
	}

}
