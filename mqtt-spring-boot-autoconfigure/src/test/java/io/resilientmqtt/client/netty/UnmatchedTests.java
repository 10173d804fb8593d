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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that no receiver takes are counted and told, not swallowed.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnmatchedTests {

	private static VirtualClient connected(ProtocolVersion version, int queueLength) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version)
			.runtime((runtime) -> runtime.queueLength(queueLength))
			.keepAlive(Duration.ZERO));
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
		return client;
	}

	private static void receive(VirtualClient client, ProtocolVersion version, String topic, QoS qos, int packetId) {
		String body = "%04x%s".formatted(topic.length(),
				HexFormat.of().formatHex(topic.getBytes(StandardCharsets.UTF_8)));
		body += (qos != QoS.AT_MOST_ONCE) ? "%04x".formatted(packetId) : "";
		body += (version == ProtocolVersion.MQTT_5) ? "00" : "";
		client.receive("%02x%02x%s".formatted(0x30 | qos.value() << 1, body.length() / 2, body));
	}

	private static long unmatched(VirtualClient client) {
		return client.context.inboxes().unmatched().count();
	}

	private static void addReceiver(VirtualClient client, String filter) {
		Receiver receiver = Receiver.of("test", List.of(filter),
				(message, acknowledgement) -> acknowledgement.acknowledge());
		client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
		}, () -> {
		}));
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_3_1_1,AT_MOST_ONCE,''", "MQTT_3_1_1,AT_LEAST_ONCE,40020001", "MQTT_3_1_1,EXACTLY_ONCE,50020001",
			"MQTT_5,AT_MOST_ONCE,''", "MQTT_5,AT_LEAST_ONCE,40020001", "MQTT_5,EXACTLY_ONCE,50020001" })
	void aMessageOfNobodyIsAcknowledgedAndCounted(ProtocolVersion version, QoS qos, String acknowledgement,
			CapturedOutput output) {
		VirtualClient client = connected(version, 0);
		receive(client, version, "old/a", qos, 1);
		assertThat(client.sent()).isEqualTo(acknowledgement);
		assertThat(unmatched(client)).isOne();
		assertThat(output).contains(
				"'client' has received 1 messages that no receiver takes, the last of topic 'old/a': no subscription of "
						+ "this client matches it");
		if (qos == QoS.EXACTLY_ONCE) {
			client.receive("62020001");
			receive(client, version, "old/a", qos, 1);
			assertThat(unmatched(client)).isEqualTo(2);
			receive(client, version, "old/a", qos, 1);
			assertThat(unmatched(client)).as("one exchange").isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void theFilterIsNamed(ProtocolVersion version, CapturedOutput output) {
		VirtualClient client = connected(version, 0);
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("a/#", QoS.AT_LEAST_ONCE), Subscription.of("b/#", QoS.AT_LEAST_ONCE)),
					new CompletableFuture<>());
		client.receive((version == ProtocolVersion.MQTT_5) ? "90050001000101" : "900400010101");
		receive(client, version, "a/1", QoS.AT_MOST_ONCE, 0);
		assertThat(output).contains("the last of topic 'a/1': it came by the subscription 'a/#'; register a receiver");
	}

	@ParameterizedTest
	@EnumSource
	void thereIsOneLineForEachInterval(ProtocolVersion version, CapturedOutput output) {
		VirtualClient client = connected(version, 0);
		for (int i = 0; i < 1_000; i++) {
			receive(client, version, "a\n/" + i, QoS.AT_MOST_ONCE, 0);
		}
		assertThat(StringUtils.countOccurrencesOf(output.getAll(), "that no receiver takes")).isOne();
		client.pass(Duration.ofSeconds(31));
		assertThat(StringUtils.countOccurrencesOf(output.getAll(), "that no receiver takes")).isEqualTo(2);
		assertThat(output).contains("999 messages that no receiver takes, the last of topic 'a /999'");
		assertThat(unmatched(client)).isEqualTo(1_000);
	}

	@ParameterizedTest
	@EnumSource
	void theQueueTakesAll(ProtocolVersion version) {
		VirtualClient client = connected(version, 10);
		receive(client, version, "a", QoS.AT_MOST_ONCE, 0);
		assertThat(unmatched(client)).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void aReceiverThatComesTakesWhatFollows(ProtocolVersion version) {
		VirtualClient client = connected(version, 0);
		receive(client, version, "a", QoS.AT_LEAST_ONCE, 1);
		addReceiver(client, "a");
		receive(client, version, "a", QoS.AT_LEAST_ONCE, 2);
		assertThat(unmatched(client)).isOne();
		assertThat(client.sent()).isEqualTo("4002000140020002");
	}

	@ParameterizedTest
	@CsvSource({ "$queue/a/#", "$exclusive/a/+", "$exclusive/a/b", "$share/g/a/b" })
	void aPrefixOfTheFilterDoesNotMatter(String filter) {
		VirtualClient client = connected(ProtocolVersion.MQTT_5, 0);
		addReceiver(client, filter);
		receive(client, ProtocolVersion.MQTT_5, "a/b", QoS.AT_MOST_ONCE, 0);
		assertThat(unmatched(client)).isZero();
	}

}
