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

package io.resilientmqtt.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A registry that is stopped and started leaves nothing unacknowledged, which would use
 * up the broker's window for all receivers of the client.
 */
class RegistryRestartTests extends ListenerFixture {

	private static final int MESSAGES = 30;

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private void handle(MqttMessage message) {
		this.handled.add(message.payloadAsString());
	}

	private void deliver() {
		for (int i = 0; i < MESSAGES; i++) {
			this.client.deliver("a", String.valueOf(i));
		}
	}

	@Test
	void whatComesMeanwhileWaitsForTheNextStartWhereTheSubscriptionIsKept() {
		start(this::handle, (options) -> options.unsubscribeOnStop(false), "a");
		this.client.up();
		this.registry.stop();
		deliver();
		assertThat(this.handled).isEmpty();
		assertThat(this.client.acknowledgements().abandoned()).isEmpty();
		this.registry.start();
		await().atMost(LONG).untilAsserted(() -> assertThat(this.client.acknowledged()).isEqualTo(MESSAGES));
		assertThat(this.handled)
			.containsExactlyElementsOf(IntStream.range(0, MESSAGES).mapToObj(String::valueOf).toList());
	}

	@Test
	void whereItIsNotTheBrokerIsToldAtOnceForAllListeners() {
		start(this::handle, (options) -> options, "a");
		this.registry.registerEndpoint(MqttListenerEndpoint.builder("other", this::handle).topics("b").build());
		this.client.up();
		this.registry.stop();
		assertThat(this.client.calls()).containsOnlyOnce("unsubscribe a b");
		this.registry.start();
		assertThat(this.client.calls()).endsWith("subscribe a:1 b:1");
		deliver();
		await().atMost(LONG).untilAsserted(() -> assertThat(this.client.acknowledged()).isEqualTo(MESSAGES));
		assertThat(this.client.acknowledgements().abandoned()).isEmpty();
	}

}
