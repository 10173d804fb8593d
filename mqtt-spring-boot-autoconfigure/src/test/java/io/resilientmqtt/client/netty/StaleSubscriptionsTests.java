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
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.receive.StaleSubscriptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions of an earlier version of the application are found and ended.
 */
@ExtendWith(OutputCaptureExtension.class)
class StaleSubscriptionsTests {

	private static final String UNSUBSCRIBE = "a2";

	private static VirtualClient connected(ProtocolVersion version, boolean sessionPresent) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version)
			.clientId("client")
			.clean(false)
			.cleanInit(false)
			.keepAlive(Duration.ZERO));
		connect(client, version, sessionPresent);
		return client;
	}

	private static void connect(VirtualClient client, ProtocolVersion version, boolean sessionPresent) {
		client.accept();
		int present = sessionPresent ? 1 : 0;
		client.receive((version == ProtocolVersion.MQTT_5) ? new int[] { 0x20, 3, present, 0, 0 }
				: new int[] { 0x20, 2, present, 0 });
		client.sent();
	}

	private static void receive(VirtualClient client, ProtocolVersion version, String topic, String payload) {
		String body = "%04x%s%s%s".formatted(topic.length(), hex(topic),
				(version == ProtocolVersion.MQTT_5) ? "00" : "", hex(payload));
		client.receive("30%02x%s".formatted(body.length() / 2, body));
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void unsuback(VirtualClient client, ProtocolVersion version, int packetId, int... codes) {
		if (version != ProtocolVersion.MQTT_5) {
			client.receive(0xb0, 2, 0, packetId);
			return;
		}
		int[] packet = new int[5 + codes.length];
		packet[0] = 0xb0;
		packet[1] = 3 + codes.length;
		packet[3] = packetId;
		System.arraycopy(codes, 0, packet, 5, codes.length);
		client.receive(packet);
	}

	@ParameterizedTest
	@EnumSource
	void whatNoSubscriptionExplainsIsUnsubscribedFrom(ProtocolVersion version, CapturedOutput output) {
		VirtualClient client = connected(version, true);
		receive(client, version, "a/b", "1");
		client.pass(Duration.ofMillis(4900));
		receive(client, version, "a/b", "2");
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(200));
		String first = client.sent();
		assertThat(first).startsWith(UNSUBSCRIBE).contains(hex("#"), hex("a/#"), hex("a/b"), hex("a/b/#"), hex("a/+"));
		unsuback(client, version, 1, 0x11, 0x11, 0x11, 0, 0x11, 0x11, 0x11, 0x11);
		String second = client.sent();
		assertThat(second).startsWith(UNSUBSCRIBE).contains(hex("+/+"));
		unsuback(client, version, 2, 0x11, 0x11, 0x11);
		assertThat(client.sent()).isEmpty();
		assertThat(output).contains((version == ProtocolVersion.MQTT_5) ? "they have been ended: [a/b]"
				: "every filter that matches the topic and is not wanted has been unsubscribed from");
		receive(client, version, "a/b", "3");
		client.pass(Duration.ofSeconds(10));
		assertThat(client.sent()).as("once for each topic").isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void oneThatCanNotBeGuessedIsToldByTheTopic(ProtocolVersion version, CapturedOutput output) {
		VirtualClient client = connected(version, true);
		receive(client, version, "a", "1");
		client.pass(Duration.ofSeconds(6));
		unsuback(client, version, 1, 0x11, 0x11, 0x11, 0x11, 0x11);
		assertThat(output).contains("messages of topic 'a' come by", "$share/");
	}

	@ParameterizedTest
	@EnumSource
	void aSessionThatThisClientHasBegunHasNone(ProtocolVersion version) {
		VirtualClient client = connected(version, false);
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		connect(client, version, true);
		receive(client, version, "a", "1");
		client.pass(Duration.ofSeconds(10));
		assertThat(client.sent()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aSubscriptionThatComesInTimeIsLeftAlone(ProtocolVersion version) {
		VirtualClient client = connected(version, true);
		receive(client, version, "a/b", "1");
		client.pass(Duration.ofSeconds(1));
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("a/#", QoS.AT_LEAST_ONCE)), new CompletableFuture<>());
		client.runTasks();
		assertThat(client.sent()).startsWith("82");
		client.pass(Duration.ofSeconds(8));
		assertThat(client.sent()).doesNotContain(hex("a/b"));
	}

	@ParameterizedTest
	@EnumSource
	void messagesThatComeTwiceShowOneToo(ProtocolVersion version) {
		VirtualClient client = connected(version, true);
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("a/#", QoS.AT_LEAST_ONCE)), new CompletableFuture<>());
		client.receive((version == ProtocolVersion.MQTT_5) ? "900400010001" : "9003000101");
		client.sent();
		for (int i = 0; i < 3; i++) {
			assertThat(client.sent()).isEmpty();
			receive(client, version, "a/b", "" + i);
			receive(client, version, "a/b", "" + i);
		}
		assertThat(client.sent()).startsWith(UNSUBSCRIBE).contains(hex("a/b")).doesNotContain("0003" + hex("a/#"));
	}

	@ParameterizedTest
	@EnumSource
	void equalMessagesNowAndThenShowNone(ProtocolVersion version) {
		VirtualClient client = connected(version, true);
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("a/#", QoS.AT_LEAST_ONCE)), new CompletableFuture<>());
		client.receive((version == ProtocolVersion.MQTT_5) ? "900400010001" : "9003000101");
		client.sent();
		for (int i = 0; i < 20; i++) {
			receive(client, version, "a/b", "beat");
			client.pass(Duration.ofMillis(500));
		}
		for (int i = 0; i < 10; i++) {
			receive(client, version, "a/b", "twice");
			receive(client, version, "a/b", "twice");
			receive(client, version, "a/b", "once");
		}
		assertThat(client.sent()).isEmpty();
	}

	@Test
	void theFiltersOfATopicAreThoseThatMatchIt() {
		List<TopicFilter> filters = StaleSubscriptions.filters("a/b/c");
		assertThat(filters.stream().map(TopicFilter::toString)).startsWith("#", "a/#", "a/b/#", "a/b/c/#", "a/b/c")
			.contains("+/b/c", "+/+/+", "+/+/+/#", "+/#", "a/+/#")
			.doesNotHaveDuplicates()
			.hasSize(23);
		assertThat(filters).allMatch((filter) -> filter.matches("a/b/c"));
		assertThat(StaleSubscriptions.filters("$SYS/x").stream().map(TopicFilter::toString))
			.contains("$SYS/#", "$SYS/+")
			.noneMatch((filter) -> filter.startsWith("#") || filter.startsWith("+"));
		assertThat(StaleSubscriptions.filters("a/".repeat(1000))).hasSizeLessThanOrEqualTo(256);
	}

}
