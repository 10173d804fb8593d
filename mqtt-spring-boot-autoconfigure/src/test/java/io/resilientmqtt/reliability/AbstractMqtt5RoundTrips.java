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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is published with MQTT 5 through a real broker and back.
 */
abstract class AbstractMqtt5RoundTrips {

	private static final String TOPIC = "sensors/building-7/floor-3/room-42/temperature";

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	abstract String host();

	abstract int port();

	@AfterEach
	void close() {
		this.factory.close();
	}

	final MqttClient connect(Consumer<MqttClientOptionsBuilder> options) {
		MqttClientOptionsBuilder builder = MqttClientOptions.builder()
			.server(host(), port())
			.protocolVersion(ProtocolVersion.MQTT_5);
		options.accept(builder);
		MqttClient client = this.factory.create(builder.build());
		ScriptedBrokerFixture.get(client.connect());
		return client;
	}

	private MqttClient connect() {
		return connect((options) -> {
		});
	}

	private static List<MqttMessage> receive(MqttClient client) {
		List<MqttMessage> received = new CopyOnWriteArrayList<>();
		client.onMessage(TOPIC, received::add);
		ScriptedBrokerFixture.get(client.subscribe(Subscription.of(TOPIC, QoS.EXACTLY_ONCE)));
		return received;
	}

	private static MqttMessage.Builder message(QoS qos) {
		return MqttMessage.builder(TOPIC).payload("grün").qos(qos);
	}

	@ParameterizedTest
	@EnumSource
	void everyPropertyArrivesAsItWasSent(QoS qos) {
		List<MqttMessage> received = receive(connect());
		MqttMessage sent = message(qos).payloadFormat(PayloadFormat.UTF_8)
			.contentType("text/plain; charset=utf-8")
			.responseTopic("reply/to/ä")
			.correlationData(new byte[] { 0, -1, 127 })
			.userProperty("key", "2")
			.userProperty("", "ä")
			.userProperty("key", "1")
			.build();
		ScriptedBrokerFixture.get(connect().publish(sent));
		ScriptedBrokerFixture.eventually(() -> assertThat(received).containsExactly(sent));
	}

	@ParameterizedTest
	@EnumSource
	void anEmptyValueArrivesAsOne(QoS qos) {
		List<MqttMessage> received = receive(connect());
		MqttMessage sent = message(qos).contentType("").correlationData(new byte[0]).userProperty("", "").build();
		ScriptedBrokerFixture.get(connect().publish(sent));
		ScriptedBrokerFixture.eventually(() -> assertThat(received).containsExactly(sent));
	}

	@Test
	void theMessageExpiryArrivesLessTheTimeItWaited() {
		List<MqttMessage> received = receive(connect());
		ScriptedBrokerFixture
			.get(connect().publish(message(QoS.AT_LEAST_ONCE).messageExpiry(Duration.ofDays(1)).build()));
		ScriptedBrokerFixture.eventually(() -> assertThat(received).hasSize(1));
		assertThat(received.get(0).properties().messageExpiry()).isBetween(Duration.ofHours(23), Duration.ofDays(1));
	}

	@Test
	void aMessageWithoutPropertiesArrivesWithout() {
		List<MqttMessage> received = receive(connect());
		ScriptedBrokerFixture.get(connect().publish(message(QoS.AT_LEAST_ONCE).build()));
		ScriptedBrokerFixture.eventually(() -> assertThat(received).hasSize(1));
		assertThat(received.get(0).properties()).isSameAs(PublishProperties.NONE);
	}

	@ParameterizedTest
	@EnumSource
	void aliasesAreUsedAndNobodySeesThem(QoS qos) {
		List<MqttMessage> received = receive(connect((options) -> options.v5((v5) -> v5.topicAliasMaximum(10))));
		MqttClient publisher = connect();
		List<MqttMessage> sent = IntStream.range(0, 100)
			.mapToObj((i) -> message(qos).payload(String.valueOf(i)).build())
			.toList();
		sent.stream().map(publisher::publish).toList().forEach(ScriptedBrokerFixture::get);
		ScriptedBrokerFixture.eventually(() -> assertThat(received).isEqualTo(sent));
		int aliases = publisher.status().connection().limits().topicAliasMaximum();
		assertThat(aliases).isPositive();
		assertThat(publisher.statistics().topicAliasBytesSaved()).isEqualTo(99L * (TOPIC.length() - 3) - 3);
		assertThat(publisher.statistics().outages()).isZero();
	}

	@Test
	void aBrokerSendsAStuckHandlerNoMoreThanTheReceiveMaximum() {
		MqttClient client = connect((options) -> options.v5((v5) -> v5.receiveMaximum(10)));
		CountDownLatch release = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		client.addReceiver(Receiver.of("stuck", List.of(TOPIC), (message, acknowledgement) -> {
			awaitUninterruptibly(release);
			handled.add(message.payloadAsString());
			acknowledgement.acknowledge();
		}));
		ScriptedBrokerFixture.get(client.subscribe(Subscription.of(TOPIC, QoS.EXACTLY_ONCE)));
		List<String> sent = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
		MqttClient publisher = connect();
		// One by one, so that none overtakes another: Artemis stops sending where many of
		// QoS 2 follow each other
		sent.forEach((text) -> ScriptedBrokerFixture.get(publisher.publish(TOPIC, text.getBytes(StandardCharsets.UTF_8),
				QoS.of(1 + Integer.parseInt(text) % 2), false)));
		ScriptedBrokerFixture.eventually(() -> assertThat(client.statistics().received()).isEqualTo(10));
		ScriptedBrokerFixture.get(client.publish("other", new byte[0], QoS.EXACTLY_ONCE, false)); // a
																									// round
		// trip
		assertThat(client.statistics().received()).isEqualTo(10);
		release.countDown();
		ScriptedBrokerFixture.eventually(() -> assertThat(handled).containsExactlyInAnyOrderElementsOf(sent));
		assertThat(client.statistics().outages()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "AT_LEAST_ONCE", "EXACTLY_ONCE" })
	void aRefusedMessageIsNotSentAgainAndTheExchangeIsOver(QoS qos) {
		MqttClient client = connect((options) -> options.clientId("refuses")
			.clean(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofMinutes(1))));
		List<String> received = new CopyOnWriteArrayList<>();
		client.addReceiver(Receiver.of("refusing", List.of(TOPIC), (message, acknowledgement) -> {
			received.add(message.payloadAsString());
			acknowledgement.reject(ReasonCode.QUOTA_EXCEEDED, "no room", new UserProperty("disk", "full"));
		}));
		ScriptedBrokerFixture.get(client.subscribe(Subscription.of(TOPIC, QoS.EXACTLY_ONCE)));
		MqttClient publisher = connect();
		List<String> sent = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
		sent.forEach((text) -> ScriptedBrokerFixture
			.get(publisher.publish(TOPIC, text.getBytes(StandardCharsets.UTF_8), qos, false)));
		ScriptedBrokerFixture.eventually(() -> assertThat(received).isEqualTo(sent));
		ScriptedBrokerFixture.get(client.publish("other", new byte[0], QoS.EXACTLY_ONCE, false)); // a
																									// round
																									// trip
		ScriptedBrokerFixture.get(client.disconnect());
		ScriptedBrokerFixture.get(client.connect());
		ScriptedBrokerFixture.get(client.publish(TOPIC, "last".getBytes(StandardCharsets.UTF_8), qos, false));
		ScriptedBrokerFixture.eventually(() -> assertThat(received).hasSize(11).last().isEqualTo("last"));
		assertThat(client.statistics().outages()).isZero();
	}

	@Test
	void whatNobodyListensToIsPublishedAndTheResultMaySaySo() {
		CompletableFuture<PublishResult> future = connect()
			.publish(MqttMessage.builder("nobody/listens").qos(QoS.EXACTLY_ONCE).build());
		assertThat(ScriptedBrokerFixture.get(future).reasonCode()).isIn(ReasonCode.SUCCESS,
				ReasonCode.NO_MATCHING_SUBSCRIBERS);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
