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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of a publication that the buffer has no room for or that waits too long.
 */
class PublishBufferTests extends ScriptedBrokerFixture {

	private static PublishOptions buffer(int maxPending, Overflow overflow, Duration maxBlock,
			@Nullable Duration expiry) {
		return new PublishOptions(maxPending, 1 << 20, overflow, maxBlock, expiry, 1024);
	}

	private static void assertFailsWith(Reason reason, CompletableFuture<PublishResult> future) {
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> get(future))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	@Behaviour("S15")
	void aFullBufferFailsThePublicationAtOnce() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(buffer(2, Overflow.FAIL, LONG, null)));
		CompletableFuture<PublishResult> first = publish(client, "1", QoS.AT_LEAST_ONCE);
		publish(client, "2", QoS.AT_LEAST_ONCE);
		assertFailsWith(Reason.BUFFER_FULL, publish(client, "3", QoS.AT_LEAST_ONCE));
		assertThat(first).isNotDone();
		client.connect();
		eventually(() -> assertThat(payloads()).containsExactly("1", "2"));
	}

	@Test
	@Behaviour("S15")
	void aFullBufferBlocksThePublisherForAWhile() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(buffer(1, Overflow.BLOCK, SHORT, null)));
		publish(client, "1", QoS.AT_LEAST_ONCE);
		long before = System.nanoTime();
		assertFailsWith(Reason.BUFFER_FULL, publish(client, "2", QoS.AT_LEAST_ONCE));
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(SHORT);
	}

	@Test
	@Behaviour("S15")
	void aBlockedPublisherGoesOnWhenThereIsRoom() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(buffer(1, Overflow.BLOCK, LONG, null)));
		publish(client, "1", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> second = CompletableFuture
			.supplyAsync(() -> publish(client, "2", QoS.AT_LEAST_ONCE))
			.thenCompose((future) -> future);
		client.connect();
		get(second);
		assertThat(payloads()).containsExactly("1", "2");
	}

	@Test
	@Behaviour("S15")
	void aFullBufferDropsTheOldest() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(buffer(2, Overflow.DROP_OLDEST, LONG, null)));
		CompletableFuture<PublishResult> first = publish(client, "1", QoS.AT_LEAST_ONCE);
		publish(client, "2", QoS.AT_LEAST_ONCE);
		publish(client, "3", QoS.AT_LEAST_ONCE);
		assertFailsWith(Reason.DROPPED, first);
		assertThat(client.statistics().failed(Reason.DROPPED)).isEqualTo(1);
		client.connect();
		eventually(() -> assertThat(payloads()).containsExactly("2", "3"));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void aBurstWhileTheBrokerIsAwayLeavesTheNewest(ProtocolVersion version) {
		MqttClient client = client(version,
				(options) -> options.publish(buffer(1000, Overflow.DROP_OLDEST, LONG, null)));
		CompletableFuture<PublishResult> last = null;
		for (int i = 0; i < 30_000; i++) {
			last = publish(client, String.valueOf(i), QoS.AT_LEAST_ONCE);
		}
		client.connect();
		get(last);
		assertThat(payloads()).isEqualTo(IntStream.range(29_000, 30_000).mapToObj(String::valueOf).toList());
		assertThat(client.statistics().failed(Reason.DROPPED)).isEqualTo(29_000);
	}

	@Test
	@Behaviour("S15")
	void theBytesOfTheBufferAreLimitedToo() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(new PublishOptions(10, 5, Overflow.FAIL, Duration.ZERO, null, 1024)));
		CompletableFuture<PublishResult> longerThanTheBuffer = publish(client, "123456", QoS.AT_LEAST_ONCE);
		assertThat(longerThanTheBuffer).isNotDone();
		assertFailsWith(Reason.BUFFER_FULL, publish(client, "1", QoS.AT_LEAST_ONCE));
		assertThat(client.statistics().failed(Reason.BUFFER_FULL)).isEqualTo(1);
		client.connect();
		get(longerThanTheBuffer);
		get(publish(client, "12345", QoS.AT_LEAST_ONCE));
	}

	@Test
	@Behaviour("S15")
	void aMessageThatWaitsTooLongExpires() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(buffer(10, Overflow.FAIL, LONG, SHORT)));
		assertFailsWith(Reason.EXPIRED, publish(client, "1", QoS.AT_LEAST_ONCE));
		assertThat(client.statistics().failed(Reason.EXPIRED)).isEqualTo(1);
	}

	@Test
	@Behaviour("S15")
	void aPublishFromAReceiverNeverWaitsForRoom() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(buffer(1, Overflow.BLOCK, LONG, null)));
		AtomicReference<CompletableFuture<PublishResult>> fromReceiver = new AtomicReference<>();
		client.onMessage("in", (message) -> fromReceiver.set(publish(client, "2", QoS.AT_LEAST_ONCE)));
		get(client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE)));
		this.broker.drop(MqttMessageType.PUBLISH, 1);
		publish(client, "1", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).containsExactly("1"));
		this.broker.publish("in", "go", 1);
		eventually(() -> assertThat(fromReceiver.get()).isNotNull());
		assertFailsWith(Reason.BUFFER_FULL, fromReceiver.get());
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S15")
	void aReceiverMayWaitForWhatItPublishesThoughItsQueueIsFull(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		List<String> handled = new CopyOnWriteArrayList<>();
		client.addReceiver(new Receiver("forwarder", Set.of(TopicFilter.of("in")), (message, acknowledgement) -> {
			get(publish(client, message.payloadAsString(), QoS.AT_LEAST_ONCE));
			handled.add(message.payloadAsString());
			acknowledgement.acknowledge();
		}, 2, Receiver.Overflow.BACKPRESSURE, null));
		get(client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE)));
		List<String> sent = IntStream.range(0, 5).mapToObj(String::valueOf).toList();
		sent.forEach((payload) -> this.broker.publish("in", payload, 1));
		eventually(() -> assertThat(handled).isEqualTo(sent));
		assertThat(client.statistics().outages()).isZero();
	}

}
