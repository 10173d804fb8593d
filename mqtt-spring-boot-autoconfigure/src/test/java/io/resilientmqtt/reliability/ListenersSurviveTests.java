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
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttListenerOptionsBuilder;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a listener does, and whatever happens to the connection meanwhile: the link
 * and other listeners go on, and nothing is acknowledged that must not be.
 */
class ListenersSurviveTests extends ScriptedBrokerFixture {

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final CountDownLatch proceed = new CountDownLatch(1);

	private MqttListenerEndpointRegistry registry(MqttClient client) {
		return new MqttListenerEndpointRegistry(client);
	}

	private void register(MqttListenerEndpointRegistry registry, String id,
			UnaryOperator<MqttListenerOptionsBuilder> options, MqttMessageListener listener, String topic) {
		registry.registerEndpoint(MqttListenerEndpoint.builder(id, listener)
			.topics(topic)
			.options(options.apply(MqttListenerOptions.builder()).build())
			.build());
	}

	private void handle(MqttMessage message) {
		this.handled.add(message.payloadAsString());
	}

	private List<Packet> pubacks() {
		return this.broker.received(MqttMessageType.PUBACK);
	}

	private MqttClient start(ProtocolVersion version, MqttListenerEndpointRegistry[] registry) {
		MqttClient client = client(version, ScriptedBrokerFixture::persistent);
		registry[0] = registry(client);
		return client;
	}

	@ParameterizedTest
	@EnumSource
	void aMessageWhoseConnectionWasLostIsNotAcknowledgedOnTheNext(ProtocolVersion version) {
		MqttListenerEndpointRegistry[] registry = new MqttListenerEndpointRegistry[1];
		MqttClient client = start(version, registry);
		Map<String, Queue<Acknowledgment>> acknowledgments = new ConcurrentHashMap<>();
		register(registry[0], "manual", (options) -> options.ackMode(AckMode.MANUAL), new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) {
				acknowledgments.computeIfAbsent(message.payloadAsString(), (payload) -> new ConcurrentLinkedQueue<>())
					.add(acknowledgment);
				return null;
			}

		}, "topic/0");
		registry[0].start();
		get(client.connect());
		this.broker.publish("topic/0", "before", 1);
		eventually(() -> assertThat(acknowledgments).containsKey("before"));
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		eventually(() -> assertThat(acknowledgments.get("before")).hasSize(2));
		this.broker.publish("topic/0", "after", 1);
		eventually(() -> assertThat(acknowledgments).containsKey("after"));
		acknowledgments.get("before").remove().acknowledge(); // on the connection lost
		acknowledgments.get("after").remove().acknowledge();
		assertThat(get(client.brokerUp())).isTrue();
		assertThat(pubacks()).isEmpty(); // one for the message sent again would be first
		acknowledgments.get("before").remove().acknowledge();
		eventually(() -> assertThat(pubacks()).hasSize(2));
		assertThat(pubacks()).allMatch((packet) -> packet.connection() == 2);
	}

	@Test
	void aMessageForTwoListenersIsAcknowledgedWhenTheOneThatFailsIsDoneToo() {
		MqttListenerEndpointRegistry[] registry = new MqttListenerEndpointRegistry[1];
		MqttClient client = start(ProtocolVersion.MQTT_5, registry);
		CountDownLatch retried = new CountDownLatch(1);
		register(registry[0], "fails",
				(options) -> options
					.retryPolicy(RetryPolicy.builder().maxRetries(1).delay(Duration.ofMillis(1)).build()),
				(message) -> {
					if (this.handled.contains("fails")) {
						retried.countDown();
						this.proceed.await();
					}
					this.handled.add("fails");
					throw new IllegalStateException("no good");
				}, "topic/0");
		register(registry[0], "works", (options) -> options, (message) -> this.handled.add("works"), "topic/0");
		registry[0].start();
		get(client.connect());
		this.broker.publish("topic/0", "1", 1);
		eventually(() -> assertThat(this.handled).contains("works"));
		eventually(() -> assertThat(retried.getCount()).isZero());
		assertThat(pubacks()).isEmpty();
		this.proceed.countDown();
		eventually(() -> assertThat(pubacks()).hasSize(1));
	}

	@Test
	void aListenerThatBlocksForEverHoldsUpNoOtherNorTheLink() {
		MqttListenerEndpointRegistry[] registry = new MqttListenerEndpointRegistry[1];
		MqttClient client = start(ProtocolVersion.MQTT_5, registry);
		CountDownLatch blocked = new CountDownLatch(1);
		register(registry[0], "blocks", (options) -> options, (message) -> {
			blocked.countDown();
			this.proceed.await();
		}, "topic/0");
		register(registry[0], "works", (options) -> options, this::handle, "topic/1");
		registry[0].start();
		get(client.connect());
		this.broker.publish("topic/0", "1", 1);
		eventually(() -> assertThat(blocked.getCount()).isZero());
		this.broker.publish("topic/1", "2", 1);
		eventually(() -> assertThat(this.handled).containsExactly("2"));
		assertThat(get(client.brokerUp())).isTrue();
		assertThat(pubacks()).isEmpty(); // they leave in the order of arrival
		this.proceed.countDown();
		eventually(() -> assertThat(pubacks()).extracting(Packet::id).hasSize(2).isSorted());
	}

	@ParameterizedTest
	@EnumSource
	void anErrorKillsNeitherTheListenerNorTheLink(AckMode mode) {
		MqttListenerEndpointRegistry[] registry = new MqttListenerEndpointRegistry[1];
		MqttClient client = start(ProtocolVersion.MQTT_3_1_1, registry);
		register(registry[0], "dies", (options) -> options.ackMode(mode).concurrency(2), (message) -> {
			if (message.payloadAsString().equals("bad")) {
				throw new OutOfMemoryError("killed");
			}
			handle(message);
		}, "topic/0");
		registry[0].start();
		get(client.connect());
		this.broker.publish("topic/0", "bad", 1);
		this.broker.publish("topic/0", "2", 1);
		eventually(() -> assertThat(this.handled).containsExactly("2"));
		eventually(() -> assertThat(pubacks()).hasSize(2));
		assertThat(eventNames()).containsExactly("Up");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closingInTheMiddleFinishesWhatHasBegunAndWhatTheBrokerDoesNotKeep(boolean unsubscribe) {
		MqttListenerEndpointRegistry[] registry = new MqttListenerEndpointRegistry[1];
		MqttClient client = start(ProtocolVersion.MQTT_5, registry);
		CountDownLatch begun = new CountDownLatch(1);
		register(registry[0], "slow", (options) -> options.concurrency(2).unsubscribeOnStop(unsubscribe), (message) -> {
			begun.countDown();
			this.proceed.await();
			handle(message);
		}, "topic/0");
		registry[0].start();
		get(client.connect());
		this.broker.publish("topic/0", "1", 1);
		this.broker.publish("topic/0", "2", 1);
		eventually(() -> assertThat(begun.getCount()).isZero());
		CountDownLatch stopped = new CountDownLatch(1);
		registry[0].stop(stopped::countDown);
		this.proceed.countDown();
		eventually(() -> assertThat(stopped.getCount()).isZero());
		registry[0].destroy();
		get(client.disconnect());
		assertThat(this.handled).containsExactlyElementsOf(unsubscribe ? List.of("1", "2") : List.of("1"));
		assertThat(pubacks()).hasSize(unsubscribe ? 2 : 1);
	}

}
