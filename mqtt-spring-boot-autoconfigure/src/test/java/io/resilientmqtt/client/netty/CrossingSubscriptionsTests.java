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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBufUtil;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CrossingSubscriptions}, packet by packet.
 */
class CrossingSubscriptionsTests {

	/** Identifiers of our own take the longest form, four bytes. */
	private static final Pattern IDENTIFIED = Pattern.compile("^82..(....)050b(.{8})");

	private static final Pattern PLAIN = Pattern.compile("^82..(....)00");

	private final List<String> received = new ArrayList<>();

	private final VirtualClient client = new VirtualClient(
			(options) -> options.protocolVersion(ProtocolVersion.MQTT_5));

	private void connect(int... properties) {
		this.client.acceptMqtt5(false, properties);
		for (String filter : List.of("a/+", "+/b")) {
			Receiver receiver = new Receiver(filter, Set.of(TopicFilter.of(filter)), (message, acknowledgement) -> {
				this.received.add(filter);
				acknowledgement.acknowledge();
			}, 10, Receiver.Overflow.BACKPRESSURE, null);
			this.client.context.inboxes().add(new Inbox(receiver, Runnable::run, this.client.context.loop(), () -> {
			}, this.client.context.losses()::discarded));
		}
	}

	private List<String> subscribe(String filter) {
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		this.client.context.subscriptions().subscribe(List.of(Subscription.of(filter, QoS.AT_MOST_ONCE)), subscribed);
		this.client.runTasks();
		return this.client.writes();
	}

	private String grant(String subscribe) {
		Matcher identified = IDENTIFIED.matcher(subscribe);
		Matcher plain = PLAIN.matcher(subscribe);
		boolean hasIdentifier = identified.find();
		assertThat(hasIdentifier || plain.find()).as(subscribe).isTrue();
		this.client.receive("9004" + (hasIdentifier ? identified : plain).group(1) + "0000");
		return hasIdentifier ? identified.group(2) : "";
	}

	private static String hex(String text) {
		return ByteBufUtil.hexDump(text.getBytes(StandardCharsets.UTF_8));
	}

	private List<String> publish(String... identifiers) {
		this.received.clear();
		StringBuilder properties = new StringBuilder();
		for (String identifier : identifiers) {
			properties.append("0b").append(identifier);
		}
		String body = "0003" + hex("a/b") + "%02x".formatted(properties.length() / 2) + properties;
		this.client.receive("30" + "%02x".formatted(body.length() / 2) + body);
		return List.copyOf(this.received);
	}

	@Test
	void aCopyGoesToTheReceiverOfItsSubscriptionAlone() {
		connect();
		assertThat(grant(subscribe("a/+").get(0))).isEmpty();
		List<String> asked = subscribe("+/b");
		assertThat(asked).hasSize(2);
		// What is there is asked for again first, without its retained messages
		assertThat(asked.get(0)).endsWith(hex("a/+") + "20");
		assertThat(asked.get(1)).endsWith(hex("+/b") + "00");
		String first = grant(asked.get(0));
		String second = grant(asked.get(1));
		assertThat(first).isNotEmpty().isNotEqualTo(second);
		assertThat(publish(first)).containsExactly("a/+");
		assertThat(publish(second)).containsExactly("+/b");
	}

	@Test
	void whatIsSentOnceGoesToAllOfThem() {
		connect();
		grant(subscribe("a/+").get(0));
		List<String> asked = subscribe("+/b");
		String first = grant(asked.get(0));
		String second = grant(asked.get(1));
		assertThat(publish(first, second)).containsExactlyInAnyOrder("a/+", "+/b");
	}

	@Test
	void inDoubtAMessageGoesToAllOfThem() {
		connect();
		grant(subscribe("a/+").get(0));
		List<String> asked = subscribe("+/b");
		String second = grant(asked.get(1));
		assertThat(publish(second)).as("the other is not known to have one").containsExactlyInAnyOrder("a/+", "+/b");
		grant(asked.get(0));
		assertThat(publish()).as("none").containsExactlyInAnyOrder("a/+", "+/b");
		assertThat(publish("81808001", second)).as("unknown").containsExactlyInAnyOrder("a/+", "+/b");
	}

	@Test
	void aSubscriptionThatIsAloneAgainKeepsWorking() {
		connect();
		grant(subscribe("a/+").get(0));
		List<String> asked = subscribe("+/b");
		String first = grant(asked.get(0));
		String second = grant(asked.get(1));
		this.client.context.subscriptions()
			.unsubscribe(List.of(TopicFilter.of("+/b")), List.of(), new CompletableFuture<>());
		this.client.runTasks();
		assertThat(publish(first)).contains("a/+");
		assertThat(publish(second)).as("of what has ended").contains("a/+");
	}

	@Test
	void aBrokerWithoutIdentifiersIsGivenNone() {
		connect(0x29, 0); // Subscription Identifiers Available
		assertThat(grant(subscribe("a/+").get(0))).isEmpty();
		List<String> asked = subscribe("+/b");
		assertThat(asked).hasSize(1);
		assertThat(grant(asked.get(0))).isEmpty();
		assertThat(publish()).containsExactlyInAnyOrder("a/+", "+/b");
	}

	@Test
	void whatIsAskedForOnTheNextConnectionHasItsIdentifier() {
		connect();
		grant(subscribe("a/+").get(0));
		List<String> asked = subscribe("+/b");
		String first = grant(asked.get(0));
		String second = grant(asked.get(1));
		this.client.closeConnection();
		this.client.pass(Duration.ofSeconds(5));
		this.client.accept();
		this.client.writes();
		this.client.receive(0x20, 3, 0, 0, 0);
		String sent = this.client.sent();
		assertThat(sent).contains("050b" + first + "0003" + hex("a/+") + "00")
			.contains("050b" + second + "0003" + hex("+/b") + "00");
	}

	@Test
	void whatCoversAnotherNeedsNone() {
		connect();
		grant(subscribe("a/#").get(0));
		assertThat(subscribe("a/+")).hasSize(1).allMatch((packet) -> PLAIN.matcher(packet).find());
	}

}
