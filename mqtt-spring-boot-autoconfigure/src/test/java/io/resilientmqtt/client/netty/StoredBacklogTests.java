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

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.StoreOptions.OnFailure;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What waits in the store: more than fits into memory, more than fits into the store, and
 * what becomes of it when the store fails, is emptied or closed.
 */
class StoredBacklogTests extends StoredSessionFixture {

	@ParameterizedTest
	@EnumSource
	void whatCanNotBeSentForWantOfALinkIsReadBackInOrder(ProtocolVersion version) {
		VirtualClient killed = client(version);
		List<CompletableFuture<Void>> safe = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			safe.add(store(killed, String.format("%05d", i)));
			if (i % 1000 == 999) {
				killed.storeWorks();
			}
		}
		assertThat(safe).allMatch(CompletableFuture::isDone);
		assertThat(killed.context.publications().buffer().pending()).isLessThan(6_000);
		assertThat(stored(killed).status().messages()).isEqualTo(20_000);
		VirtualClient restarted = client(version, (options) -> options.cleanInit(false));
		connected(restarted, version, false);
		List<String> payloads = drain(restarted, version, 20_000);
		assertThat(payloads).hasSize(20_000).isSorted().doesNotHaveDuplicates();
		assertThat(this.store.payloads()).isEmpty();
		assertThat(stored(restarted).status().messages()).isZero();
		assertThat(restarted.context.publications().buffer().pending()).isZero();
	}

	@Test
	void aLongQueueIsSentInOrderThoughSomeWaitForTheirEnd() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		List<CompletableFuture<PublishResult>> awaited = new ArrayList<>();
		for (int i = 0; i < 12_000; i++) {
			if (i % 10 == 3) {
				awaited.add(send(client, String.format("%05d", i), QoS.AT_LEAST_ONCE));
			}
			else {
				store(client, String.format("%05d", i));
			}
			if (i % 777 == 0) {
				client.storeWorks();
			}
		}
		awaited.get(awaited.size() - 1).cancel(false);
		connected(client, ProtocolVersion.MQTT_5, false);
		assertThat(drain(client, ProtocolVersion.MQTT_5, 11_999)).hasSize(11_999)
			.isSorted()
			.doesNotHaveDuplicates()
			.doesNotContain("11993");
		assertThat(awaited).allMatch(CompletableFuture::isDone);
		assertThat(this.store.payloads()).isEmpty();
	}

	@Test
	void aFullStoreRefuses() {
		VirtualClient client = client(ProtocolVersion.MQTT_5,
				new StoreOptions(this.store, 2, 1000, Overflow.FAIL, OnFailure.STOP), (options) -> {
				});
		store(client, "a");
		store(client, "b");
		MqttPublishException refused = catchThrowableOfType(MqttPublishException.class, () -> join(store(client, "c")));
		assertThat(refused.reason()).isEqualTo(Reason.STORE_FULL);
		assertThat(refused).hasMessageContaining("mqtt.store.max-messages");
		client.storeWorks();
		assertThat(this.store.payloads()).containsExactly("a", "b");
	}

	@Test
	void aFullStoreDropsTheOldest() {
		VirtualClient client = client(ProtocolVersion.MQTT_5,
				new StoreOptions(this.store, 2, 1000, Overflow.DROP_OLDEST, OnFailure.STOP), (options) -> {
				});
		List<StoredDelivery> deliveries = new ArrayList<>();
		stored(client).onDelivery(deliveries::add);
		List.of("a", "b", "c").forEach((payload) -> {
			store(client, payload);
			client.storeWorks();
		});
		assertThat(this.store.payloads()).containsExactly("b", "c");
		assertThat(deliveries).extracting((delivery) -> delivery.failure().reason()).containsExactly(Reason.DROPPED);
	}

	@Test
	void aPurgeRemovesAllThatIsNotInFlight() {
		VirtualClient client = client(ProtocolVersion.MQTT_5, (options) -> options.cleanInit(false)
			.publish(new PublishOptions(65_536, 1 << 26, Overflow.FAIL, Duration.ZERO, null, 1)));
		connected(client, ProtocolVersion.MQTT_5, false);
		for (int i = 0; i < 10_000; i++) {
			store(client, String.valueOf(i));
			if (i % 1000 == 0) {
				client.storeWorks();
			}
		}
		CompletableFuture<PublishResult> awaited = send(client, "z", QoS.AT_LEAST_ONCE);
		client.storeWorks();
		CompletableFuture<Long> purged = new CompletableFuture<>();
		stored(client).purge(purged);
		client.runTasks();
		client.storeWorks();
		assertThat(purged).isCompletedWithValue(10_000L);
		assertThat(this.store.payloads()).containsExactly("0");
		assertThat(stored(client).status().messages()).isOne();
		assertThat(stored(client).status().bytes()).isOne();
		assertThat(catchThrowableOfType(MqttPublishException.class, () -> join(awaited)).reason())
			.isEqualTo(Reason.PURGED);
		store(client, "new");
		client.receive(0x40, 2, 0, 1);
		client.storeWorks();
		assertThat(this.store.payloads()).containsExactly("new");
	}

	@Test
	void closingWritesWhatIsLeftAndFailsOnlyWhoWaits() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		CompletableFuture<PublishResult> awaited = send(client, "a", QoS.AT_LEAST_ONCE);
		List<StoredDelivery> deliveries = new ArrayList<>();
		stored(client).onDelivery(deliveries::add);
		CompletableFuture<Void> safe = store(client, "b");
		client.context.publications().close();
		client.context.publications().closeStore(1);
		assertThat(this.store.isClosed()).isTrue();
		assertThat(this.store.payloads()).containsExactly("a", "b");
		assertThat(catchThrowableOfType(MqttPublishException.class, () -> join(awaited)).reason())
			.isEqualTo(Reason.CLOSED);
		assertThat(safe).isDone();
		assertThat(deliveries).isEmpty();
	}

	@Test
	void aMessageOfQos0IsNotForTheStore() {
		VirtualClient client = up(ProtocolVersion.MQTT_5);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> stored(client).store(message("a", QoS.AT_MOST_ONCE), null, new CompletableFuture<>()))
			.withMessageContaining("QoS 0")
			.withMessageContaining("'t'");
		send(client, "b", QoS.AT_MOST_ONCE);
		client.storeWorks();
		assertThat(this.store.written()).isZero();
	}

	@Test
	void whatWasStoredIsToldWhenTheBrokerHasIt() {
		VirtualClient client = up(ProtocolVersion.MQTT_5);
		List<StoredDelivery> deliveries = new ArrayList<>();
		stored(client).onDelivery(deliveries::add);
		CompletableFuture<Void> safe = store(client, "a");
		assertThat(safe).isNotDone();
		client.storeWorks();
		assertThat(safe).isCompleted();
		assertThat(deliveries).isEmpty();
		client.receive(0x40, 2, 0, 1);
		assertThat(deliveries).singleElement().satisfies((delivery) -> assertThat(delivery.failure()).isNull());
	}

	@Test
	void whatExpiresUnsentIsTold() {
		VirtualClient killed = client(ProtocolVersion.MQTT_5);
		killed.publish(MqttMessage.builder("t")
			.payload("a")
			.qos(QoS.AT_LEAST_ONCE)
			.properties(PublishProperties.builder().messageExpiry(Duration.ofSeconds(5)).build())
			.build());
		killed.storeWorks();
		VirtualClient restarted = client(ProtocolVersion.MQTT_5);
		List<StoredDelivery> deliveries = new ArrayList<>();
		stored(restarted).onDelivery(deliveries::add);
		restarted.runTasks();
		restarted.storeWorks();
		restarted.pass(Duration.ofSeconds(10), Duration.ofSeconds(1));
		restarted.storeWorks();
		assertThat(deliveries).singleElement().satisfies((delivery) -> {
			assertThat(delivery.topic()).isEqualTo("t");
			assertThat(delivery.failure()).isNotNull()
				.extracting(MqttPublishException::reason)
				.isEqualTo(Reason.EXPIRED);
		});
		assertThat(this.store.payloads()).isEmpty();
	}

	@Test
	void aStoreThatFailsStopsTheClientUntilItWorksAgain() {
		VirtualClient client = up(ProtocolVersion.MQTT_5);
		List<String> calls = new ArrayList<>();
		stored(client).whenFailed(() -> calls.add("stop"), () -> calls.add("go"));
		this.store.broken(true);
		CompletableFuture<PublishResult> first = send(client, "a", QoS.EXACTLY_ONCE);
		client.storeWorks();
		assertThat(calls).containsExactly("stop");
		assertThat(client.sent()).isEmpty();
		assertThat(stored(client).status().failure()).contains("make room on the disk");
		MqttPublishException refused = catchThrowableOfType(MqttPublishException.class,
				() -> join(send(client, "b", QoS.AT_LEAST_ONCE)));
		assertThat(refused.reason()).isEqualTo(Reason.STORE_FAILED);
		this.store.broken(false);
		client.pass(Duration.ofSeconds(2));
		client.storeWorks();
		assertThat(calls).containsExactly("stop", "go");
		assertThat(stored(client).status().failure()).isNull();
		assertThat(this.store.payloads()).containsExactly("a");
		assertThat(client.sent()).contains(publish(ProtocolVersion.MQTT_5, "34", 1, "a"));
		assertThat(first).isNotDone();
	}

	@Test
	void aStoreThatWorksAgainIsFoundThoughNothingIsLeftToBeWritten() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.storeWorks();
		this.store.broken(true);
		CompletableFuture<PublishResult> waiting = send(client, "a", QoS.AT_LEAST_ONCE);
		client.storeWorks();
		assertThat(stored(client).status().failure()).isNotNull();
		waiting.cancel(false);
		client.storeWorks();
		this.store.broken(false);
		client.pass(Duration.ofSeconds(2));
		client.storeWorks();
		client.pass(Duration.ofSeconds(2));
		client.storeWorks();
		assertThat(stored(client).status().failure()).isNull();
		assertThat(stored(client).status().messages()).isZero();
		assertThat(send(client, "b", QoS.AT_LEAST_ONCE)).isNotDone();
		client.storeWorks();
		assertThat(this.store.payloads()).containsExactly("b");
	}

	@Test
	void aStoreThatFailsLetsTheClientGoOnInMemory() {
		VirtualClient client = client(ProtocolVersion.MQTT_5,
				new StoreOptions(this.store, 100, 1000, Overflow.FAIL, OnFailure.MEMORY),
				(options) -> options.cleanInit(false));
		connected(client, ProtocolVersion.MQTT_5, false);
		client.storeWorks();
		client.sent();
		this.store.broken(true);
		CompletableFuture<PublishResult> published = send(client, "a", QoS.EXACTLY_ONCE);
		CompletableFuture<Void> safe = store(client, "b");
		client.storeWorks();
		assertThat(client.sent()).contains(publish(ProtocolVersion.MQTT_5, "34", 1, "a"));
		client.receive(0x50, 2, 0, 1);
		client.storeWorks();
		assertThat(client.sent()).isEqualTo("62020001");
		client.receive(0x70, 2, 0, 1);
		assertThat(published).isCompleted();
		assertThat(safe).isNotDone();
		this.store.broken(false);
		client.pass(Duration.ofSeconds(2));
		client.storeWorks();
		assertThat(safe).isCompleted();
		assertThat(this.store.payloads()).containsExactly("b");
	}

}
