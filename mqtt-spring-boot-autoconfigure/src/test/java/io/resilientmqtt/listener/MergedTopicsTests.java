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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for topics that overlap where the broker does not say which subscription a
 * message is for.
 */
@ExtendWith(OutputCaptureExtension.class)
class MergedTopicsTests {

	private final List<String> handled = new ArrayList<>();

	private FakeMqttClient client = client(ProtocolVersion.MQTT_3_1_1);

	private MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client);

	private static FakeMqttClient client(ProtocolVersion version) {
		return new FakeMqttClient(MqttClientOptions.builder().clientId("test").protocolVersion(version).build());
	}

	private MqttListenerContainer register(String id, String... topics) {
		return this.registry.registerEndpoint(
				MqttListenerEndpoint.builder(id, (message) -> this.handled.add(id + " " + message.payloadAsString()))
					.topics(topics)
					.build());
	}

	private List<String> granted() {
		return this.client.subscriptions()
			.stream()
			.filter((status) -> status.state() == SubscriptionStatus.State.GRANTED)
			.map((status) -> status.subscription().filter().toString())
			.toList();
	}

	private void connectionLost() {
		this.client.down(new ConnectionCause(ConnectionCause.Type.NETWORK, "gone"));
	}

	@Test
	void oneSubscriptionBringsEachListenerItsMessages() {
		register("first", "a/+");
		register("second", "+/b");
		this.registry.start();
		this.client.up();
		assertThat(this.client.calls()).endsWith("subscribe +/+:1");
		assertThat(granted()).containsExactly("+/+");
		this.client.deliver("a/b", "1");
		this.client.deliver("a/c", "2");
		this.client.deliver("c/b", "3");
		this.client.deliver("c/d", "4");
		assertThat(this.handled).containsExactly("first 1", "second 1", "first 2", "second 3");
	}

	@Test
	void theyAreSeparateIfThatIsWanted() {
		this.registry.setOverlap(ListenerOverlap.SEPARATE);
		register("first", "a/+");
		register("second", "+/b");
		this.registry.start();
		this.client.up();
		assertThat(granted()).containsExactly("a/+", "+/b");
	}

	@Test
	void theyAreMergedDespiteIdentifiersIfThatIsWanted() {
		this.client = client(ProtocolVersion.MQTT_5);
		this.registry = new MqttListenerEndpointRegistry(this.client);
		this.registry.setOverlap(ListenerOverlap.MERGE_ALWAYS);
		register("first", "a/+");
		register("second", "+/b");
		this.registry.start();
		this.client.up();
		assertThat(granted()).containsExactly("+/+");
		assertThat(this.client.subscriptions().get(0).subscription().identifier()).isNull();
		this.registry.registerEndpoint(MqttListenerEndpoint
			.builder("shared", (message) -> this.handled.add("shared " + message.payloadAsString()))
			.topics("$share/g/a/+")
			.build());
		for (SubscriptionStatus status : this.client.subscriptions()) {
			Subscription subscription = status.subscription();
			this.client.deliver(MqttMessage.builder("a/b")
				.payload(subscription.filter().toString())
				.subscriptionIdentifier(subscription.identifier())
				.build());
		}
		assertThat(this.handled).containsExactly("first +/+", "second +/+", "shared $share/g/a/+");
	}

	@Test
	void aBrokerOfMqtt5WithoutIdentifiersGetsOneSubscriptionToo() {
		this.client = client(ProtocolVersion.MQTT_5);
		this.registry = new MqttListenerEndpointRegistry(this.client);
		register("first", "a/+", "+/b");
		this.registry.start();
		assertThat(this.client.calls()).endsWith("subscribe a/+:1 +/b:1");
		this.client.up(new BrokerLimits(65535, QoS.EXACTLY_ONCE, true, BrokerLimits.LARGEST_PACKET,
				Duration.ofSeconds(60), 0, true, false, true));
		assertThat(granted()).containsExactly("+/+");
		connectionLost();
		register("second", "a/b");
		assertThat(this.client.calls()).endsWith("subscribe +/+:1", "unsubscribe a/+ +/b", "addReceiver second");
	}

	@Test
	void theTopicsAreSubscribedToIfTheBrokerRefuses(CapturedOutput output) {
		register("first", "a/+");
		register("second", "+/b");
		this.client.refuse("+/+", ReasonCode.NOT_AUTHORIZED);
		this.registry.start();
		this.client.up();
		this.client.up();
		assertThat(granted()).containsExactly("a/+", "+/b");
		assertThat(this.client.subscriptions()).hasSize(2);
		assertThat(this.client.calls()).filteredOn("subscribe +/+:1"::equals).hasSize(1);
		assertThat(output)
			.containsOnlyOnce("The subscription '+/+', which was to bring the overlapping topics of listener first, "
					+ "second at once, was refused: not authorized");
	}

	@Test
	void aTopicThatIsRefusedThenIsReportedForItsListener(CapturedOutput output) {
		register("first", "a/+");
		register("second", "+/b");
		this.client.refuse("+/+", ReasonCode.NOT_AUTHORIZED);
		this.client.refuse("+/b", ReasonCode.NOT_AUTHORIZED);
		this.registry.start();
		this.client.up();
		assertThat(granted()).containsExactly("a/+");
		assertThat(this.client.subscriptions()).extracting(SubscriptionStatus::state)
			.containsExactly(SubscriptionStatus.State.GRANTED, SubscriptionStatus.State.REFUSED);
		assertThat(output).containsOnlyOnce("The subscription '+/b' of listener second was refused: not authorized");
	}

	@Test
	void nothingEndsBeforeWhatTakesItsPlaceIsGranted() {
		register("first", "a/+");
		this.registry.start();
		this.client.up();
		connectionLost();
		register("second", "+/b");
		assertThat(this.client.calls()).endsWith("subscribe +/+:1").noneMatch((call) -> call.startsWith("unsubscribe"));
		this.client.up();
		assertThat(this.client.calls()).endsWith("unsubscribe a/+");
		assertThat(granted()).containsExactly("+/+");
	}

	@Test
	void whatIsSubscribedToIsKeptIfWhatWasToTakeItsPlaceIsRefused() {
		register("first", "a/+");
		this.client.refuse("+/+", ReasonCode.NOT_AUTHORIZED);
		this.registry.start();
		this.client.up();
		connectionLost();
		register("second", "+/b");
		this.client.up();
		assertThat(granted()).containsExactlyInAnyOrder("a/+", "+/b");
		assertThat(this.client.calls()).filteredOn((call) -> call.startsWith("unsubscribe"))
			.containsExactly("unsubscribe +/+");
	}

	@Test
	void theTopicOfTheOneLeftIsSubscribedToWhenOneStops() {
		register("first", "a/+");
		MqttListenerContainer second = register("second", "+/b");
		this.registry.start();
		this.client.up();
		assertThat(second.stop()).isCompleted();
		assertThat(this.client.calls()).containsSubsequence("subscribe a/+:1", "unsubscribe +/+");
		assertThat(granted()).containsExactly("a/+");
	}

	@Test
	void whatTheApplicationSubscribesToItselfIsNotBroughtTwice() {
		register("first", "a/+");
		register("second", "+/b");
		this.client.subscribe(Subscription.of("reply/me", QoS.AT_LEAST_ONCE));
		this.registry.start();
		this.client.up();
		assertThat(granted()).containsExactly("reply/me", "a/+", "+/b");
	}

	@Test
	void aSubscriptionEndedBeforeItWasAnsweredIsNotRefused(CapturedOutput output) {
		register("first", "a");
		this.registry.start();
		this.client.refuse("a", ReasonCode.NO_SUBSCRIPTION_EXISTED);
		this.client.up();
		assertThat(output).doesNotContain("was refused");
	}

}
