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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.Resubscribe;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Subscribing and receiving.
 */
@Behaviour({ "S11", "S17", "S18", "S19", "S20", "S21", "S22", "S23", "S24", "S25", "S27" })
class ReceivingTests extends ScriptedBrokerFixture {

	private static Subscription[] subscriptions(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> Subscription.of("topic/" + i, QoS.AT_LEAST_ONCE))
			.toArray(Subscription[]::new);
	}

	private List<Packet> subscribes() {
		return this.broker.received(MqttMessageType.SUBSCRIBE);
	}

	private List<Integer> pubacks() {
		return this.broker.received(MqttMessageType.PUBACK).stream().map(Packet::id).toList();
	}

	@ParameterizedTest
	@EnumSource
	void subscriptionsAreRenewedInBatchesBeforeTheLinkIsUp(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		get(client.subscribe(subscriptions(150)));
		int before = subscribes().size();
		List<Integer> renewedWhenUp = new CopyOnWriteArrayList<>();
		client.onConnectionEvent((event) -> renewedWhenUp.add(subscribes().size()));
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		List<Packet> renewals = subscribes().subList(before, subscribes().size());
		assertThat(renewals).hasSize(2).allMatch((packet) -> packet.connection() == 2);
		assertThat(renewals.stream().flatMap((packet) -> packet.topics().stream()))
			.containsExactlyElementsOf(IntStream.range(0, 150).mapToObj((i) -> "topic/" + i + ":1").toList());
		eventually(() -> assertThat(renewedWhenUp).last().isEqualTo(subscribes().size()));
	}

	@ParameterizedTest
	@EnumSource
	void aBrokerThatHasTheSessionIsNotAskedAgain(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		get(client.subscribe(subscriptions(2)));
		this.broker.closeConnections();
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		assertThat(subscribes()).hasSize(1);
		assertThat(client.subscriptions()).extracting(SubscriptionStatus::state)
			.containsOnly(SubscriptionStatus.State.GRANTED);
	}

	@Test
	void unlessAskedToAlways() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> {
			persistent(options);
			options.session((session) -> session.resubscribe(Resubscribe.ALWAYS));
		});
		get(client.subscribe(subscriptions(2)));
		this.broker.closeConnections();
		eventually(() -> assertThat(subscribes()).hasSize(2));
	}

	@Test
	void anUnansweredSubscribeMeansADeadLinkAndIsRepeatedOnTheNext() {
		this.broker.drop(MqttMessageType.SUBSCRIBE, 1);
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.responseTime(SHORT));
		get(client.subscribe(subscriptions(1)));
		assertThat(subscribes()).extracting(Packet::connection).containsExactly(1, 2);
	}

	@Test
	void anUnansweredUnsubscribeMeansADeadLinkAndIsRepeatedOnTheNext() {
		this.broker.drop(MqttMessageType.UNSUBSCRIBE, 1);
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
			persistent(options);
			options.responseTime(SHORT);
		});
		get(client.subscribe(subscriptions(1)));
		get(client.unsubscribe("topic/0"));
		assertThat(this.broker.received(MqttMessageType.UNSUBSCRIBE)).extracting(Packet::connection)
			.containsExactly(1, 2);
	}

	@ParameterizedTest
	@EnumSource
	void aRefusedSubscriptionFailsWithoutHarmingTheLinkAndIsTriedOnTheNext(ProtocolVersion version) {
		this.broker.on(MqttMessageType.SUBSCRIBE, 1,
				(connection, packet) -> connection.suback(subscribes().get(0).id(), List.of(0x80)));
		MqttClient client = connect(version, (options) -> {
		});
		assertThatExceptionOfType(MqttSubscribeException.class)
			.isThrownBy(() -> get(client.subscribe(subscriptions(1))))
			.withMessageContaining("topic/0");
		assertThat(client.subscriptions()).first()
			.extracting(SubscriptionStatus::state, SubscriptionStatus::reasonCode)
			.containsExactly(SubscriptionStatus.State.REFUSED, ReasonCode.UNSPECIFIED_ERROR);
		assertThat(client.statistics().outages()).isZero();
		this.broker.closeConnections();
		eventually(() -> assertThat(client.subscriptions()).first()
			.extracting(SubscriptionStatus::state)
			.isEqualTo(SubscriptionStatus.State.GRANTED));
	}

	@ParameterizedTest
	@EnumSource
	void unsubscribingWhatIsNotSubscribedSucceeds(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		get(client.unsubscribe("nothing/#"));
		assertThat(client.isConnected()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void aMessageHasTopicPayloadQoSAndFlags(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> {
		});
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		client.onMessage("in/+",
				(message) -> received.add(message.topic() + " " + message.payloadAsString() + " "
						+ message.qos().value() + " " + message.retain() + " " + message.duplicate() + " "
						+ message.properties().userProperties().size()));
		get(client.subscribe(Subscription.of("in/+", QoS.AT_LEAST_ONCE)));
		byte[] publish = { (byte) 0x3B, 11, 0, 4, 'i', 'n', '/', 'a', 0, 7, 'h', 'i', '!' };
		if (version == ProtocolVersion.MQTT_5) {
			publish = new byte[] { (byte) 0x3B, 19, 0, 4, 'i', 'n', '/', 'a', 0, 7, 7, 0x26, 0, 1, 'k', 0, 1, 'v', 'h',
					'i', '!' };
		}
		this.broker.trickle(publish);
		int properties = (version == ProtocolVersion.MQTT_5) ? 1 : 0;
		eventually(() -> assertThat(received).containsExactly("in/a hi! 1 true true " + properties));
		eventually(() -> assertThat(pubacks()).containsExactly(7));
	}

	@Test
	void acknowledgementsLeaveInTheOrderOfArrival() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		List<DeliveryReceipt> acknowledgements = new CopyOnWriteArrayList<>();
		client.addReceiver(Receiver.of("test", List.of("topic/0"),
				(message, acknowledgement) -> acknowledgements.add(acknowledgement)));
		get(client.subscribe(subscriptions(1)));
		for (int i = 0; i < 3; i++) {
			this.broker.publish("topic/0", "x", 1);
		}
		eventually(() -> assertThat(acknowledgements).hasSize(3));
		acknowledgements.get(2).acknowledge();
		acknowledgements.get(1).acknowledge();
		get(client.publish("other", new byte[0], QoS.AT_LEAST_ONCE, false));
		assertThat(pubacks()).isEmpty();
		acknowledgements.get(0).acknowledge();
		eventually(() -> assertThat(pubacks()).containsExactly(1, 2, 3));
	}

	@Test
	void aReceiverTakenBackLeavesItsMessagesToTheBrokerAndHoldsUpNoOther() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, ScriptedBrokerFixture::persistent);
		CountDownLatch release = new CountDownLatch(1);
		Registration stuck = client.onMessage("topic/0", (message) -> awaitUninterruptibly(release));
		BlockingQueue<String> other = new LinkedBlockingQueue<>();
		client.onMessage("topic/1", (message) -> other.add(message.payloadAsString()));
		get(client.subscribe(subscriptions(2)));
		this.broker.publish("topic/0", "handled", 1);
		this.broker.publish("topic/0", "left", 1);
		this.broker.publish("topic/1", "other", 1);
		eventually(() -> assertThat(other).containsExactly("other"));
		stuck.close();
		release.countDown();
		eventually(() -> assertThat(pubacks()).containsExactly(1, 3));
		BlockingQueue<String> again = new LinkedBlockingQueue<>();
		client.onMessage("topic/0", (message) -> again.add(message.payloadAsString()));
		this.broker.closeConnections();
		eventually(() -> assertThat(again).containsExactly("left"));
		eventually(() -> assertThat(pubacks()).containsExactly(1, 3, 2));
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aMessageBeingHandledThroughAnOutageIsAcknowledgedAfterwardsAndNotHandledAgain(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		CountDownLatch release = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		client.onMessage("topic/0", (message) -> {
			awaitUninterruptibly(release);
			handled.add(message.payloadAsString());
		});
		get(client.subscribe(Subscription.of("topic/0", QoS.EXACTLY_ONCE)));
		this.broker.publish("topic/0", "1", 2);
		eventually(() -> assertThat(client.statistics().received()).isEqualTo(1));
		this.broker.closeConnections();
		eventually(() -> assertThat(client.statistics().received()).isEqualTo(2));
		get(client.publish("other", new byte[0], QoS.AT_LEAST_ONCE, false));
		assertThat(this.broker.received(MqttMessageType.PUBREC)).isEmpty();
		release.countDown();
		eventually(() -> assertThat(this.broker.received(MqttMessageType.PUBCOMP)).hasSize(1));
		assertThat(this.broker.received(MqttMessageType.PUBREC)).extracting(Packet::connection).containsExactly(2);
		assertThat(handled).containsExactly("1");
	}

	@Test
	void aMessageIsAcknowledgedWhenItsHandlerHasReturned() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		CountDownLatch release = new CountDownLatch(1);
		client.onMessage("topic/0", (message) -> awaitUninterruptibly(release));
		get(client.subscribe(subscriptions(1)));
		this.broker.publish("topic/0", "1", 1);
		eventually(() -> assertThat(client.statistics().received()).isEqualTo(1));
		get(client.publish("other", new byte[0], QoS.AT_LEAST_ONCE, false));
		assertThat(pubacks()).isEmpty();
		release.countDown();
		eventually(() -> assertThat(pubacks()).containsExactly(1));
	}

	@Test
	void aMessageForTheQueueIsAcknowledgedWhenItIsPutThere() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.runtime((runtime) -> runtime.queueLength(3)));
		get(client.subscribe(subscriptions(1)));
		this.broker.publish("topic/0", "1", 1);
		eventually(() -> assertThat(pubacks()).containsExactly(1));
		assertThat(client.queue().size()).isEqualTo(1);
	}

	@Test
	void theQueueHoldsItsLengthAndDropsTheOldest() throws InterruptedException {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.runtime((runtime) -> runtime.queueLength(3)));
		get(client.subscribe(subscriptions(1)));
		for (int i = 1; i <= 5; i++) {
			this.broker.publish("topic/0", String.valueOf(i), 1);
		}
		eventually(() -> assertThat(pubacks()).hasSize(5));
		assertThat(client.queue().discards()).isEqualTo(2);
		assertThat(client.statistics().queueDiscarded()).isEqualTo(2);
		assertThat(client.statistics().discarded()).isZero();
		for (int i = 3; i <= 5; i++) {
			assertThat(client.queue().take().payloadAsString()).isEqualTo(String.valueOf(i));
		}
		assertThat(client.queue().poll(Duration.ZERO)).isNull();
	}

	@Test
	void aReceiverThatThrowsHarmsNothing() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		client.onMessage("topic/0", (message) -> {
			throw new IllegalStateException("expected by the test");
		});
		get(client.subscribe(subscriptions(1)));
		this.broker.publish("topic/0", "1", 1);
		this.broker.publish("topic/0", "2", 1);
		eventually(() -> assertThat(pubacks()).containsExactly(1, 2));
		assertThat(client.statistics().outages()).isZero();
	}

	@Test
	void brokerUpAsksWhenNothingWasHeardLately() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.responseTime(SHORT));
		assertThat(get(client.brokerUp())).isTrue();
		assertThat(this.broker.received(MqttMessageType.PINGREQ)).isEmpty();
		get(client.disconnect());
		assertThat(get(client.brokerUp())).isFalse();
	}

	@Test
	void aBrokerThatDoesNotAnswerIsNotUp() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.responseTime(SHORT));
		this.broker.freeze();
		await().pollDelay(Duration.ofMillis(1_100)).until(() -> true); // so long ago is
																		// not lately
		assertThat(get(client.brokerUp())).isFalse();
		this.broker.behave();
		eventually(() -> assertThat(get(client.brokerUp())).isTrue());
		assertThat(this.broker.received(MqttMessageType.PINGREQ)).isNotEmpty();
	}

	@Test
	void aMessageReachesAReceiverOnceHoweverManyOfItsFiltersMatch() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		List<String> received = new CopyOnWriteArrayList<>();
		client.addReceiver(new Receiver("test", Set.of(TopicFilter.of("#"), TopicFilter.of("topic/+")),
				(message, acknowledgement) -> {
					received.add(message.payloadAsString());
					acknowledgement.acknowledge();
				}, 10, Receiver.Overflow.BACKPRESSURE, null));
		get(client.subscribe(subscriptions(1)));
		this.broker.publish("topic/0", "1", 1);
		this.broker.publish("topic/0", "2", 1);
		eventually(() -> assertThat(received).containsExactly("1", "2"));
	}

	@Test
	void aSlowReceiverStopsTheReadingAndLosesNothing() {
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.pingInterval(Duration.ofMillis(50)).responseTime(SHORT));
		CountDownLatch release = new CountDownLatch(1);
		List<String> received = new CopyOnWriteArrayList<>();
		client.addReceiver(new Receiver("slow", Set.of(TopicFilter.of("topic/0")), (message, acknowledgement) -> {
			awaitUninterruptibly(release);
			received.add(message.payloadAsString());
			acknowledgement.acknowledge();
		}, 4, Receiver.Overflow.BACKPRESSURE, null));
		get(client.subscribe(subscriptions(1)));
		List<String> sent = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
		sent.forEach((text) -> this.broker.publish("topic/0", text, 1));
		eventually(() -> assertThat(this.broker.received(MqttMessageType.PINGREQ)).hasSizeGreaterThan(2));
		assertThat(client.statistics().received()).isLessThan(100);
		release.countDown();
		eventually(() -> assertThat(received).isEqualTo(sent));
		assertThat(client.statistics().outages()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/+", "a/#", "" })
	void aResponseTopicThatIsNoneIsIgnored(String responseTopic) {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> {
		});
		List<MqttMessage> received = new CopyOnWriteArrayList<>();
		client.onMessage("t", received::add);
		get(client.brokerUp());
		// PUBLISH, QoS 0, topic "t", Response Topic and Correlation Data 7
		ByteBuffer packet = ByteBuffer.allocate(64);
		int length = responseTopic.length();
		packet.put((byte) 0x30).put((byte) (3 + 1 + 3 + length + 4)).put(new byte[] { 0, 1, 't' });
		packet.put((byte) (3 + length + 4)).put(new byte[] { 8, 0, (byte) length }).put(responseTopic.getBytes());
		packet.put(new byte[] { 9, 0, 1, 7 });
		this.broker.send(Arrays.copyOf(packet.array(), packet.position()));
		eventually(() -> assertThat(received).hasSize(1));
		assertThat(received.get(0).properties().responseTopic()).isNull();
		assertThat(received.get(0).properties().correlationData()).containsExactly(7);
		assertThat(client.isConnected()).isTrue();
	}

}
