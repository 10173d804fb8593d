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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.util.ReferenceCountUtil;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Packet;
import io.resilientmqtt.testsupport.ScriptedConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receive Maximum, the broker's and ours [MQTT 5, 4.9].
 */
class FlowControlTests extends ScriptedBrokerFixture {

	private static final int RECEIVE_MAXIMUM = 10;

	private static final int MESSAGES = 600;

	/** Publications received and not acknowledged, by connection. */
	private final Map<ScriptedConnection, AtomicInteger> unacknowledged = new ConcurrentHashMap<>();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger sent = new AtomicInteger();

	private static MqttProperties.IntegerProperty receiveMaximum() {
		return new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, RECEIVE_MAXIMUM);
	}

	private static int id(MqttMessage packet) {
		return (packet instanceof MqttPublishMessage publish) ? publish.variableHeader().packetId()
				: ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
	}

	private void received(ScriptedConnection connection) {
		int now = this.unacknowledged.computeIfAbsent(connection, (key) -> new AtomicInteger()).incrementAndGet();
		this.most.accumulateAndGet(now, Math::max);
	}

	private void acknowledged(ScriptedConnection connection) {
		this.unacknowledged.computeIfAbsent(connection, (key) -> new AtomicInteger())
			.updateAndGet((count) -> Math.max(count - 1, 0));
	}

	/**
	 * Answer late, so that as many pile up as the client lets.
	 */
	private void late(ScriptedConnection connection, MqttMessage packet, Runnable answer) {
		ReferenceCountUtil.retain(packet);
		connection.channel().eventLoop().schedule(() -> {
			if (connection.channel().isActive()) {
				answer.run();
			}
			ReferenceCountUtil.release(packet);
		}, id(packet) % 3, TimeUnit.MILLISECONDS);
	}

	private static void refuse(ScriptedConnection connection, int id) {
		connection.channel()
			.writeAndFlush(
					new MqttMessage(new MqttFixedHeader(MqttMessageType.PUBREC, false, MqttQoS.AT_MOST_ONCE, false, 0),
							new MqttPubReplyMessageVariableHeader(id, (byte) 0x97, MqttProperties.NO_PROPERTIES)));
	}

	@Test
	void aBrokerWithReceiveMaximum10NeverSeesMoreUnacknowledged() {
		AtomicInteger publishes = new AtomicInteger();
		this.broker.withConnack(receiveMaximum()).on(MqttMessageType.PUBLISH, (connection, packet) -> {
			received(connection);
			int number = publishes.incrementAndGet();
			if (number % 97 == 0) {
				connection.channel().close();
				return;
			}
			boolean exactlyOnce = packet.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE;
			late(connection, packet, () -> {
				if (exactlyOnce && number % 7 == 0) {
					acknowledged(connection);
					refuse(connection, id(packet));
					return;
				}
				if (!exactlyOnce) {
					acknowledged(connection);
				}
				connection.react(packet);
			});
		}).on(MqttMessageType.PUBREL, (connection, packet) -> late(connection, packet, () -> {
			acknowledged(connection);
			connection.react(packet);
		}));
		MqttClient client = connect(ProtocolVersion.MQTT_5, ScriptedBrokerFixture::persistent);
		List<CompletableFuture<PublishResult>> futures = IntStream.range(0, MESSAGES)
			.mapToObj((i) -> publish(client, String.valueOf(i), QoS.of(1 + i % 2)))
			.toList();
		int refused = 0;
		for (CompletableFuture<PublishResult> future : futures) {
			try {
				get(future);
			}
			catch (MqttPublishException ex) {
				assertThat(ex.reason()).isEqualTo(MqttPublishException.Reason.REFUSED);
				refused++;
			}
		}
		assertThat(refused).isPositive();
		assertThat(this.broker.connections()).isGreaterThan(5);
		assertThat(this.most).hasValue(RECEIVE_MAXIMUM);
		assertThat(payloads().stream().distinct()).hasSize(MESSAGES);
	}

	@Test
	void aClientWithReceiveMaximum10AndAStuckHandlerNeverHoldsMoreAndStillReads() {
		this.broker.on(MqttMessageType.PUBACK, (connection, packet) -> {
			connection.react(packet);
			acknowledged(connection);
			sendNext(connection);
		});
		MqttClient client = connect(ProtocolVersion.MQTT_5,
				(options) -> options.pingInterval(Duration.ofMillis(50))
					.responseTime(SHORT)
					.v5((v5) -> v5.receiveMaximum(RECEIVE_MAXIMUM)));
		CountDownLatch release = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		client.addReceiver(Receiver.of("stuck", List.of("in"), (message, acknowledgement) -> {
			awaitUninterruptibly(release);
			handled.add(message.payloadAsString());
			acknowledgement.acknowledge();
		}));
		this.broker.on(MqttMessageType.SUBSCRIBE, (connection, packet) -> {
			connection.react(packet);
			for (int i = 0; i < RECEIVE_MAXIMUM; i++) {
				sendNext(connection);
			}
		});
		get(client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE)));
		eventually(() -> assertThat(client.statistics().received()).isEqualTo(RECEIVE_MAXIMUM));
		int pings = this.broker.received(MqttMessageType.PINGREQ).size();
		get(publish(client, "out", QoS.AT_LEAST_ONCE)); // PUBACK is read
		assertThat(get(client.brokerUp())).isTrue();
		eventually(() -> assertThat(this.broker.received(MqttMessageType.PINGREQ)).hasSizeGreaterThan(pings + 2));
		assertThat(client.statistics().received()).isEqualTo(RECEIVE_MAXIMUM);
		assertThat(this.broker.received(MqttMessageType.PUBACK)).isEmpty();
		release.countDown();
		eventually(() -> assertThat(handled)
			.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(String::valueOf).toList()));
		assertThat(client.statistics().outages()).isZero();
		assertThat(this.most).hasValueLessThanOrEqualTo(RECEIVE_MAXIMUM);
		assertThat(this.broker.received(MqttMessageType.CONNECT)).extracting(Packet::connection).containsExactly(1);
	}

	private void sendNext(ScriptedConnection connection) {
		int number = this.sent.get();
		if (number < 100) {
			this.sent.incrementAndGet();
			received(connection);
			connection.publish("in", String.valueOf(number), 1);
		}
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
