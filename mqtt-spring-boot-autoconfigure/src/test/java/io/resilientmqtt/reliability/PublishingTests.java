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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Publishing through all that can happen to a connection.
 */
class PublishingTests extends ScriptedBrokerFixture {

	private List<Packet> publishes() {
		return this.broker.received(MqttMessageType.PUBLISH);
	}

	@ParameterizedTest
	@MethodSource
	@Behaviour("S1")
	void whatIsNoTopicIsRefused(String topic) {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.publish(topic, new byte[0], QoS.AT_LEAST_ONCE, false));
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("t").responseTopic(topic).build());
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder(topic).build());
	}

	static Stream<String> whatIsNoTopicIsRefused() {
		return Stream.of("", "a/+", "a/#", "#", "a\u0000b", "a".repeat(65_536), "ä".repeat(32_768), "\uD800");
	}

	@ParameterizedTest
	@MethodSource
	@Behaviour("S1")
	void whatIsNoTopicFilterIsRefused(String filter) {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		assertThatIllegalArgumentException().isThrownBy(() -> Subscription.of(filter, QoS.AT_LEAST_ONCE));
		assertThatIllegalArgumentException().isThrownBy(() -> client.unsubscribe(filter));
		assertThatIllegalArgumentException().isThrownBy(() -> client.onMessage(filter, (message) -> {
		}));
	}

	static Stream<String> whatIsNoTopicFilterIsRefused() {
		return Stream.of("", "a/#/b", "a#", "a+/b", "a\u0000b", "a".repeat(65_536), "ä".repeat(32_768), "\uD800",
				"$share/a", "$share//a");
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S37")
	void megabytesAndTopicsOfAnyLanguageArriveAsTheyWereSent(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		AtomicReference<MqttMessage> received = new AtomicReference<>();
		client.onMessage("größe/€/+", received::set);
		get(client.subscribe(Subscription.of("größe/€/+", QoS.EXACTLY_ONCE)));
		byte[] payload = new byte[3 << 20];
		Arrays.fill(payload, (byte) 'x');
		payload[payload.length - 1] = 'y';
		get(client.publish("größe/€/\uD83D\uDE00", payload, QoS.EXACTLY_ONCE, false));
		eventually(() -> assertThat(received.get()).isNotNull());
		assertThat(received.get().topic()).isEqualTo("größe/€/\uD83D\uDE00");
		assertThat(received.get().payload()).isEqualTo(payload);
		assertThat(publishes()).extracting((packet) -> packet.topics().get(0)).containsExactly("größe/€/\uD83D\uDE00");
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S6")
	void whatABrokerWithTheSessionHasNotAcknowledgedIsSentAgainInOrder(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		this.broker.drop(MqttMessageType.PUBLISH, 3);
		List<CompletableFuture<PublishResult>> futures = List.of(publish(client, "1", QoS.AT_LEAST_ONCE),
				publish(client, "2", QoS.EXACTLY_ONCE), publish(client, "3", QoS.AT_LEAST_ONCE));
		eventually(() -> assertThat(publishes()).hasSize(3));
		this.broker.closeConnections();
		futures.forEach(ScriptedBrokerFixture::get);
		assertThat(payloads()).containsExactly("1", "2", "3", "1", "2", "3");
		assertThat(publishes().subList(3, 6)).allMatch(Packet::dup).allMatch((packet) -> packet.connection() == 2);
		assertThat(publishes().subList(3, 6)).extracting(Packet::id)
			.isEqualTo(publishes().subList(0, 3).stream().map(Packet::id).toList());
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S6")
	void aBrokerThatLostTheSessionGetsTheMessagesAnew(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		this.broker.drop(MqttMessageType.PUBLISH, 2);
		List<CompletableFuture<PublishResult>> futures = List.of(publish(client, "1", QoS.AT_LEAST_ONCE),
				publish(client, "2", QoS.AT_LEAST_ONCE));
		eventually(() -> assertThat(publishes()).hasSize(2));
		this.broker.loseSessions();
		this.broker.closeConnections();
		futures.forEach(ScriptedBrokerFixture::get);
		assertThat(payloads()).containsExactly("1", "2", "1", "2");
		assertThat(publishes()).noneMatch(Packet::dup);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S6")
	void pubrelIsSentAgainNotThePublish(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		this.broker.closeBefore(MqttMessageType.PUBREL);
		get(publish(client, "1", QoS.EXACTLY_ONCE));
		assertThat(publishes()).hasSize(1);
		assertThat(this.broker.received(MqttMessageType.PUBREL)).extracting(Packet::connection).containsExactly(1, 2);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S14")
	void afterAReconnectAnIdentifierIsKeptWithTheSessionAndFreshWithoutIt(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		this.broker.drop(MqttMessageType.PUBLISH, 2);
		CompletableFuture<PublishResult> future = publish(client, "1", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(publishes()).hasSize(1));
		this.broker.closeConnections();
		eventually(() -> assertThat(publishes()).hasSize(2));
		this.broker.loseSessions();
		this.broker.closeConnections();
		get(future);
		assertThat(publishes()).extracting(Packet::dup).containsExactly(false, true, false);
		assertThat(publishes().get(1).id()).isEqualTo(publishes().get(0).id());
		assertThat(publishes().get(2).id()).isNotEqualTo(publishes().get(0).id());
	}

	@Test
	@Behaviour("S8")
	void unknownAndDuplicateAcknowledgementsAreIgnoredAndCounted() {
		this.broker.on(MqttMessageType.PUBLISH, (connection, packet) -> {
			int id = ((MqttPublishMessage) packet).variableHeader().packetId();
			connection.ack(MqttMessageType.PUBACK, id);
			connection.ack(MqttMessageType.PUBACK, id);
			connection.ack(MqttMessageType.PUBACK, 4711);
		});
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		get(publish(client, "2", QoS.AT_LEAST_ONCE));
		eventually(() -> assertThat(client.statistics().unknownAcks()).isEqualTo(4));
		assertThat(client.statistics().outages()).isZero();
	}

	@Test
	@Behaviour("S12")
	void qos0WaitsForTheLink() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		CompletableFuture<PublishResult> future = publish(client, "1", QoS.AT_MOST_ONCE);
		assertThat(future).isNotDone();
		client.connect();
		get(future);
		eventually(() -> assertThat(payloads()).containsExactly("1"));
	}

	@Test
	@Behaviour("S12")
	void qos0IsCompleteWhenItIsOnTheSocketAndNotBefore() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		this.broker.onConnections((connection) -> connection.channel().config().setAutoRead(false));
		get(publish(client, "0", QoS.AT_MOST_ONCE)); // which the smallest buffers hold
		List<CompletableFuture<PublishResult>> futures = megabytes(40)
			.map((payload) -> client.publish("topic", payload, QoS.AT_MOST_ONCE, false))
			.toList();
		assertThat(futures.get(39)).isNotDone(); // sockets do not hold that much
		this.broker.onConnections((connection) -> connection.channel().config().setAutoRead(true));
		futures.forEach(ScriptedBrokerFixture::get);
		eventually(() -> assertThat(publishes()).hasSize(41));
	}

	private static Stream<byte[]> megabytes(int count) {
		return IntStream.range(0, count).mapToObj((i) -> {
			byte[] payload = new byte[1 << 20];
			Arrays.fill(payload, (byte) ('A' + i));
			return payload;
		});
	}

	@Test
	@Behaviour("S13")
	void underMqtt311AnUnansweredPublishIsRepeatedThenTheLinkIsGivenUp() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.responseTime(Duration.ofMillis(100)).maxRepubs(2));
		this.broker.drop(MqttMessageType.PUBLISH, 3);
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		assertThat(publishes()).extracting(Packet::connection).containsExactly(1, 1, 1, 2);
		assertThat(publishes()).extracting(Packet::dup).containsExactly(false, true, true, false);
		assertThat(publishes().subList(0, 3)).extracting(Packet::id).containsOnly(publishes().get(0).id());
		assertThat(client.statistics().republications()).isEqualTo(2);
	}

	@Test
	@Behaviour("S13")
	void underMqtt5NothingIsRepeatedOnALiveConnection() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> {
			persistent(options);
			options.responseTime(Duration.ofMillis(100)).maxRepubs(2);
		});
		this.broker.drop(MqttMessageType.PUBLISH, 1);
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		assertThat(publishes()).extracting(Packet::connection).containsExactly(1, 2);
		assertThat(publishes()).extracting(Packet::dup).containsExactly(false, true);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void orderSurvivesOutages(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			futures.add(publish(client, String.valueOf(i), QoS.of(i % 3)));
			if (i % 100 == 50) {
				this.broker.closeConnections();
			}
		}
		futures.stream()
			.map((future) -> future.exceptionally((lostWhileWritten) -> PublishResult.SUCCESS))
			.forEach(ScriptedBrokerFixture::get);
		List<String> firstArrivals = payloads().stream().distinct().toList();
		for (int i = 0; i < 3; i++) { // messages of another QoS may overtake
			int qos = i;
			assertThat(firstArrivals).filteredOn((payload) -> Integer.parseInt(payload) % 3 == qos)
				.isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
		}
		assertThat(firstArrivals)
			.containsAll(IntStream.range(0, 500).filter((i) -> i % 3 > 0).mapToObj(String::valueOf).toList());
	}

	@Test
	@Behaviour("S16")
	void noTwoMessagesInFlightShareAnIdentifierAndQoS0HasNone() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(PublishOptions.DEFAULT.withMaxInFlightQoS2(1024)));
		this.broker.drop(MqttMessageType.PUBLISH, Integer.MAX_VALUE);
		for (int i = 0; i < 300; i++) {
			publish(client, String.valueOf(i), QoS.of(i % 3));
		}
		eventually(() -> assertThat(publishes()).hasSize(300));
		assertThat(publishes()).filteredOn((packet) -> packet.qos() == 0).allMatch((packet) -> packet.id() == 0);
		assertThat(publishes()).filteredOn((packet) -> packet.qos() > 0).extracting(Packet::id).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S24")
	void qos2ArrivesExactlyOnceHoweverOftenTheConnectionBreaks(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		List<String> arrived = new CopyOnWriteArrayList<>();
		client.onMessage("topic", (message) -> arrived.add(message.payloadAsString()));
		get(client.subscribe(Subscription.of("topic", QoS.EXACTLY_ONCE)));
		for (MqttMessageType type : List.of(MqttMessageType.PUBLISH, MqttMessageType.PUBREL, MqttMessageType.PUBREC,
				MqttMessageType.PUBCOMP)) {
			this.broker.closeBefore(type).closeAfter(type);
		}
		List<String> sent = IntStream.range(0, 20).mapToObj(String::valueOf).toList();
		sent.stream()
			.map((text) -> publish(client, text, QoS.EXACTLY_ONCE))
			.toList()
			.forEach(ScriptedBrokerFixture::get);
		eventually(() -> assertThat(arrived).isEqualTo(sent));
		eventually(() -> assertThat(client.statistics().outages()).isEqualTo(8));
		assertThat(arrived).isEqualTo(sent);
	}

	@Test
	@Behaviour("S40")
	void cancellingWithdrawsWhatHasNotBeenSent() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		CompletableFuture<PublishResult> first = publish(client, "1", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> second = publish(client, "2", QoS.AT_LEAST_ONCE);
		first.cancel(false);
		client.connect();
		get(second);
		assertThat(payloads()).containsExactly("2");
		eventually(() -> assertThat(client.statistics().pending()).isZero());
	}

	@Test
	@Behaviour("S40")
	void cancellingInTheMiddleOfAWriteLeavesTheStreamWhole() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		this.broker.onConnections((connection) -> connection.channel().config().setAutoRead(false));
		List<CompletableFuture<PublishResult>> futures = megabytes(30)
			.map((payload) -> client.publish("topic", payload, QoS.AT_LEAST_ONCE, false))
			.toList();
		eventually(() -> assertThat(client.statistics().inFlight()).isPositive());
		futures.stream().limit(20).forEach((future) -> future.cancel(false));
		this.broker.onConnections((connection) -> connection.channel().config().setAutoRead(true));
		futures.stream().skip(20).forEach(ScriptedBrokerFixture::get);
		assertThat(payloads()).hasSizeLessThan(30).allMatch((payload) -> payload.length() == 1 << 20);
		assertThat(payloads()).map((payload) -> payload.charAt(0)).isSorted().endsWith('Z', '[', '\\', ']', '^');
		assertThat(client.statistics().outages()).isZero();
	}

	@Test
	@Behaviour("S40")
	void cancellingWhatWasSentOnlyStopsWaiting() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, ScriptedBrokerFixture::persistent);
		this.broker.drop(MqttMessageType.PUBLISH, 1);
		CompletableFuture<PublishResult> first = publish(client, "1", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).containsExactly("1"));
		first.cancel(false);
		this.broker.closeConnections();
		get(publish(client, "2", QoS.AT_LEAST_ONCE));
		assertThat(payloads()).containsExactly("1", "1", "2");
	}

}
