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

import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SUBSCRIBE and UNSUBSCRIBE where an answer did not come in time or no Packet Identifier
 * is free: what counts in the end is what was asked for last.
 */
class SubscriptionRequestsTests {

	/** As many as there are Packet Identifiers. */
	private static final PublishOptions IN_FLIGHT = new PublishOptions(65_536, Integer.MAX_VALUE, Overflow.FAIL,
			Duration.ofSeconds(1), null, 65_535);

	private static VirtualClient client(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> options) {
		return new VirtualClient((builder) -> {
			builder.protocolVersion(version).clientId("client").clean(false).cleanInit(false);
			options.accept(builder);
		});
	}

	private static void accept(VirtualClient client, ProtocolVersion version, boolean sessionPresent) {
		client.accept();
		client.sent();
		String present = sessionPresent ? "01" : "00";
		client.receive((version == ProtocolVersion.MQTT_5) ? "2003" + present + "0000" : "2002" + present + "00");
	}

	private static CompletableFuture<SubscribeResult> subscribe(VirtualClient client, String filter) {
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(Subscription.of(filter, QoS.AT_LEAST_ONCE)), subscribed);
		return subscribed;
	}

	private static CompletableFuture<UnsubscribeResult> unsubscribe(VirtualClient client, String... filters) {
		CompletableFuture<UnsubscribeResult> unsubscribed = new CompletableFuture<>();
		client.context.subscriptions()
			.unsubscribe(List.of(filters).stream().map(TopicFilter::of).toList(), List.of(), unsubscribed);
		return unsubscribed;
	}

	private static String suback(ProtocolVersion version, int packetId) {
		return (version == ProtocolVersion.MQTT_5) ? "9004%04x0001".formatted(packetId)
				: "9003%04x01".formatted(packetId);
	}

	private static String unsuback(ProtocolVersion version, int packetId, String codes) {
		return (version == ProtocolVersion.MQTT_5) ? "b0%02x%04x00%s".formatted(3 + codes.length() / 2, packetId, codes)
				: "b002%04x".formatted(packetId);
	}

	private static String unsubscribe(ProtocolVersion version, int packetId, String filters) {
		String body = "%04x%s%s".formatted(packetId, (version == ProtocolVersion.MQTT_5) ? "00" : "", filters);
		return "a2%02x%s".formatted(body.length() / 2, body);
	}

	private static void loseAndAccept(VirtualClient client, ProtocolVersion version) {
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.pass(Duration.ofMillis(20));
		accept(client, version, true);
	}

	@ParameterizedTest
	@EnumSource
	void aRepeatedUnsubscribeLeavesANewerGrantedSubscriptionAlone(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		accept(client, version, false);
		subscribe(client, "a");
		client.receive(suback(version, 1));
		CompletableFuture<UnsubscribeResult> unsubscribed = unsubscribe(client, "a"); // 2
		CompletableFuture<SubscribeResult> again = subscribe(client, "a");
		client.receive(suback(version, 3));
		assertThat(again).isCompleted();
		assertThat(unsubscribed).isNotDone();
		loseAndAccept(client, version);
		assertThat(client.sent()).as("neither UNSUBSCRIBE nor SUBSCRIBE").isEmpty();
		assertThat(unsubscribed.join().reasonCodes()).containsExactly(ReasonCode.SUCCESS);
		assertThat(client.context.subscriptions().snapshot()).singleElement()
			.matches((status) -> status.state() == State.GRANTED);
	}

	@ParameterizedTest
	@EnumSource
	void aRepeatedUnsubscribeStillRemovesTheOtherFilters(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		accept(client, version, false);
		CompletableFuture<UnsubscribeResult> unsubscribed = unsubscribe(client, "a", "b", "c"); // 1
		subscribe(client, "b");
		client.receive(suback(version, 2));
		loseAndAccept(client, version);
		assertThat(client.sent()).isEqualTo(unsubscribe(version, 3, "000161000163"));
		client.receive(unsuback(version, 3, "1100"));
		ReasonCode first = (version == ProtocolVersion.MQTT_5) ? ReasonCode.NO_SUBSCRIPTION_EXISTED
				: ReasonCode.SUCCESS;
		assertThat(unsubscribed.join().reasonCodes()).containsExactly(first, ReasonCode.SUCCESS, ReasonCode.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void aRepeatedUnsubscribeGoesAheadOfANewerSubscriptionThatIsNotGranted(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		accept(client, version, false);
		unsubscribe(client, "a");
		subscribe(client, "a");
		loseAndAccept(client, version);
		String sent = client.sent();
		assertThat(sent).startsWith(unsubscribe(version, 3, "000161"))
			.contains((version == ProtocolVersion.MQTT_5) ? "8207000400" : "82060004");
	}

	@ParameterizedTest
	@EnumSource
	void whereTheBrokerLostTheSessionAllIsSentAgain(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> {
		});
		accept(client, version, false);
		unsubscribe(client, "a");
		subscribe(client, "a");
		client.receive(suback(version, 2));
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.pass(Duration.ofMillis(20));
		accept(client, version, false);
		assertThat(client.sent()).startsWith(unsubscribe(version, 3, "000161"));
	}

	@ParameterizedTest
	@EnumSource
	void aRequestWaitsUntilAnIdentifierIsFree(ProtocolVersion version) {
		VirtualClient client = client(version, (options) -> options.publish(IN_FLIGHT));
		accept(client, version, false);
		CompletableFuture<PublishResult> first = client.publish(QoS.AT_LEAST_ONCE);
		for (int i = 1; i < 65_535; i++) {
			client.publish(QoS.AT_LEAST_ONCE);
		}
		client.sent();
		CompletableFuture<SubscribeResult> subscribed = subscribe(client, "a");
		CompletableFuture<UnsubscribeResult> unsubscribed = unsubscribe(client, "b");
		assertThat(client.isClosed()).isFalse();
		assertThat(client.sent()).isEmpty();
		loseAndAccept(client, version); // where all are in use from the beginning
		client.sent();
		assertThat(client.isClosed()).isFalse();
		client.receive("40020001");
		assertThat(first).isCompleted();
		assertThat(client.sent()).startsWith("a2").contains("0001");
		assertThat(unsubscribed).isNotDone();
		client.receive(unsuback(version, 1, "00"));
		assertThat(unsubscribed).isCompleted();
		assertThat(client.sent()).startsWith("82");
		assertThat(client.events).hasSize(2);
		client.receive(suback(version, 1));
		assertThat(subscribed).isCompleted();
		assertThat(client.events).as("up, down, up").hasSize(3);
	}

}
