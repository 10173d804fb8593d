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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that sends more than the Receive Maximum is not read from, but for what the
 * receivers wait for.
 */
class ReceiveOverrunTests {

	private final List<String> received = new ArrayList<>();

	private final List<DeliveryReceipt> acknowledgements = new ArrayList<>();

	private VirtualClient client(int receiveMaximum, int capacity) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.responseTime(Duration.ofSeconds(5))
			.pingInterval(Duration.ofSeconds(1))
			.v5((v5) -> v5.receiveMaximum(receiveMaximum)));
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("#")), (message, acknowledgement) -> {
			this.received.add(message.payloadAsString());
			this.acknowledgements.add(acknowledgement);
		}, capacity, Receiver.Overflow.BACKPRESSURE, null);
		client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
			Link link = client.supervisor.link();
			if (link != null) {
				link.gate().open();
			}
		}, client.context.losses()::discarded));
		client.acceptMqtt5(false);
		return client;
	}

	private static void publish(VirtualClient client, int packetId, int qos) {
		client.receive(0x30 | qos << 1, 7, 0, 1, 't', 0, packetId, 0, '0' + packetId);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void aReceiverThatWaitsForAnAcknowledgementBehindAnOverrunGetsIt(int qos) {
		VirtualClient client = client(1, 16);
		CompletableFuture<PublishResult> awaited = client.publish(QoS.AT_LEAST_ONCE);
		for (int packetId = 1; packetId <= 4; packetId++) {
			publish(client, packetId, qos);
		}
		client.receive(0x40, 2, 0, 1);
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
		assertThat(this.received).containsExactly("1");
		client.pass(Duration.ofMillis(900));
		assertThat(awaited).isNotDone();
		client.pass(Duration.ofMillis(3_200)); // a second for each
		assertThat(awaited).isCompleted();
		assertThat(this.received).containsExactly("1", "2", "3", "4");
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void anOverrunIsHeldBackWhileNothingIsAwaited() {
		VirtualClient client = client(1, 16);
		publish(client, 1, 1);
		publish(client, 2, 1);
		client.pass(Duration.ofSeconds(30));
		assertThat(this.received).containsExactly("1");
		this.acknowledgements.get(0).acknowledge();
		client.pass(Duration.ofMillis(10));
		assertThat(this.received).containsExactly("1", "2");
		assertThat(client.supervisor.link().gate().isClosed()).isFalse();
	}

	@Test
	void theRoomIsTakenBackWhenTheReceiverHasCaughtUp() {
		VirtualClient client = client(1, 16);
		client.publish(QoS.AT_LEAST_ONCE);
		publish(client, 1, 1);
		publish(client, 2, 1);
		client.pass(Duration.ofMillis(1_100));
		assertThat(this.received).containsExactly("1", "2");
		this.acknowledgements.forEach(DeliveryReceipt::acknowledge);
		client.pass(Duration.ofMillis(10));
		publish(client, 3, 1);
		publish(client, 4, 1);
		assertThat(this.received).containsExactly("1", "2", "3");
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
	}

	@Test
	void anOverrunAndAFullReceiverBothGiveWay() {
		List<Runnable> tasks = new ArrayList<>();
		VirtualClient client = new VirtualClient(
				(options) -> options.protocolVersion(ProtocolVersion.MQTT_5).v5((v5) -> v5.receiveMaximum(1)));
		client.receive(1, tasks::add);
		client.acceptMqtt5(false);
		CompletableFuture<PublishResult> awaited = client.publish(QoS.AT_LEAST_ONCE);
		for (int packetId = 1; packetId <= 4; packetId++) {
			publish(client, packetId, 1);
		}
		client.receive(0x40, 2, 0, 1);
		client.pass(Duration.ofSeconds(10));
		assertThat(awaited).isCompleted();
	}

	@Test
	void roomInAReceiverDoesNotEndAnOverrun() {
		VirtualClient client = client(1, 16);
		publish(client, 1, 1);
		publish(client, 2, 1);
		client.supervisor.link().gate().open();
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
		assertThat(this.received).containsExactly("1");
	}

}
