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
import java.util.function.Consumer;

import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What leaves, byte by byte and write by write, and when nothing does.
 */
class WireTests {

	private static final String CLIENT_ID = "0006636c69656e74";

	private static final String PACKET_SIZE = "2701000000"; // Maximum Packet Size, 16 MiB

	private static String connect(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient((options) -> {
			options.protocolVersion(version);
			customizer.accept(options);
		});
		client.accept();
		return client.sent();
	}

	private static void everything(MqttClientOptionsBuilder options) {
		options.credentials(Credentials.of("u", "p"))
			.will(new Will(MqttMessage.builder("w").payload("bye").qos(QoS.AT_LEAST_ONCE).retain(true).build(),
					Duration.ofSeconds(5)));
	}

	@Test
	@Behaviour("S2")
	void mqtt311ConnectIsClientIdWillTopicWillPayloadUsernamePassword() {
		assertThat(connect(ProtocolVersion.MQTT_3_1_1, WireTests::everything)).isEqualTo("1020" + "00044d515454" + "04"
				+ "ee" + "003c" + CLIENT_ID + "000177" + "0003627965" + "000175" + "000170");
	}

	@Test
	@Behaviour("S2")
	void mqtt5ConnectHasPropertiesAndWillPropertiesBesides() {
		assertThat(connect(ProtocolVersion.MQTT_5, WireTests::everything))
			.isEqualTo("102c" + "00044d515454" + "05" + "ee" + "003c" + "05" + PACKET_SIZE + CLIENT_ID + "051800000005"
					+ "000177" + "0003627965" + "000175" + "000170");
	}

	@Test
	@Behaviour("S2")
	void thePasswordFlagIsSetOnlyWithAPassword() {
		assertThat(connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.credentials(Credentials.of("u", ""))))
			.isEqualTo("1015" + "00044d515454" + "04" + "82" + "003c" + CLIENT_ID + "000175");
		assertThat(connect(ProtocolVersion.MQTT_5, (options) -> options.credentials(Credentials.of("", "p"))))
			.isEqualTo("101b" + "00044d515454" + "05" + "42" + "003c" + "05" + PACKET_SIZE + CLIENT_ID + "000170");
		assertThat(connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		})).isEqualTo("1012" + "00044d515454" + "04" + "02" + "003c" + CLIENT_ID);
	}

	@Test
	@Behaviour("S37")
	void aPacketLongerThanThereCanBeIsRefused() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.acceptMqtt();
		CompletableFuture<PublishResult> future = client
			.publish(MqttMessage.builder("t").wrapPayload(new byte[268_435_455 - 2]).build());
		assertThat(future).isCompletedExceptionally();
		MqttPublishException failure = (MqttPublishException) future.handle((result, ex) -> ex).join();
		assertThat(failure.reason()).isEqualTo(Reason.BROKER_LIMIT);
		assertThat(failure).hasMessageContaining("268435461")
			.hasMessageContaining("268435460 of MQTT's longest packet");
		assertThat(client.isClosed()).isFalse();
		assertThat(client.sent()).isEmpty();
	}

	@Test
	@Behaviour("S37")
	void thePeersLimitIsKept() {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5));
		client.accept();
		client.receive(0x20, 8, 0, 0, 5, 0x27, 0, 0, 0, 20);
		client.sent();
		CompletableFuture<PublishResult> fits = client
			.publish(MqttMessage.builder("ä€").payload("x".repeat(10)).build());
		CompletableFuture<PublishResult> tooLong = client
			.publish(MqttMessage.builder("ä€").payload("x".repeat(11)).build());
		assertThat(client.sent()).isEqualTo("3012" + "0005c3a4e282ac" + "00" + "78".repeat(10));
		assertThat(fits).isCompleted();
		assertThat(tooLong).isCompletedExceptionally();
		assertThat(client.context.losses().failures()).containsEntry(Reason.BROKER_LIMIT, 1L);
	}

	@Test
	@Behaviour("S38")
	void whatIsThereTogetherLeavesInOneWrite() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.publish(QoS.AT_MOST_ONCE);
		client.publish(QoS.AT_LEAST_ONCE);
		client.publish(QoS.EXACTLY_ONCE);
		client.accept();
		client.writes();
		client.receive(0x20, 2, 0, 0);
		assertThat(client.writes()).containsExactly("300400017478" + "3206000174000178" + "3406000174000278");
		client.receive(1024, Runnable::run);
		client.receive(0x32, 6, 0, 1, 't', 0, 1, '1', 0x34, 6, 0, 1, 't', 0, 2, '2', 0x50, 2, 0, 2);
		assertThat(client.writes()).containsExactly("62020002" + "40020001" + "50020002");
	}

	@Test
	@Behaviour("S39")
	void anIdleLinkIsLookedAtOnlyForItsPings() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.acceptMqtt();
		long before = client.clockReads();
		int pings = 0;
		for (int second = 0; second < 600; second++) {
			client.pass(Duration.ofSeconds(1));
			if (!client.sent().isEmpty()) {
				client.receive(0xD0, 0);
				pings++;
			}
		}
		assertThat(pings).isBetween(36, 40);
		assertThat(client.clockReads() - before).isLessThanOrEqualTo(5L * pings);
	}

	@Test
	@Behaviour("S39")
	void aPublisherThatAwaitsEachAcknowledgementWaitsForNothingElse() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.acceptMqtt();
		List<String> received = client.receive(1024, Runnable::run);
		for (int id = 1; id <= 200; id++) {
			CompletableFuture<PublishResult> future = client.publish(QoS.AT_LEAST_ONCE);
			client.receive(0x40, 2, 0, id, 0x30, 4, 0, 1, 't', 'x');
			assertThat(future).isCompleted(); // and no time has passed
			assertThat(received).hasSize(id);
		}
	}

}
