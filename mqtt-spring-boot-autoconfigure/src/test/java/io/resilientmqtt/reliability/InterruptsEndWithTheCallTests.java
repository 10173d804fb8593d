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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a receiver, a connection listener or a stage of a future leaves interrupted is not
 * interrupted for whoever is called next on the same thread.
 */
class InterruptsEndWithTheCallTests extends ScriptedBrokerFixture {

	/** One thread for all that the client calls. */
	private final ExecutorService single = Executors.newSingleThreadExecutor();

	private final List<Boolean> interrupted = new CopyOnWriteArrayList<>();

	@AfterEach
	void endThread() {
		this.single.shutdownNow();
	}

	private void look() {
		this.interrupted.add(Thread.currentThread().isInterrupted());
		Thread.currentThread().interrupt();
	}

	@ParameterizedTest
	@EnumSource
	void forTheNextMessage(ProtocolVersion version) throws InterruptedException {
		MqttClient client = connect(version, (options) -> options.executor(this.single));
		CountDownLatch allThere = new CountDownLatch(1);
		this.single.execute(() -> awaitUninterruptibly(allThere));
		client.onMessage("in", (message) -> look());
		get(client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE)));
		for (int i = 0; i < 5; i++) {
			this.broker.publish("in", String.valueOf(i), 1);
		}
		allThere.countDown();
		eventually(() -> assertThat(this.interrupted).hasSize(5).containsOnly(false));
	}

	@ParameterizedTest
	@EnumSource
	void forTheNextConnectionListenerAndEvent(ProtocolVersion version) {
		MqttClient client = client(version, (options) -> options.executor(this.single));
		client.onConnectionEvent((event) -> look());
		client.onConnectionEvent((event) -> look());
		get(client.connect());
		get(client.disconnect());
		eventually(() -> assertThat(this.interrupted).hasSizeGreaterThanOrEqualTo(4).containsOnly(false));
	}

	@ParameterizedTest
	@EnumSource
	void forTheNextStage(ProtocolVersion version) {
		MqttClient client = client(version, (options) -> {
		});
		CompletableFuture<?>[] stages = new CompletableFuture<?>[50];
		for (int i = 0; i < stages.length; i++) {
			stages[i] = publish(client, String.valueOf(i), QoS.AT_LEAST_ONCE).thenRun(this::look);
		}
		client.connect(); // only now, or a stage of what is complete would run in this
							// thread
		for (CompletableFuture<?> stage : stages) {
			get(stage);
		}
		assertThat(this.interrupted).hasSize(stages.length).containsOnly(false);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
