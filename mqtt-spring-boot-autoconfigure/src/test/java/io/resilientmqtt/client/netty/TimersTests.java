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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every wait of the client, in virtual time.
 */
@Behaviour({ "S3", "S7", "S10", "S13", "S17", "S27" })
class TimersTests {

	private static final String PINGREQ = "c000";

	private static final int[] PINGRESP = { 0xD0, 0 };

	private static VirtualClient connected(Consumer<MqttClientOptionsBuilder> options) {
		VirtualClient client = new VirtualClient(options);
		client.acceptMqtt();
		assertThat(client.connected).isCompleted();
		return client;
	}

	private static Type lastCause(VirtualClient client) {
		ConnectionEvent last = client.events.get(client.events.size() - 1);
		return (last instanceof ConnectionEvent.Down down) ? down.cause().type()
				: ((ConnectionEvent.ConnectFailed) last).cause().type();
	}

	@Test
	void byDefaultTheLinkIsPingedAfter15SecondsAndDeadAfter25() {
		VirtualClient client = connected((options) -> {
		});
		client.pass(Duration.ofMillis(14_990));
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(client.sent()).isEqualTo(PINGREQ);
		client.pass(Duration.ofMillis(9_970));
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(40));
		assertThat(client.isClosed()).isTrue();
		assertThat(lastCause(client)).isEqualTo(Type.TIMEOUT);
	}

	@Test
	void aShortPingIntervalFindsADeadLinkInSixSeconds() {
		VirtualClient client = connected(
				(options) -> options.pingInterval(Duration.ofSeconds(1)).responseTime(Duration.ofSeconds(5)));
		client.pass(Duration.ofMillis(5_980));
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(40));
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void aPingIntervalLongerThanAQuarterOfTheKeepAliveIsNotUsed() {
		VirtualClient client = connected(
				(options) -> options.keepAlive(Duration.ofSeconds(8)).pingInterval(Duration.ofSeconds(60)));
		client.pass(Duration.ofMillis(2_010));
		assertThat(client.sent()).isEqualTo(PINGREQ);
	}

	@Test
	void withoutAKeepAliveTheLinkIsPingedAfter20Seconds() {
		VirtualClient client = connected((options) -> options.keepAlive(Duration.ZERO));
		client.pass(Duration.ofMillis(19_990));
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(client.sent()).isEqualTo(PINGREQ);
	}

	@Test
	void nothingIsPingedWhileSomethingIsReceived() {
		VirtualClient client = connected((options) -> {
		});
		for (int i = 0; i < 4; i++) {
			client.pass(Duration.ofSeconds(10));
			client.receive(0x30, 3, 0, 1, 't');
		}
		assertThat(client.sent()).isEmpty();
	}

	@Test
	void thePongPutsTheNextPingOff() {
		VirtualClient client = connected((options) -> {
		});
		for (int i = 0; i < 10; i++) {
			client.pass(Duration.ofMillis(15_020));
			assertThat(client.sent()).isEqualTo(PINGREQ);
			client.receive(PINGRESP);
		}
		assertThat(client.isClosed()).isFalse();
	}

	@Test
	void aLinkThatDiesRightAfterAPongIsFoundDeadAsFast() {
		VirtualClient client = connected(
				(options) -> options.pingInterval(Duration.ofSeconds(1)).responseTime(Duration.ofSeconds(5)));
		for (int i = 0; i < 5; i++) {
			client.pass(Duration.ofMillis(1_010));
			assertThat(client.sent()).isEqualTo(PINGREQ);
			client.receive(PINGRESP);
		}
		client.pass(Duration.ofMillis(5_980));
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(40));
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void theBrokersKeepAliveIsServedWhenOnlyReceiving() {
		VirtualClient client = connected((options) -> options.keepAlive(Duration.ofSeconds(60)));
		for (int i = 0; i < 9; i++) {
			client.pass(Duration.ofSeconds(5));
			client.receive(0x30, 3, 0, 1, 't');
		}
		client.pass(Duration.ofMillis(100));
		assertThat(client.sent()).isEqualTo(PINGREQ);
	}

	@Test
	void connackIsAwaitedForTheConnectTimeout() {
		VirtualClient client = new VirtualClient((options) -> options.responseTime(Duration.ofSeconds(3)));
		client.accept();
		client.pass(Duration.ofMillis(29_990));
		assertThat(client.events).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(lastCause(client)).isEqualTo(Type.TIMEOUT);
	}

	@Test
	void anAttemptMayTakeTheConnectTimeout() {
		VirtualClient client = new VirtualClient((options) -> options.connectTimeout(Duration.ofSeconds(4)));
		client.pass(Duration.ofMillis(3_990));
		assertThat(client.events).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(lastCause(client)).isEqualTo(Type.TIMEOUT);
	}

	@Test
	void aStableLinkIsReplacedAtOnceAndAnUnstableOneAfterABackOff() {
		VirtualClient client = connected((options) -> {
		});
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		assertThat(client.openedAt()).containsExactly(0L, 6_000L);
		client.acceptMqtt();
		client.pass(Duration.ofSeconds(1));
		client.closeConnection();
		ConnectionEvent last = client.events.get(client.events.size() - 1);
		assertThat(last).isInstanceOf(ConnectionEvent.Down.class);
		assertThat(client.openedAt()).containsExactly(0L, 6_000L, 7_000L); // a look
		client.pass(Duration.ofMillis(490));
		assertThat(client.openedAt()).hasSize(3);
		client.pass(Duration.ofMillis(20));
		assertThat(client.openedAt()).hasSize(4);
	}

	@Test
	void waitsDoubleUpToTheLongest() {
		VirtualClient client = new VirtualClient((options) -> options.connectTimeout(Duration.ofMillis(1_000)));
		client.pass(Duration.ofSeconds(150));
		List<Duration> delays = client.events.stream()
			.map((event) -> ((ConnectionEvent.ConnectFailed) event).nextDelay())
			.toList();
		assertThat(delays).extracting(Duration::toMillis)
			.startsWith(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
	}

	@Test
	void serversAreTriedInOrderAndTheWaitIsForAllOfThem() {
		VirtualClient client = new VirtualClient((options) -> options.connectTimeout(Duration.ofMillis(100))
			.servers(List.of(new ServerAddress("a", 1), new ServerAddress("b", 1), new ServerAddress("c", 1))));
		client.pass(Duration.ofMillis(2_200));
		assertThat(client.openedTo()).containsExactly("a", "b", "c", "a", "b", "c", "a", "b");
		assertThat(client.openedAt()).containsExactly(0L, 100L, 200L, 800L, 900L, 1_000L, 2_100L, 2_200L);
	}

	@Test
	void afterAnOutageTheServersBehindTheLostOneComeBeforeTheWait() {
		VirtualClient client = new VirtualClient((options) -> options.connectTimeout(Duration.ofMillis(100))
			.servers(List.of(new ServerAddress("a", 1), new ServerAddress("b", 1))));
		client.pass(Duration.ofMillis(150));
		client.acceptMqtt();
		client.pass(Duration.ofMillis(9_850));
		client.closeConnection();
		client.pass(Duration.ofMillis(700));
		assertThat(client.openedTo()).containsExactly("a", "b", "b", "a", "b");
		assertThat(client.openedAt()).containsExactly(0L, 100L, 10_000L, 10_100L, 10_700L);
	}

	@Test
	void aServerThatRefusedIsBackWithinATenthOfTheOutage() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.refuse();
		for (int i = 0; i < 1_000; i++) {
			client.pass(Duration.ofMillis(10));
			client.refuse();
		}
		int before = client.openedAt().size();
		while (client.openedAt().size() == before) {
			client.pass(Duration.ofMillis(10));
		}
		long lookedAt = client.openedAt().get(before);
		assertThat(lookedAt).isLessThan(11_100);
		client.accept();
		client.pass(Duration.ofMillis(60));
		assertThat(client.openedAt()).hasSize(before + 2);
	}

	@Test
	void underMqtt311APublishIsRepeatedEveryResponseTime() {
		VirtualClient client = connected((options) -> options.responseTime(Duration.ofSeconds(2))
			.maxRepubs(2)
			.pingInterval(Duration.ofSeconds(1)));
		client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo("320600017400" + "0178");
		passAlive(client, 1_900);
		assertThat(client.sent()).doesNotContain("3a06");
		passAlive(client, 200);
		assertThat(client.sent()).contains("3a06000174000178");
		passAlive(client, 2_000);
		assertThat(client.sent()).contains("3a06000174000178");
		passAlive(client, 1_800);
		assertThat(client.isClosed()).isFalse();
		passAlive(client, 300);
		assertThat(client.isClosed()).isTrue();
		assertThat(lastCause(client)).isEqualTo(Type.TIMEOUT);
		assertThat(client.context.counters().republications()).isEqualTo(2);
	}

	@Test
	void underMqtt5TheLinkIsDeadAfterTheSameTime() {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.responseTime(Duration.ofSeconds(2))
			.maxRepubs(2)
			.pingInterval(Duration.ofSeconds(1)));
		client.accept();
		client.receive(0x20, 3, 0, 0, 0);
		client.sent();
		client.publish(QoS.EXACTLY_ONCE);
		assertThat(client.sent()).isEqualTo("340700017400010078");
		passAlive(client, 5_900);
		assertThat(client.sent()).doesNotContain("3c07");
		assertThat(client.isClosed()).isFalse();
		passAlive(client, 200);
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void underMqtt311PubrelIsRepeatedAsOftenAsPublish() {
		VirtualClient client = connected((options) -> options.responseTime(Duration.ofSeconds(2))
			.maxRepubs(2)
			.pingInterval(Duration.ofSeconds(1)));
		CompletableFuture<PublishResult> future = client.publish(QoS.EXACTLY_ONCE);
		passAlive(client, 4_100);
		assertThat(client.sent()).endsWith("3c0600017400" + "0178");
		client.receive(0x50, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("62020001");
		passAlive(client, 2_100);
		assertThat(client.sent()).contains("62020001");
		passAlive(client, 2_000);
		assertThat(client.sent()).contains("62020001").doesNotContain("3c06");
		passAlive(client, 1_800);
		assertThat(client.isClosed()).isFalse();
		passAlive(client, 200);
		assertThat(client.isClosed()).isTrue();
		assertThat(lastCause(client)).isEqualTo(Type.TIMEOUT);
		assertThat(future).isNotDone();
	}

	@Test
	void underMqtt5PubcompIsAwaitedAsLongAsPubrec() {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.responseTime(Duration.ofSeconds(2))
			.maxRepubs(2)
			.pingInterval(Duration.ofSeconds(1)));
		client.accept();
		client.receive(0x20, 3, 0, 0, 0);
		client.publish(QoS.EXACTLY_ONCE);
		passAlive(client, 5_900);
		client.receive(0x50, 2, 0, 1);
		client.sent();
		passAlive(client, 5_900);
		assertThat(client.isClosed()).isFalse();
		assertThat(client.sent()).doesNotContain("6202");
		passAlive(client, 200);
		assertThat(client.isClosed()).isTrue();
	}

	@Test
	void aLateAcknowledgementCompletesAndTheOneOfTheRepetitionIsIgnored() {
		VirtualClient client = connected(
				(options) -> options.responseTime(Duration.ofSeconds(2)).pingInterval(Duration.ofSeconds(1)));
		CompletableFuture<PublishResult> future = client.publish(QoS.AT_LEAST_ONCE);
		passAlive(client, 2_100);
		assertThat(client.context.counters().republications()).isEqualTo(1);
		client.receive(0x40, 2, 0, 1);
		assertThat(future).isCompleted();
		client.receive(0x40, 2, 0, 1);
		assertThat(client.context.counters().unknownAcks()).isEqualTo(1);
		passAlive(client, 10_000);
		assertThat(client.isClosed()).isFalse();
		assertThat(client.sent()).containsOnlyOnce("3a0600017400" + "0178");
	}

	@Test
	void brokerUpIsTrueAtOnceWhenSomethingWasReceivedLatelyAndElseAsks() {
		VirtualClient client = connected((options) -> options.responseTime(Duration.ofSeconds(5)));
		Link link = client.supervisor.link();
		List<Boolean> answers = new ArrayList<>();
		client.pass(Duration.ofMillis(990));
		link.probe(Duration.ofSeconds(1).toNanos(), answers::add);
		assertThat(answers).containsExactly(true);
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(20));
		link.probe(Duration.ofSeconds(1).toNanos(), answers::add);
		assertThat(client.sent()).isEqualTo(PINGREQ);
		assertThat(answers).hasSize(1);
		client.receive(PINGRESP);
		assertThat(answers).containsExactly(true, true);
		client.pass(Duration.ofSeconds(2));
		link.probe(Duration.ofSeconds(1).toNanos(), answers::add);
		client.pass(Duration.ofMillis(4_980));
		assertThat(answers).hasSize(2);
		client.pass(Duration.ofMillis(30));
		assertThat(answers).containsExactly(true, true, false);
	}

	@Test
	void subackAndUnsubackAreAwaitedForTheResponseTime() {
		for (boolean subscribing : List.of(true, false)) {
			VirtualClient client = connected(
					(options) -> options.responseTime(Duration.ofSeconds(2)).pingInterval(Duration.ofSeconds(1)));
			Subscriptions subscriptions = client.context.subscriptions();
			if (subscribing) {
				subscriptions.subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), new CompletableFuture<>());
			}
			else {
				subscriptions.unsubscribe(List.of(TopicFilter.of("a")), List.of(), new CompletableFuture<>());
			}
			passAlive(client, 1_900);
			assertThat(client.isClosed()).isFalse();
			passAlive(client, 200);
			assertThat(client.isClosed()).isTrue();
			assertThat(lastCause(client)).isEqualTo(Type.TIMEOUT);
		}
	}

	/**
	 * Let time pass while the broker answers pings.
	 */
	private static void passAlive(VirtualClient client, long millis) {
		for (long left = millis; left > 0 && !client.isClosed(); left -= 100) {
			client.pass(Duration.ofMillis(100));
			if (!client.isClosed()) {
				client.receive(PINGRESP);
			}
		}
	}

}
