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
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.resilientmqtt.testsupport.FakeMqttClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads of listeners with a concurrency have client and listener in their logging
 * context, as those of the client have.
 */
class ListenerLoggingContextTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client);

	private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

	private final List<Map<String, String>> afterwards = new CopyOnWriteArrayList<>();

	@Test
	void workersHaveClientAndListenerInTheirLoggingContextForATurn() {
		Executor executor = (turn) -> new Thread(() -> {
			turn.run();
			this.afterwards.add(context());
		}).start();
		this.registry.setContainerFactory(new MqttListenerContainerFactory(MqttListenerOptions.UNSET, executor));
		this.registry
			.registerEndpoint(MqttListenerEndpoint.builder("readings", (message) -> this.contexts.add(context()))
				.topics("sensors/+")
				.options(MqttListenerOptions.builder().concurrency(2).build())
				.build());
		this.registry.start();
		this.client.deliver("sensors/1", "21.5");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.contexts)
				.containsExactly(Map.of("mqtt.client", "test", "mqtt.listener", "readings")));
		// The thread that receives, which is not the client's here, and the worker
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.afterwards).hasSize(2)
				.allSatisfy((context) -> assertThat(context).isEmpty()));
	}

	private static Map<String, String> context() {
		Map<String, String> context = MDC.getCopyOfContextMap();
		return (context != null) ? context : Map.of();
	}

}
