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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.sun.management.ThreadMXBean;
import io.resilientmqtt.client.DeliveryReceipt;
import io.resilientmqtt.client.MessageReceiver;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What it allocates to call a listener's method that takes {@code byte[]}: with twice as
 * much a build fails, without timing anything.
 */
class ListenerAllocationTests {

	private static final int MESSAGES = 10_000;

	private static final int PAYLOAD = 64;

	private static final int MOST = 200;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private int received;

	private int acknowledged;

	@Test
	void aMessageForAListenerOfBytes() throws Exception {
		FakeMqttClient client = new FakeMqttClient();
		MqttMessageListener listener = new MqttListenerMethodFactory(client, new MqttMessageConverters(List.of()))
			.create(this, getClass().getDeclaredMethod("handle", byte[].class), List.of(TopicTemplate.of("a/b")));
		new MqttListenerContainer(MqttListenerEndpoint.builder("test", listener).topics("a/b").build(),
				new ListenerEnvironment(client, () -> Duration.ZERO, Delays.JDK), (message) -> true,
				() -> CompletableFuture.completedFuture(null), MqttListenerOptions.UNSET, Runnable::run)
			.start();
		MessageReceiver receiver = client.receivers().get(0).receiver();
		MqttMessage message = MqttMessage.builder("a/b").wrapPayload(new byte[PAYLOAD]).qos(QoS.AT_LEAST_ONCE).build();
		DeliveryReceipt acknowledgement = () -> this.acknowledged++;
		long before = 0;
		for (int i = 0; i < 2 * MESSAGES; i++) {
			if (i == MESSAGES) { // warm
				before = this.threads.getCurrentThreadAllocatedBytes();
			}
			receiver.receive(message, acknowledgement);
		}
		long perMessage = (this.threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
		assertThat(this.received).isEqualTo(2 * MESSAGES * PAYLOAD);
		assertThat(this.acknowledged).isEqualTo(2 * MESSAGES);
		assertThat(perMessage).isLessThan(MOST);
	}

	void handle(byte[] payload) {
		this.received += payload.length;
	}

}
