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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a broker makes of subscriptions, the same with each. To show that something is not
 * delivered, something that is comes after it.
 */
abstract class SubscriptionRoundTrips {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionRoundTrips.class);

	private static final Duration LONG = Duration.ofSeconds(60);

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();

	abstract String host();

	abstract int port();

	@AfterEach
	void closeClients() {
		this.factory.close();
	}

	private MqttClient connect(ProtocolVersion version) throws Exception {
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server(host(), port())
			.protocolVersion(version)
			.responseTime(Duration.ofSeconds(30))
			.build());
		client.connect().get(60, TimeUnit.SECONDS);
		return client;
	}

	private MqttClient receive(ProtocolVersion version, Subscription... subscriptions) throws Exception {
		MqttClient client = connect(version);
		client.onMessage("#", this.received::add);
		client.subscribe(subscriptions).get(60, TimeUnit.SECONDS);
		return client;
	}

	private static void publish(MqttClient client, String topic, String payload, boolean retain) throws Exception {
		client.publish(topic, payload.getBytes(), QoS.AT_LEAST_ONCE, retain).get(60, TimeUnit.SECONDS);
	}

	private MqttMessage next() throws InterruptedException {
		MqttMessage message = this.received.poll(60, TimeUnit.SECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	@Test
	void noLocalLeavesOutWhatTheClientPublishes() throws Exception {
		MqttClient client = receive(ProtocolVersion.MQTT_5, Subscription.builder("local").noLocal(true).build());
		publish(client, "local", "own", false);
		publish(connect(ProtocolVersion.MQTT_5), "local", "foreign", false);
		assertThat(next().payloadAsString()).isEqualTo("foreign");
	}

	@Test
	void retainAsPublishedKeepsTheFlag() throws Exception {
		MqttClient client = receive(ProtocolVersion.MQTT_5,
				Subscription.builder("published/1").retainAsPublished(true).build(),
				Subscription.builder("published/2").build());
		publish(client, "published/1", "1", true);
		assertThat(next().retain()).isTrue();
		publish(client, "published/2", "2", true);
		assertThat(next().retain()).isFalse();
	}

	@Test
	void retainHandlingDecidesOnRetainedMessages() throws Exception {
		MqttClient publisher = connect(ProtocolVersion.MQTT_5);
		for (RetainHandling handling : RetainHandling.values()) {
			publish(publisher, "retained/" + handling, "retained", true);
		}
		MqttClient client = receive(ProtocolVersion.MQTT_5, Subscription.builder("marker").build());
		for (String round : List.of("first", "second")) {
			for (RetainHandling handling : RetainHandling.values()) {
				Subscription subscription = Subscription.builder("retained/" + handling)
					.retainHandling(handling)
					.build();
				client.subscribe(subscription).get(60, TimeUnit.SECONDS);
			}
			publish(publisher, "marker", round, false);
		}
		assertThat(Stream.of(next(), next(), next(), next(), next()).map(MqttMessage::payloadAsString))
			.containsExactly("retained", "retained", "first", "retained", "second");
	}

	@Test
	void identifiersComeBack() throws Exception {
		MqttClient client = receive(ProtocolVersion.MQTT_5, Subscription.builder("identified/+").identifier(1).build(),
				Subscription.builder("identified/#").identifier(268_435_455).build(),
				Subscription.builder("end").build());
		publish(client, "identified/a", "x", false);
		publish(client, "end", "x", false);
		List<Integer> identifiers = new CopyOnWriteArrayList<>();
		boolean ended = false;
		while (!ended || identifiers.size() < 2) { // topics have no order among each
													// other
			MqttMessage message = next();
			if (message.topic().equals("end")) {
				ended = true;
				assertThat(message.properties().subscriptionIdentifiers()).isEmpty();
			}
			else {
				identifiers.addAll(message.properties().subscriptionIdentifiers());
			}
		}
		assertThat(identifiers).contains(1, 268_435_455);
	}

	@Test
	void userPropertiesAreAcceptedAndResultsSayWhatTheBrokerSays() throws Exception {
		MqttClient client = connect(ProtocolVersion.MQTT_5);
		Subscription subscription = Subscription.builder("property")
			.userProperty("b", "1")
			.userProperty("b", "2")
			.build();
		assertThat(client.subscribe(subscription).get(60, TimeUnit.SECONDS).subscriptions()).singleElement()
			.satisfies((status) -> assertThat(status.reasonCode()).isEqualTo(ReasonCode.GRANTED_QOS_1));
		assertThat(client.unsubscribe(List.of("property", "unknown"), List.of(new UserProperty("b", "1")))
			.get(60, TimeUnit.SECONDS)
			.reasonCodes()).containsExactly(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED);
	}

	@ParameterizedTest
	@EnumSource
	void theMembersOfAGroupShareTheMessages(ProtocolVersion version) throws Exception {
		List<List<String>> shares = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
		for (List<String> share : shares) {
			MqttClient member = connect(version);
			member.onMessage("work/+", (message) -> share.add(message.payloadAsString()));
			member.subscribe(Subscription.builder("work/+").group("workers").build()).get(60, TimeUnit.SECONDS);
		}
		MqttClient publisher = connect(version);
		List<String> sent = IntStream.range(0, 20).mapToObj(String::valueOf).toList();
		CompletableFuture
			.allOf(sent.stream()
				.map((text) -> publisher.publish("work/" + text, text.getBytes(), QoS.AT_LEAST_ONCE, false))
				.toArray(CompletableFuture[]::new))
			.get(60, TimeUnit.SECONDS);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(Stream.concat(shares.get(0).stream(), shares.get(1).stream()))
				.containsExactlyInAnyOrderElementsOf(sent));
		assertThat(shares).noneMatch(List::isEmpty);
	}

	@Test
	void listenersInDifferentGroupsHandleTheirOwnDeliveriesAlone() throws Exception {
		MqttClient client = connect(ProtocolVersion.MQTT_5);
		MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(client);
		List<String> handled = new CopyOnWriteArrayList<>();
		for (String topic : List.of("$share/billing/orders", "$share/shipping/orders", "orders", "end")) {
			registry.registerEndpoint(MqttListenerEndpoint
				.builder(topic, (message) -> handled.add(topic + " " + message.payloadAsString()))
				.topics(topic)
				.build());
		}
		registry.start();
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(client.subscriptions()).hasSize(4)
				.allMatch((status) -> status.state() == SubscriptionStatus.State.GRANTED));
		publish(client, "orders", "1", false);
		publish(client, "orders", "2", false);
		publish(client, "end", "x", false);
		await().atMost(LONG).until(() -> handled.contains("end x") && handled.size() >= 7);
		logger.info("6 deliveries in {} messages", client.statistics().received() - 1);
		client.disconnect().get(60, TimeUnit.SECONDS); // when all has been handled
		assertThat(handled).containsExactlyInAnyOrder("$share/billing/orders 1", "$share/billing/orders 2",
				"$share/shipping/orders 1", "$share/shipping/orders 2", "orders 1", "orders 2", "end x");
	}

}
