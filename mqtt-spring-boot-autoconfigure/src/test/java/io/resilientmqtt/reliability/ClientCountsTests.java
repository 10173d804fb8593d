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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.Traffic;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a client counts, for meters and the Actuator.
 */
class ClientCountsTests extends ScriptedBrokerFixture {

	private static final int CONNECT = 20;

	private static final int CONNACK = 4;

	private static final int PUBLISH = 12;

	private static final int PUBACK = 4;

	private final List<String> ended = new CopyOnWriteArrayList<>();

	private MqttClient connect() {
		return connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
	}

	@Test
	void bytesAndPacketsOfAllKindsAreCountedBothWays() {
		MqttClient client = connect();
		eventually(() -> assertThat(client.statistics().traffic().packetsReceived()).isEqualTo(1));
		Traffic before = client.statistics().traffic();
		assertThat(before.bytesSent()).isEqualTo(CONNECT);
		assertThat(before.packetsSent()).isEqualTo(1);
		assertThat(before.bytesReceived()).isEqualTo(CONNACK);
		assertThat(before.lastReceived()).isNotNull();
		List<CompletableFuture<PublishResult>> futures = List.of(publish(client, "1", QoS.AT_LEAST_ONCE),
				publish(client, "2", QoS.AT_LEAST_ONCE), publish(client, "3", QoS.AT_LEAST_ONCE));
		futures.forEach(ScriptedBrokerFixture::get);
		eventually(() -> {
			Traffic traffic = client.statistics().traffic();
			assertThat(traffic.bytesSent()).isEqualTo(CONNECT + 3 * PUBLISH);
			assertThat(traffic.packetsSent()).isEqualTo(4);
			assertThat(traffic.bytesReceived()).isEqualTo(CONNACK + 3 * PUBACK);
			assertThat(traffic.packetsReceived()).isEqualTo(4);
		});
	}

	@Test
	void connectsAndOutagesAreCountedByCause() {
		MqttClient client = connect();
		this.broker.onConnections((connection) -> connection.channel().close());
		eventually(() -> assertThat(client.statistics().connects()).isEqualTo(2));
		assertThat(client.statistics().outages()).isEqualTo(1);
		assertThat(client.statistics().outages(ConnectionCause.Type.NETWORK)).isEqualTo(1);
		assertThat(client.statistics().outagesByCause()).containsEntry(ConnectionCause.Type.TIMEOUT, 0L);
	}

	@Test
	void failedAttemptsAreCountedByCause() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> options.server("127.0.0.1", 1));
		client.connect();
		eventually(() -> assertThat(client.statistics().connectFailures(ConnectionCause.Type.NETWORK)).isPositive());
		assertThat(client.statistics().connects()).isZero();
	}

	@Test
	void whoWantsToKnowIsToldWhatBecameOfPublications() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> options
			.publish(new PublishOptions(1, 1 << 20, PublishOptions.Overflow.FAIL, Duration.ofSeconds(1), null, 1)));
		Registration registration = client.onPublication((qos, failure, nanos) -> {
			assertThat(nanos).isPositive();
			this.ended.add(qos + " " + failure);
		});
		client.onPublication((qos, failure, nanos) -> {
			throw new IllegalStateException("a listener that fails harms nobody");
		});
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		eventually(() -> assertThat(this.ended).containsExactly("AT_LEAST_ONCE null"));
		get(client.disconnect());
		CompletableFuture<PublishResult> waiting = publish(client, "2", QoS.AT_MOST_ONCE);
		CompletableFuture<PublishResult> tooMuch = publish(client, "3", QoS.EXACTLY_ONCE);
		assertThatThrownBy(() -> get(tooMuch)).isInstanceOfSatisfying(MqttPublishException.class,
				(failure) -> assertThat(failure.reason()).isEqualTo(Reason.BUFFER_FULL));
		assertThat(this.ended).containsExactly("AT_LEAST_ONCE null", "EXACTLY_ONCE BUFFER_FULL");
		registration.close();
		waiting.cancel(false);
		assertThat(this.ended).hasSize(2);
	}

	@Test
	void whileNobodyWantsToKnowAPublicationIsNotTimed() {
		MqttClient client = connect();
		Registration registration = client.onPublication((qos, failure, nanos) -> this.ended.add(qos + ""));
		assertThat(publish(client, "1", QoS.AT_LEAST_ONCE).getClass().getSimpleName()).isEqualTo("MeasuredPublish");
		registration.close();
		assertThat(publish(client, "2", QoS.AT_LEAST_ONCE).getClass().getSimpleName()).isEqualTo("PendingPublish");
	}

	@Test
	void theBufferSaysHowFullItIs() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		publish(client, "four", QoS.AT_LEAST_ONCE);
		assertThat(client.statistics().buffer().pending()).isEqualTo(1);
		assertThat(client.statistics().buffer().pendingBytes()).isEqualTo(4);
		assertThat(client.statistics().buffer().maxPending()).isEqualTo(65536);
		assertThat(client.statistics().buffer().maxPendingBytes()).isEqualTo(64L << 20);
	}

	@Test
	void receiversSayHowManyMessagesWaitAndWereDiscarded() {
		MqttClient client = connect();
		CountDownLatch latch = new CountDownLatch(1);
		Registration registration = client
			.addReceiver(new Receiver("slow", Set.of(TopicFilter.of("t")), (message, ack) -> {
				await(latch);
				ack.acknowledge();
			}, 2, Receiver.Overflow.DROP_NEWEST, null));
		get(client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE)));
		for (int i = 0; i < 5; i++) {
			this.broker.publish("t", "x", 0);
		}
		eventually(() -> assertThat(client.receiverStatus()).containsExactly(new ReceiverStatus("slow", 2, 2, 3)));
		assertThat(client.receiverStatus("slow")).containsExactly(new ReceiverStatus("slow", 2, 2, 3));
		assertThat(client.receiverStatus("other")).isEmpty();
		latch.countDown();
		eventually(() -> assertThat(client.receiverStatus()).containsExactly(new ReceiverStatus("slow", 0, 2, 3)));
		registration.close();
		assertThat(client.receiverStatus()).isEmpty();
		assertThat(client.receiverStatus("slow")).isEmpty();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aReceiversThreadHasClientAndReceiverInItsLoggingContextForATurn() {
		MqttClient client = connect();
		List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
		Executor executor = (turn) -> new Thread(() -> {
			turn.run();
			contexts.add((MDC.getCopyOfContextMap() != null) ? MDC.getCopyOfContextMap() : Map.of());
		}).start();
		client.addReceiver(new Receiver("listener", Set.of(TopicFilter.of("t")), (message, ack) -> {
			contexts.add(MDC.getCopyOfContextMap());
			ack.acknowledge();
		}, 10, Receiver.Overflow.BACKPRESSURE, executor));
		get(client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE)));
		this.broker.publish("t", "x", 0);
		eventually(() -> assertThat(contexts)
			.containsExactly(Map.of("mqtt.client", "client", "mqtt.listener", "listener"), Map.of()));
	}

}
