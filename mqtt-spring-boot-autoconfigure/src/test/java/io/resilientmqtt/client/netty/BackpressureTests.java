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
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * While reading is paused because a receiver has no room, no answer of the broker can be
 * seen: no wait for one runs out, and the broker goes on hearing from the client.
 */
class BackpressureTests {

	private static final String PINGREQ = "c000";

	private final List<Runnable> tasks = new ArrayList<>();

	private List<String> received;

	/**
	 * Connect, and receive one message more than there is room for.
	 */
	private VirtualClient paused(Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient((options) -> {
			options.responseTime(Duration.ofSeconds(5)).pingInterval(Duration.ofSeconds(1));
			customizer.accept(options);
		});
		this.received = client.receive(1, this.tasks::add);
		client.acceptMqtt();
		pause(client);
		return client;
	}

	private static void pause(VirtualClient client) {
		client.receive(0x30, 4, 0, 1, 't', '1');
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
	}

	private void resume(VirtualClient client) {
		while (!this.tasks.isEmpty()) {
			List<Runnable> due = List.copyOf(this.tasks);
			this.tasks.clear();
			due.forEach(Runnable::run);
			client.runTasks();
		}
		assertThat(client.supervisor.link().gate().isClosed()).isFalse();
	}

	@Test
	@Behaviour("S7")
	void whileReadingIsPausedTheLinkIsPingedAndNotGivenUp() {
		VirtualClient client = paused((options) -> {
		});
		client.pass(Duration.ofSeconds(60));
		assertThat(client.isClosed()).isFalse();
		assertThat(client.sent().length() / PINGREQ.length()).isBetween(55, 60);
		resume(client);
		client.pass(Duration.ofMillis(5_980));
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(40));
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	@Behaviour("S7")
	void aResponseTimeLongerThanTheKeepAliveDoesNotKeepTheBrokerWaiting() {
		VirtualClient client = paused((options) -> options.keepAlive(Duration.ofSeconds(8))
			.pingInterval(Duration.ZERO)
			.responseTime(Duration.ofSeconds(60)));
		for (int i = 0; i < 10; i++) {
			client.pass(Duration.ofSeconds(8));
			assertThat(client.sent()).contains(PINGREQ);
		}
	}

	@Test
	@Behaviour("S13")
	void anAcknowledgementThatCanNotBeSeenIsNotMissed() {
		VirtualClient client = paused((options) -> options.maxRepubs(1).responseTime(Duration.ofMillis(200)));
		CompletableFuture<PublishResult> future = client.publish(QoS.AT_LEAST_ONCE);
		client.receive(0x40, 2, 0, 1);
		client.pass(Duration.ofMillis(900));
		assertThat(future).isNotDone();
		assertThat(client.isClosed()).isFalse();
		assertThat(client.context.counters().republications()).isZero();
		resume(client);
		assertThat(future).isCompleted();
	}

	@Test
	@Behaviour("S13")
	void afterThePauseAnAcknowledgementIsAwaitedAgain() {
		VirtualClient client = paused((options) -> options.maxRepubs(1));
		client.publish(QoS.AT_LEAST_ONCE);
		client.pass(Duration.ofMillis(900));
		resume(client);
		client.sent();
		client.pass(Duration.ofMillis(4_500));
		client.receive(0xD0, 0);
		assertThat(client.context.counters().republications()).isZero();
		client.pass(Duration.ofMillis(600));
		assertThat(client.context.counters().republications()).isEqualTo(1);
	}

	@Test
	@Behaviour("S17")
	void anAnswerThatCanNotBeSeenIsNotMissed() {
		VirtualClient client = paused((options) -> {
		});
		CompletableFuture<SubscribeResult> future = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), future);
		client.pass(Duration.ofMillis(900));
		resume(client);
		client.pass(Duration.ofMillis(4_200));
		assertThat(client.isClosed()).isFalse();
		client.receive(0x90, 3, 0, 1, 1);
		assertThat(future).isCompleted();
	}

	@Test
	void aReceiverThatWaitsForAnAcknowledgementGetsRoomUntilItComes() {
		VirtualClient client = paused((options) -> {
		});
		CompletableFuture<PublishResult> future = client.publish(QoS.AT_LEAST_ONCE);
		client.receive(0x30, 4, 0, 1, 't', '2', 0x30, 4, 0, 1, 't', '3', 0x40, 2, 0, 1);
		client.pass(Duration.ofMillis(900));
		assertThat(future).isNotDone();
		client.pass(Duration.ofMillis(200)); // room for one more
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
		assertThat(future).isNotDone();
		client.pass(Duration.ofSeconds(2)); // for two more, which leads to the PUBACK
		assertThat(future).isCompleted();
		assertThat(client.context.counters().republications()).isZero();
		resume(client);
		assertThat(this.received).containsExactly("1", "2", "3");
	}

	@Test
	void theRoomIsTakenBackWhenTheReceiverHasCaughtUp() {
		VirtualClient client = paused((options) -> {
		});
		client.publish(QoS.AT_LEAST_ONCE);
		client.pass(Duration.ofMillis(1_100));
		assertThat(client.supervisor.link().gate().isClosed()).isFalse();
		resume(client);
		pause(client);
	}

	@Test
	void aReceiverThatGetsOnHasNoMoreRoomThanItsCapacity() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		List<Boolean> closed = new ArrayList<>();
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("#")), (message, acknowledgement) -> {
			if (message.payloadAsString().equals("2")) { // after the first
				client.pass(Duration.ofMillis(200));
				closed.add(client.supervisor.link().gate().isClosed());
			}
		}, 3, Receiver.Overflow.BACKPRESSURE, null);
		client.context.inboxes().add(new Inbox(receiver, this.tasks::add, client.context.loop(), () -> {
		}, () -> {
		}));
		client.acceptMqtt();
		client.publish(QoS.AT_LEAST_ONCE);
		client.receive(0x30, 4, 0, 1, 't', '1', 0x30, 4, 0, 1, 't', '2', 0x30, 4, 0, 1, 't', '3');
		client.pass(Duration.ofMillis(900));
		this.tasks.get(0).run();
		assertThat(closed).containsExactly(true);
	}

	@Test
	@Behaviour("S27")
	void brokerUpIsAnsweredWhileReadingIsPaused() {
		VirtualClient client = paused((options) -> {
		});
		client.pass(Duration.ofSeconds(2));
		List<Boolean> answers = new ArrayList<>();
		client.supervisor.link().probe(0, answers::add);
		client.pass(Duration.ofMillis(5_100));
		assertThat(answers).containsExactly(false);
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void aLinkThatHasToProveItselfIsAnnouncedUpAfterThePause() {
		VirtualClient client = new VirtualClient((options) -> options.runtime((runtime) -> runtime.quick(false))
			.responseTime(Duration.ofSeconds(5))
			.pingInterval(Duration.ofSeconds(1)));
		this.received = client.receive(1, this.tasks::add);
		client.accept();
		client.receive(0x20, 2, 0, 0, 0x30, 4, 0, 1, 't', '1', 0xD0, 0);
		assertThat(client.supervisor.link().gate().isClosed()).isTrue();
		client.pass(Duration.ofSeconds(20));
		assertThat(client.events).isEmpty();
		resume(client);
		assertThat(client.events).hasSize(1).first().isInstanceOf(ConnectionEvent.Up.class);
		assertThat(this.received).containsExactly("1");
	}

}
