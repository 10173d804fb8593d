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

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that survives the process, packet by packet: what has to be in the store
 * before it is said to the broker, and what is said after a restart.
 */
class StoredSessionTests extends StoredSessionFixture {

	@ParameterizedTest
	@EnumSource
	void exactlyOnceIsInTheStoreBeforeItIsSaid(ProtocolVersion version) {
		VirtualClient client = up(version);
		CompletableFuture<PublishResult> first = send(client, "a", QoS.EXACTLY_ONCE);
		send(client, "b", QoS.EXACTLY_ONCE);
		assertThat(client.sent()).isEmpty();
		client.storeWorks();
		assertThat(this.store.publishes()).extracting("packetId").containsExactly(1, 2);
		assertThat(client.sent()).isEqualTo(publish(version, "34", 1, "a") + publish(version, "34", 2, "b"));
		client.receive(0x50, 2, 0, 1);
		assertThat(client.sent()).isEmpty();
		client.storeWorks();
		assertThat(this.store.publishes()).extracting("released").containsExactly(true, false);
		assertThat(client.sent()).isEqualTo("62020001");
		client.receive(0x70, 2, 0, 1);
		assertThat(first).isCompleted();
		client.storeWorks();
		assertThat(this.store.payloads()).containsExactly("b");
	}

	@ParameterizedTest
	@EnumSource
	void atLeastOnceWaitsForNothingAndIsNeverWrittenIfItIsAcknowledgedFirst(ProtocolVersion version) {
		VirtualClient client = up(version);
		send(client, "a", QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo(publish(version, "32", 1, "a"));
		CompletableFuture<PublishResult> second = send(client, "b", QoS.AT_LEAST_ONCE);
		client.receive(0x40, 2, 0, 2);
		assertThat(second).isCompleted();
		client.storeWorks();
		assertThat(this.store.written()).isEqualTo(1);
		assertThat(this.store.payloads()).containsExactly("a");
	}

	@ParameterizedTest
	@EnumSource
	void aRestartGoesOnWithTheSameIdentifiersBeforeAnythingNew(ProtocolVersion version) {
		VirtualClient killed = up(version);
		send(killed, "a", QoS.EXACTLY_ONCE);
		send(killed, "b", QoS.EXACTLY_ONCE);
		send(killed, "c", QoS.AT_LEAST_ONCE);
		killed.storeWorks();
		killed.receive(0x50, 2, 0, 1);
		killed.storeWorks();
		VirtualClient restarted = client(version);
		send(restarted, "d", QoS.AT_LEAST_ONCE);
		connected(restarted, version, true);
		String sent = restarted.sent();
		assertThat(sent).endsWith("62020001" + publish(version, "3c", 2, "b") + publish(version, "3a", 3, "c")
				+ publish(version, "32", 4, "d"));
		assertThat(sent).as("no clean session").matches("^10..00044d515454(04|05)00.*");
	}

	@ParameterizedTest
	@EnumSource
	void withoutASessionAtTheBrokerAllOfItIsPublishedAnewInOrder(ProtocolVersion version) {
		VirtualClient killed = up(version);
		send(killed, "a", QoS.EXACTLY_ONCE);
		killed.storeWorks();
		killed.receive(0x50, 2, 0, 1);
		killed.storeWorks();
		killed.closeConnection();
		send(killed, "b", QoS.AT_LEAST_ONCE);
		killed.storeWorks();
		VirtualClient restarted = client(version);
		connected(restarted, version, false);
		restarted.storeWorks();
		assertThat(restarted.sent()).contains(publish(version, "34", 1, "a") + publish(version, "32", 2, "b"));
	}

	@ParameterizedTest
	@EnumSource
	void aReceivedMessageIsKnownAsHandledBeforePubrecAndForgottenBeforePubcomp(ProtocolVersion version) {
		VirtualClient client = up(version);
		List<String> received = client.receive(10, Runnable::run);
		client.receive(publish(version, "34", 7, "x"));
		assertThat(received).containsExactly("x");
		assertThat(client.sent()).isEmpty();
		client.storeWorks();
		assertThat(client.sent()).isEqualTo("50020007");
		assertThat(this.store.received()).containsExactly(7);
		client.receive(0x62, 2, 0, 7);
		assertThat(client.sent()).isEmpty();
		client.storeWorks();
		assertThat(client.sent()).isEqualTo("70020007");
		assertThat(this.store.received()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aReceivedMessageIsNotHandledAgainAfterARestart(ProtocolVersion version) {
		VirtualClient killed = up(version);
		killed.receive(10, Runnable::run);
		killed.receive(publish(version, "34", 7, "x"));
		killed.storeWorks();
		VirtualClient restarted = client(version);
		List<String> received = restarted.receive(10, Runnable::run);
		connected(restarted, version, true);
		restarted.sent();
		restarted.receive(publish(version, "3c", 7, "x"));
		assertThat(received).isEmpty();
		assertThat(restarted.sent()).isEqualTo("50020007");
		restarted.receive(0x62, 2, 0, 7);
		restarted.storeWorks();
		assertThat(restarted.sent()).isEqualTo("70020007");
		restarted.receive(publish(version, "34", 7, "y"));
		assertThat(received).containsExactly("y");
	}

	@ParameterizedTest
	@EnumSource
	void withoutAStoreIdentifiersTheBrokerMayHoldAreReleasedFirst(ProtocolVersion version) {
		VirtualClient client = new VirtualClient(
				(options) -> options.protocolVersion(version).clientId("client").clean(false).cleanInit(false));
		CompletableFuture<PublishResult> published = send(client, "b", QoS.EXACTLY_ONCE);
		send(client, "c", QoS.AT_LEAST_ONCE);
		connected(client, version, true);
		String sent = client.sent();
		assertThat(sent).contains("62020001" + "62020002").doesNotContain(publish(version, "34", 1, "b"));
		client.receive(0x70, 2, 0, 1);
		assertThat(client.sent()).isEqualTo(publish(version, "34", 1, "b"));
		client.receive(0x70, 2, 0, 2);
		assertThat(client.sent()).isEqualTo(publish(version, "32", 2, "c"));
		client.receive(0x50, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("62020001");
		client.receive(0x70, 2, 0, 1);
		assertThat(published).isCompleted();
	}

	@Test
	void aBrokerThatDoesNotAnswerReleasesHasNothingToRelease() {
		VirtualClient client = new VirtualClient((options) -> options.clientId("client")
			.clean(false)
			.cleanInit(false)
			.responseTime(Duration.ofSeconds(2)));
		send(client, "b", QoS.AT_LEAST_ONCE);
		connected(client, ProtocolVersion.MQTT_3_1_1, true);
		client.receive(0xD0, 0);
		assertThat(client.sent()).doesNotContain(publish(ProtocolVersion.MQTT_3_1_1, "32", 1, "b"));
		client.pass(Duration.ofSeconds(3));
		assertThat(client.sent()).contains(publish(ProtocolVersion.MQTT_3_1_1, "32", 1, "b"));
	}

	@ParameterizedTest
	@EnumSource
	void anotherServerHasNoSuchSession(ProtocolVersion version) {
		VirtualClient killed = up(version);
		send(killed, "a", QoS.EXACTLY_ONCE);
		killed.storeWorks();
		VirtualClient moved = client(version, (options) -> options.server("elsewhere", 1883));
		connected(moved, version, true);
		moved.storeWorks();
		String sent = moved.sent();
		assertThat(sent).contains("62020001").doesNotContain(publish(version, "3c", 1, "a"));
		moved.receive(0x70, 2, 0, 1);
		moved.storeWorks();
		assertThat(moved.sent()).isEqualTo(publish(version, "34", 1, "a"));
	}

	@Test
	void anExpiryGoesOnWhileTheProcessIsAway() {
		VirtualClient killed = client(ProtocolVersion.MQTT_5);
		killed.publish(MqttMessage.builder("t")
			.payload("a")
			.qos(QoS.AT_LEAST_ONCE)
			.properties(PublishProperties.builder().messageExpiry(Duration.ofSeconds(60)).build())
			.build());
		killed.storeWorks();
		VirtualClient restarted = client(ProtocolVersion.MQTT_5);
		restarted.storeWorks();
		restarted.pass(Duration.ofSeconds(20), Duration.ofSeconds(1));
		connected(restarted, ProtocolVersion.MQTT_5, false);
		assertThat(restarted.sent()).contains("3212000174000105020000002861".replace("12", "0c"));
	}

}
