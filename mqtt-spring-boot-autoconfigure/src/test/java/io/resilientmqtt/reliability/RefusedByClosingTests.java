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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Packet;
import io.resilientmqtt.testsupport.ScriptedConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A publication upon which the broker closes the connection fails after as many losses as
 * {@code mqtt.publish.max-losses} says, and the others go on.
 */
class RefusedByClosingTests extends ScriptedBrokerFixture {

	private static final String POISON = "x".repeat(2000);

	private static final String REFUSED = "refused/topic";

	private void upon(String topic, BiConsumer<ScriptedConnection, MqttMessage> reaction) {
		this.broker.on(MqttMessageType.PUBLISH, (connection, packet) -> {
			if (((MqttPublishMessage) packet).variableHeader().topicName().equals(topic)) {
				reaction.accept(connection, packet);
			}
			else {
				connection.react(packet);
			}
		});
	}

	private static CompletableFuture<PublishResult> poison(MqttClient client, QoS qos) {
		return client.publish(REFUSED, POISON.getBytes(), qos, false);
	}

	private List<Packet> poison() {
		return this.broker.received(MqttMessageType.PUBLISH)
			.stream()
			.filter((packet) -> packet.topics().contains(REFUSED))
			.toList();
	}

	private static void disconnect(ScriptedConnection connection, int reasonCode) {
		connection.channel()
			.writeAndFlush(new MqttMessage(
					new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
					new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode, MqttProperties.NO_PROPERTIES)));
		connection.channel().close();
	}

	private static void assertThatRefused(CompletableFuture<PublishResult> future, QoS qos) {
		assertThatThrownBy(() -> get(future))
			.isInstanceOfSatisfying(MqttPublishException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(Reason.REFUSED_BY_CLOSING))
			.hasMessageContainingAll("'" + REFUSED + "'", "2000 bytes", "QoS " + qos.value(),
					"mqtt.publish.max-losses");
	}

	static Stream<Arguments> versionsAndQoS() {
		return Stream.of(ProtocolVersion.values())
			.flatMap((version) -> Stream.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)
				.flatMap((qos) -> Stream.of(true, false).map((persistent) -> Arguments.of(version, qos, persistent))));
	}

	@ParameterizedTest
	@MethodSource("versionsAndQoS")
	void itFailsAtTheThirdLossAloneAndTheOthersGoOnInOrder(ProtocolVersion version, QoS qos, boolean persistent) {
		upon(REFUSED, (connection, packet) -> connection.channel().close());
		MqttClient client = connect(version, (options) -> {
			if (persistent) {
				persistent(options);
			}
		});
		get(publish(client, "1", qos));
		get(publish(client, "2", qos));
		CompletableFuture<PublishResult> refused = poison(client, qos);
		List<CompletableFuture<PublishResult>> behind = List.of(publish(client, "3", qos), publish(client, "4", qos));
		assertThatRefused(refused, qos);
		behind.forEach(ScriptedBrokerFixture::get);
		assertThat(poison()).extracting(Packet::connection).containsExactly(1, 2, 3);
		assertThat(this.broker.received(MqttMessageType.PUBLISH)).filteredOn((packet) -> packet.connection() == 3)
			.hasSize(1);
		assertThat(payloads()).filteredOn((payload) -> payload.length() == 1).containsSubsequence("1", "2", "3", "4");
		assertThat(client.statistics().failed(Reason.REFUSED_BY_CLOSING)).isEqualTo(1);
		assertThat(client.statistics().outages()).isEqualTo(3);
		eventually(() -> assertThat(client.statistics().pending()).isZero());
	}

	@Test
	void aDisconnectWithAReasonIsAClosing() {
		upon(REFUSED, (connection, packet) -> disconnect(connection, 0x87));
		MqttClient client = connect(ProtocolVersion.MQTT_5, ScriptedBrokerFixture::persistent);
		CompletableFuture<PublishResult> refused = poison(client, QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> behind = publish(client, "1", QoS.AT_LEAST_ONCE);
		assertThatRefused(refused, QoS.AT_LEAST_ONCE);
		get(behind);
		assertThat(poison()).hasSize(3);
	}

	@Test
	void aBrokerThatShutsDownRefusesNothing() {
		AtomicInteger times = new AtomicInteger();
		upon(REFUSED, (connection, packet) -> {
			if (times.incrementAndGet() <= 5) {
				disconnect(connection, 0x8B);
			}
			else {
				connection.react(packet);
			}
		});
		MqttClient client = connect(ProtocolVersion.MQTT_5, ScriptedBrokerFixture::persistent);
		get(poison(client, QoS.AT_LEAST_ONCE));
		assertThat(times).hasValue(6);
	}

	@ParameterizedTest
	@EnumSource
	void aLinkThatIsResetUnderALargeMessageDoesNotCostIt(ProtocolVersion version) {
		AtomicInteger times = new AtomicInteger();
		upon(REFUSED, (connection, packet) -> {
			if (times.incrementAndGet() <= 7) {
				connection.reset();
			}
			else {
				connection.react(packet);
			}
		});
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		get(poison(client, QoS.AT_LEAST_ONCE));
		assertThat(times).hasValue(8);
	}

	@Test
	void withMaxLosses0NothingFails() {
		AtomicInteger times = new AtomicInteger();
		upon(REFUSED, (connection, packet) -> {
			if (times.incrementAndGet() <= 5) {
				connection.channel().close();
			}
			else {
				connection.react(packet);
			}
		});
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
			persistent(options);
			options.publish(PublishOptions.DEFAULT.withMaxLosses(0));
		});
		get(poison(client, QoS.AT_LEAST_ONCE));
		assertThat(times).hasValue(6);
	}

	@ParameterizedTest
	@EnumSource
	void qos0CostsOneConnection(ProtocolVersion version) {
		upon(REFUSED, (connection, packet) -> connection.channel().close());
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		poison(client, QoS.AT_MOST_ONCE);
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		eventually(() -> assertThat(client.statistics().outages()).isEqualTo(1));
		assertThat(poison()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void oneAheadThatIsAcknowledgedLateIsNotBlamed(ProtocolVersion version) {
		this.broker.on(MqttMessageType.PUBLISH, (connection, packet) -> {
			MqttPublishMessage publish = (MqttPublishMessage) packet;
			if (publish.variableHeader().topicName().equals(REFUSED)) {
				connection.channel().close();
			}
			else { // after what came in the same read
				int id = publish.variableHeader().packetId();
				connection.channel().eventLoop().execute(() -> connection.ack(MqttMessageType.PUBACK, id));
			}
		});
		MqttClient client = client(version, ScriptedBrokerFixture::persistent);
		CompletableFuture<PublishResult> ahead = publish(client, "1", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> refused = poison(client, QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> behind = publish(client, "2", QoS.AT_LEAST_ONCE);
		get(client.connect());
		assertThatRefused(refused, QoS.AT_LEAST_ONCE);
		get(ahead);
		get(behind);
	}

	@ParameterizedTest
	@EnumSource
	void severalOfThemFailOneAfterTheOther(ProtocolVersion version) {
		upon(REFUSED, (connection, packet) -> connection.channel().close());
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		List<CompletableFuture<PublishResult>> refused = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			refused.add(poison(client, QoS.EXACTLY_ONCE));
		}
		CompletableFuture<PublishResult> last = publish(client, "1", QoS.EXACTLY_ONCE);
		refused.forEach((future) -> assertThatRefused(future, QoS.EXACTLY_ONCE));
		get(last);
	}

}
