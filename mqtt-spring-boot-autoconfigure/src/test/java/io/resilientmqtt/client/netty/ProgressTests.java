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
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Progress, not age, says what is dead, in virtual time: whoever works through what it
 * was sent is waited for, and who does not is found out.
 */
@Behaviour({ "S3", "S7", "S8", "S13", "S17", "S27" })
class ProgressTests {

	private static final int[] PINGRESP = { 0xD0, 0 };

	/** A ping is due after 1 s, an answer after 2 s more. */
	private static VirtualClient connected(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient((options) -> {
			options.protocolVersion(version).pingInterval(Duration.ofSeconds(1)).responseTime(Duration.ofSeconds(2));
			customizer.accept(options);
		});
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
		assertThat(client.connected).isCompleted();
		return client;
	}

	private static VirtualClient connected(ProtocolVersion version) {
		return connected(version, (options) -> {
		});
	}

	private static CompletableFuture<PublishResult> publish(VirtualClient client, int size, QoS qos) {
		return client.publish(MqttMessage.builder("t").wrapPayload(new byte[size]).qos(qos).build());
	}

	private static void puback(VirtualClient client, int packetId) {
		client.receive(0x40, 2, packetId >> 8, packetId & 0xFF);
	}

	private static CompletableFuture<?> subscribe(VirtualClient client) {
		CompletableFuture<Object> future = new CompletableFuture<>();
		CompletableFuture<io.resilientmqtt.client.SubscribeResult> subscribed = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE)), subscribed);
		subscribed.thenAccept(future::complete);
		client.runTasks();
		return future;
	}

	private static void suback(VirtualClient client, ProtocolVersion version, int packetId) {
		if (version == ProtocolVersion.MQTT_5) {
			client.receive(0x90, 4, 0, packetId, 0, 1);
		}
		else {
			client.receive(0x90, 3, 0, packetId, 1);
		}
	}

	private static void retained(VirtualClient client, ProtocolVersion version) {
		if (version == ProtocolVersion.MQTT_5) {
			client.receive(0x31, 4, 0, 1, 'a', 0);
		}
		else {
			client.receive(0x31, 3, 0, 1, 'a');
		}
	}

	private static void assertDead(VirtualClient client) {
		assertThat(client.isClosed()).isTrue();
		ConnectionEvent last = client.events.get(client.events.size() - 1);
		assertThat(last).isInstanceOfSatisfying(ConnectionEvent.Down.class,
				(down) -> assertThat(down.cause().type()).isEqualTo(Type.TIMEOUT));
	}

	/**
	 * Return how long it takes until the link is given up.
	 */
	private static long millisToDeath(VirtualClient client, Runnable each100Millis) {
		for (long millis = 0; millis < 600_000; millis += 100) {
			if (client.isClosed()) {
				assertDead(client);
				return millis;
			}
			each100Millis.run();
			client.pass(Duration.ofMillis(100));
		}
		return Long.MAX_VALUE;
	}

	/**
	 * The socket takes so much each half second.
	 */
	private static void passUploading(VirtualClient client, int seconds, int bytesPerSecond) {
		for (int i = 0; i < 2 * seconds; i++) {
			client.channel().take(bytesPerSecond / 2);
			client.pass(Duration.ofMillis(500));
			assertThat(client.isClosed()).isFalse();
		}
	}

	@Test
	void aLargeSessionMayKeepConnackWaitingLongerThanTheResponseTime() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.accept();
		client.pass(Duration.ofSeconds(15));
		client.receive(0x20, 2, 0, 0);
		assertThat(client.connected).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void aPingIsAwaitedFromWhenItHasLeftBehindAnUpload(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().take(0);
		CompletableFuture<PublishResult> future = publish(client, 4_000_000, QoS.AT_LEAST_ONCE);
		passUploading(client, 60, 64 * 1024);
		client.channel().take(Long.MAX_VALUE);
		client.pass(Duration.ofMillis(1_900));
		assertThat(client.isClosed()).isFalse();
		assertThat(client.context.counters().republications()).isZero();
		puback(client, 1);
		assertThat(future).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void aQoS2UploadIsNotRepeatedBeforeItHasLeft(ProtocolVersion version) {
		VirtualClient client = connected(version, (options) -> options.maxRepubs(0));
		client.channel().take(0);
		publish(client, 4_000_000, QoS.EXACTLY_ONCE);
		passUploading(client, 30, 64 * 1024);
		client.channel().take(Long.MAX_VALUE);
		client.receive(0x50, 2, 0, 1);
		assertThat(client.sent()).endsWith("62020001");
		assertThat(client.isClosed()).isFalse();
		assertThat(client.context.counters().republications()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void aSubscriptionIsAwaitedFromWhenItHasLeftBehindAnUpload(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().take(0);
		publish(client, 4_000_000, QoS.AT_MOST_ONCE);
		CompletableFuture<?> subscribed = subscribe(client);
		CompletableFuture<?> unsubscribed = new CompletableFuture<>();
		client.context.subscriptions().unsubscribe(List.of(TopicFilter.of("b")), List.of(), new CompletableFuture<>());
		passUploading(client, 30, 64 * 1024);
		assertThat(subscribed).isNotDone();
		assertThat(unsubscribed).isNotDone();
		client.channel().take(Long.MAX_VALUE);
		suback(client, version, 1);
		assertThat(subscribed).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void whoAsksWhetherTheBrokerAnswersIsNotToldNoWhileAnUploadIsUnderWay(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().take(0);
		publish(client, 4_000_000, QoS.AT_MOST_ONCE);
		List<Boolean> answers = new ArrayList<>();
		client.supervisor.link().probe(0, answers::add);
		passUploading(client, 10, 64 * 1024);
		assertThat(answers).isEmpty();
		client.channel().take(Long.MAX_VALUE);
		client.receive(PINGRESP);
		assertThat(answers).containsExactly(true);
	}

	@ParameterizedTest
	@EnumSource
	void anUploadThatStopsIsFoundOut(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().take(0);
		publish(client, 4_000_000, QoS.AT_LEAST_ONCE);
		passUploading(client, 10, 64 * 1024);
		assertThat(millisToDeath(client, () -> {
		})).isBetween(1_400L, 2_300L);
		assertThat(client.context.counters().republications()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whatWasUploadedSlowlyHasAsMuchTimeToArriveAsTheSocketTook(ProtocolVersion version) {
		VirtualClient client = connected(version, (options) -> options.maxRepubs(0));
		client.channel().take(0);
		publish(client, 6 * 1024 * 1024, QoS.AT_LEAST_ONCE);
		passUploading(client, 6, 1024 * 1024);
		client.channel().take(Long.MAX_VALUE);
		assertThat(millisToDeath(client, () -> {
		})).isBetween(3_000L, 5_000L); // 2 MB at 1 MB/s more than the response time
	}

	@ParameterizedTest
	@EnumSource
	void whatTheOperatingSystemTakesIsNoSignOfLife(ProtocolVersion version) {
		for (int bytesPerSecond : new int[] { 100, 8_000_000 }) {
			VirtualClient client = connected(version);
			client.pass(Duration.ofMillis(500));
			client.receive(PINGRESP);
			client.channel().take(512 * 1024); // then its buffer is full
			long millis = millisToDeath(client, () -> publish(client, bytesPerSecond / 10, QoS.AT_MOST_ONCE));
			assertThat(millis).isBetween(2_900L, 3_300L);
		}
	}

	@ParameterizedTest
	@EnumSource
	void retainedMessagesAheadOfSubackAreProgress(ProtocolVersion version) {
		VirtualClient client = connected(version);
		CompletableFuture<?> subscribed = subscribe(client);
		CompletableFuture<PublishResult> published = client.publish(QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 1_000; i++) {
			client.pass(Duration.ofMillis(100));
			retained(client, version);
		}
		assertThat(client.isClosed()).isFalse();
		assertThat(client.context.counters().republications()).isZero();
		suback(client, version, 1);
		puback(client, 2);
		assertThat(subscribed).isCompleted();
		assertThat(published).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void aSubackThatDoesNotComeAfterTheRetainedMessagesIsMissed(ProtocolVersion version) {
		VirtualClient client = connected(version);
		subscribe(client);
		for (int i = 0; i < 100; i++) {
			client.pass(Duration.ofMillis(100));
			retained(client, version);
		}
		assertThat(millisToDeath(client, () -> client.receive(PINGRESP))).isBetween(1_900L, 2_100L);
	}

	@ParameterizedTest
	@EnumSource
	void acknowledgementsOfWhatWasSentLaterDoNotPutOffAMissingSuback(ProtocolVersion version) {
		VirtualClient client = connected(version);
		subscribe(client);
		int[] packetId = { 1 };
		long millis = millisToDeath(client, () -> {
			client.publish(QoS.AT_LEAST_ONCE);
			puback(client, ++packetId[0]);
		});
		assertThat(millis).isBetween(1_900L, 4_300L);
	}

	@ParameterizedTest
	@EnumSource
	void aSlowBrokerIsWaitedForInWhateverOrderItAcknowledges(ProtocolVersion version) {
		for (boolean inOrder : new boolean[] { true, false }) {
			VirtualClient client = connected(version, (options) -> options.maxRepubs(0));
			List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
			for (int i = 0; i < 1_024; i++) {
				futures.add(client.publish(QoS.AT_LEAST_ONCE));
			}
			CompletableFuture<?> subscribed = subscribe(client);
			for (int i = 1; i <= 1_024; i++) {
				client.pass(Duration.ofMillis(100));
				puback(client, inOrder ? i : 1_025 - i);
			}
			suback(client, version, 1_025 & 0xFF);
			assertThat(client.isClosed()).isFalse();
			assertThat(client.context.counters().republications()).isZero();
			assertThat(futures).allSatisfy((future) -> assertThat(future).isCompleted());
			assertThat(subscribed).isNotDone(); // its identifier has two bytes
			client.receive((version == ProtocolVersion.MQTT_5) ? "900404010001" : "9003040101");
			assertThat(subscribed).isCompleted();
		}
	}

	@Test
	void aLostPublicationIsRepeatedThoughOthersAreAcknowledged() {
		VirtualClient client = connected(ProtocolVersion.MQTT_3_1_1);
		client.publish(QoS.AT_LEAST_ONCE);
		for (int packetId = 2; packetId <= 50; packetId++) {
			client.publish(QoS.AT_LEAST_ONCE);
			client.pass(Duration.ofMillis(100));
			puback(client, packetId);
		}
		assertThat(client.context.counters().republications()).isEqualTo(1);
		assertThat(client.sent()).contains("3a0600017400" + "0178");
	}

	@ParameterizedTest
	@EnumSource
	void aPublicationThatIsNeverAcknowledgedEndsTheLinkThoughOthersAre(ProtocolVersion version) {
		VirtualClient client = connected(version, (options) -> options.maxRepubs(1));
		client.publish(QoS.AT_LEAST_ONCE);
		int[] packetId = { 1 };
		long millis = millisToDeath(client, () -> {
			client.publish(QoS.AT_LEAST_ONCE);
			puback(client, ++packetId[0]);
		});
		assertThat(millis).isBetween(4_000L, 10_000L);
	}

	@ParameterizedTest
	@EnumSource
	void aBrokerThatOnlyRepeatsPubrecIsNotWaitedFor(ProtocolVersion version) {
		VirtualClient client = connected(version, (options) -> options.maxRepubs(1));
		client.publish(QoS.EXACTLY_ONCE);
		assertThat(millisToDeath(client, () -> client.receive(0x50, 2, 0, 1))).isBetween(3_900L, 4_300L);
	}

	@ParameterizedTest
	@EnumSource
	void aPacketThatTakesLongToArriveHoldsUpWhatIsBehindIt(ProtocolVersion version) {
		VirtualClient client = connected(version, (options) -> options.maxRepubs(0));
		CompletableFuture<?> subscribed = subscribe(client);
		CompletableFuture<PublishResult> published = client.publish(QoS.AT_LEAST_ONCE);
		client.receive(0x30, 0xD3, 0x0F, 0, 1, 't'); // and 2,000 bytes
		for (int i = 0; i < 100; i++) {
			client.pass(Duration.ofMillis(200));
			assertThat(client.isClosed()).isFalse();
			client.receive(new byte[20]);
		}
		assertThat(client.context.counters().received()).isEqualTo(1);
		suback(client, version, 1);
		puback(client, 2);
		assertThat(subscribed).isCompleted();
		assertThat(published).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsNoMqttIsNoSignOfLife(ProtocolVersion version) {
		VirtualClient client = connected(version);
		assertThat(millisToDeath(client, () -> client.channel().pipeline().fireChannelReadComplete())).isBetween(2_900L,
				3_100L);
	}

	@ParameterizedTest
	@EnumSource
	void aClientThatDidNotRunHasNotMissedAnything(ProtocolVersion version) {
		VirtualClient client = connected(version, (options) -> options.maxRepubs(0));
		client.publish(QoS.AT_LEAST_ONCE);
		subscribe(client);
		client.pass(Duration.ofMillis(1_100));
		client.sleep(Duration.ofMinutes(10));
		client.pass(Duration.ofMillis(100));
		assertThat(client.isClosed()).isFalse();
		assertThat(millisToDeath(client, () -> {
		})).isBetween(1_700L, 2_100L);
	}

}
