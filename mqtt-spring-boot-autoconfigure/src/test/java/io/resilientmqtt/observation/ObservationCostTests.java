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

package io.resilientmqtt.observation;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import com.sun.management.ThreadMXBean;
import io.micrometer.observation.ObservationRegistry;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who does not observe pays nothing for a message.
 */
class ObservationCostTests {

	private static final int MESSAGES = 20_000;

	private static final int NOTHING = 8;

	private static final int OBSERVATION = 200;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final MqttMessage message = MqttMessage.builder("sensors/1").payload("21.5").build();

	private final CompletableFuture<PublishResult> published = CompletableFuture.completedFuture(PublishResult.SUCCESS);

	private final MqttClient client = (MqttClient) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { MqttClient.class }, (proxy, method, arguments) -> this.published);

	private final ObservationRegistry registry = ObservationRegistry.create();

	private int handled;

	@Test
	void publishing() throws Exception {
		this.registry.observationConfig().observationHandler((context) -> true);
		MqttTemplate template = new MqttTemplate(this.client);
		long direct = allocatedBy(() -> this.client.publish(this.message));
		assertThat(allocatedBy(() -> template.send(this.message))).isLessThan(direct + NOTHING);
		template.setPublishInterceptor(new ObservedPublications(ObservationRegistry.NOOP, null, (any) -> "edge"));
		assertThat(allocatedBy(() -> template.send(this.message))).isLessThan(direct + NOTHING);
		template.setPublishInterceptor(new ObservedPublications(this.registry, null, (any) -> "edge"));
		assertThat(allocatedBy(() -> template.send(this.message))).isGreaterThan(direct + OBSERVATION);
	}

	@Test
	void listening() throws Exception {
		this.registry.observationConfig().observationHandler((context) -> true);
		MqttMessageListener listener = (received) -> this.handled++;
		assertThat(allocatedBy(observed(listener, ObservationRegistry.NOOP))).isLessThan(NOTHING);
		assertThat(allocatedBy(observed(listener, this.registry))).isGreaterThan(OBSERVATION);
		assertThat(this.handled).isPositive();
	}

	private MqttMessageListener observed(MqttMessageListener listener, ObservationRegistry registry) {
		return new ObservedListeners(registry, null, (any) -> "edge")
			.decorate(MqttListenerEndpoint.builder("readings", listener).topics("a").build(), listener, this.client);
	}

	private long allocatedBy(MqttMessageListener listener) throws Exception {
		return allocatedBy(() -> listener.handle(this.message));
	}

	/** Bytes for each call, once it is warm. */
	private long allocatedBy(Callable<?> call) throws Exception {
		long before = 0;
		for (int i = 0; i < 2 * MESSAGES; i++) {
			if (i == MESSAGES) {
				before = this.threads.getCurrentThreadAllocatedBytes();
			}
			call.call();
		}
		return (this.threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
	}

}
