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
import java.util.function.Consumer;

import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.UnmatchedOptions;
import io.resilientmqtt.client.UnmatchedOptions.Policy;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With {@code mqtt.unmatched=keep} messages that no receiver takes wait for the first
 * that matches.
 */
class UnmatchedKeptTests {

	private final List<String> received = new ArrayList<>();

	private static VirtualClient client(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> options) {
		VirtualClient client = new VirtualClient((builder) -> {
			builder.protocolVersion(version)
				.clientId("client")
				.clean(false)
				.cleanInit(false)
				.keepAlive(Duration.ZERO)
				.unmatched(new UnmatchedOptions(Policy.KEEP, 3, Duration.ofSeconds(10)));
			options.accept(builder);
		});
		accept(client, version, false);
		return client;
	}

	private static void accept(VirtualClient client, ProtocolVersion version, boolean sessionPresent) {
		client.accept();
		client.sent();
		String present = sessionPresent ? "01" : "00";
		client.receive((version == ProtocolVersion.MQTT_5) ? "2003" + present + "0000" : "2002" + present + "00");
	}

	/**
	 * Receive a message of topic {@code a} or {@code b}.
	 */
	private static void receive(VirtualClient client, ProtocolVersion version, QoS qos, int packetId, String topic,
			int payload) {
		receive(client, version, qos.value() << 1, packetId, topic, payload);
	}

	private static void receive(VirtualClient client, ProtocolVersion version, int flags, int packetId, String topic,
			int payload) {
		String body = "0001%02x%s%s%02x".formatted((int) topic.charAt(0),
				((flags & 6) != 0) ? "%04x".formatted(packetId) : "", (version == ProtocolVersion.MQTT_5) ? "00" : "",
				payload);
		client.receive("%02x%02x%s".formatted(0x30 | flags, body.length() / 2, body));
	}

	private void addReceiver(VirtualClient client, String filter) {
		Receiver receiver = Receiver.of("test", List.of(filter), (message, acknowledgement) -> {
			this.received.add(message.topic() + message.payload()[0]);
			acknowledgement.acknowledge();
		});
		client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
		}, () -> {
		}));
		client.runTasks();
	}

	private static long unmatched(VirtualClient client) {
		return client.context.inboxes().unmatched().count();
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1,AT_MOST_ONCE,''", "MQTT_3_1_1,AT_LEAST_ONCE,4002000140020002",
			"MQTT_3_1_1,EXACTLY_ONCE,5002000150020002", "MQTT_5,AT_MOST_ONCE,''",
			"MQTT_5,AT_LEAST_ONCE,4002000140020002", "MQTT_5,EXACTLY_ONCE,5002000150020002" })
	void theyWaitForTheFirstReceiverThatMatches(ProtocolVersion version, QoS qos, String acknowledgements) {
		VirtualClient client = client(version, (options) -> {
		});
		receive(client, version, qos, 1, "a", 1);
		receive(client, version, qos, 2, "a", 2);
		assertThat(client.sent()).isEmpty();
		addReceiver(client, "b");
		assertThat(this.received).isEmpty();
		addReceiver(client, "a");
		assertThat(this.received).containsExactly("a1", "a2");
		assertThat(client.sent()).isEqualTo(acknowledgements);
		addReceiver(client, "#");
		assertThat(this.received).as("once").hasSize(2);
		assertThat(unmatched(client)).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void acknowledgementsKeepTheOrderOfArrival(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		addReceiver(client, "b");
		receive(client, version, QoS.AT_LEAST_ONCE, 1, "a", 1);
		receive(client, version, QoS.AT_LEAST_ONCE, 2, "b", 2);
		assertThat(this.received).containsExactly("b2");
		assertThat(client.sent()).isEmpty();
		addReceiver(client, "a");
		assertThat(client.sent()).isEqualTo("4002000140020002");
	}

	@ParameterizedTest
	@EnumSource
	void theOldestGoesWhenThereAreTooMany(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		for (int i = 1; i <= 5; i++) {
			receive(client, version, QoS.AT_LEAST_ONCE, i, "a", i);
		}
		assertThat(client.sent()).isEqualTo("4002000140020002");
		assertThat(unmatched(client)).isEqualTo(2);
		addReceiver(client, "a");
		assertThat(this.received).containsExactly("a3", "a4", "a5");
	}

	@ParameterizedTest
	@EnumSource
	void theOldestGoesWhenItHasWaitedLongEnough(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		receive(client, version, QoS.AT_LEAST_ONCE, 1, "a", 1);
		client.pass(Duration.ofSeconds(5));
		receive(client, version, QoS.EXACTLY_ONCE, 2, "a", 2);
		client.pass(Duration.ofMillis(5_050));
		assertThat(client.sent()).contains("40020001").doesNotContain("50020002");
		client.pass(Duration.ofSeconds(5));
		assertThat(client.sent()).contains("50020002");
		assertThat(unmatched(client)).isEqualTo(2);
	}

	@Test
	void theReceiveMaximumDoesNotStopTheBrokerForGood() {
		VirtualClient client = client(ProtocolVersion.MQTT_5, (options) -> options.v5((v5) -> v5.receiveMaximum(2)));
		addReceiver(client, "b");
		receive(client, ProtocolVersion.MQTT_5, QoS.AT_LEAST_ONCE, 1, "a", 1);
		receive(client, ProtocolVersion.MQTT_5, QoS.AT_LEAST_ONCE, 2, "a", 2);
		assertThat(client.sent()).isEqualTo("40020001");
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1,AT_LEAST_ONCE,4002", "MQTT_5,AT_LEAST_ONCE,4002", "MQTT_3_1_1,EXACTLY_ONCE,5002",
			"MQTT_5,EXACTLY_ONCE,5002" })
	void whatTheBrokerSendsAgainComesOnce(ProtocolVersion version, QoS qos, String acknowledgement) {
		VirtualClient client = client(version, (options) -> {
		});
		receive(client, version, qos, 1, "a", 1);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.pass(Duration.ofMillis(20));
		accept(client, version, true);
		receive(client, version, qos.value() << 1 | 8, 1, "a", 1);
		client.sent();
		addReceiver(client, "a");
		assertThat(this.received).containsExactly("a1");
		assertThat(client.sent()).isEqualTo(acknowledgement + "0001");
	}

	@ParameterizedTest
	@EnumSource
	void reconnectDoesNotWaitForThem(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		receive(client, version, QoS.AT_LEAST_ONCE, 1, "a", 1);
		Link link = client.supervisor.link();
		assertThat(link).isNotNull();
		link.gracefulDisconnect().reconnect(Duration.ofSeconds(10).toNanos());
		assertThat(client.sent()).isEqualTo("e000");
		addReceiver(client, "a");
		assertThat(this.received).as("it comes again").isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whatTheBrokerDoesNotSendAgainStays(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> options.clean(true));
		receive(client, version, QoS.AT_MOST_ONCE, 0, "a", 1);
		receive(client, version, QoS.AT_LEAST_ONCE, 1, "a", 2);
		client.disconnect(DisconnectOptions.DEFAULT);
		addReceiver(client, "a");
		assertThat(this.received).containsExactly("a1", "a2");
	}

	@ParameterizedTest
	@EnumSource
	void disconnectLeavesThemToTheBroker(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		receive(client, version, QoS.AT_LEAST_ONCE, 1, "a", 1);
		client.disconnect(DisconnectOptions.DEFAULT);
		assertThat(client.sent()).startsWith("e0");
		assertThat(unmatched(client)).isZero();
		addReceiver(client, "a");
		assertThat(this.received).isEmpty();
	}

}
