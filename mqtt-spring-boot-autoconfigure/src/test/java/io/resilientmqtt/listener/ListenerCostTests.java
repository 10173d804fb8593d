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
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a method does not ask for is not made: tests for what a message costs.
 */
class ListenerCostTests {

	private static final int MESSAGES = 20_000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(new FakeMqttClient(),
			new MqttMessageConverters(List.of()));

	private final MqttMessage message = MqttMessage.builder("rooms/hall")
		.payload(new byte[10_000])
		.contentType("application/octet-stream")
		.userProperty("colour", "red")
		.build();

	@Test
	void headersAndPayloadAreMadeForThoseWhoAsk() throws Exception {
		// Both make the Spring message, which copies the payload
		assertThat(allocatedBy("header")).isGreaterThan(10_000);
		assertThat(allocatedBy("bytes")).isGreaterThan(10_000);
	}

	@Test
	void methodThatTakesTheMessageCostsNoMoreThanItsCall() throws Exception {
		assertThat(allocatedBy("nothing")).isLessThan(100);
		assertThat(allocatedBy("message")).isLessThan(100);
	}

	@Test
	void topicVariablesAndBuffersTakeNoCopyOfThePayload() throws Exception {
		assertThat(allocatedBy("variableAndBuffer")).isLessThan(500);
	}

	private long allocatedBy(String name) throws Exception {
		Method method = Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		MqttMessageListener listener = this.factory.create(new Handler(), method,
				List.of(TopicTemplate.of("rooms/{room}")));
		handle(listener);
		long before = this.threads.getCurrentThreadAllocatedBytes();
		handle(listener);
		return (this.threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
	}

	private void handle(MqttMessageListener listener) throws Exception {
		for (int i = 0; i < MESSAGES; i++) {
			listener.onMessage(this.message);
		}
	}

	@SuppressWarnings("unused")
	static class Handler {

		int calls;

		void nothing() {
			this.calls++;
		}

		void message(MqttMessage message) {
			this.calls++;
		}

		void variableAndBuffer(@DestinationVariable String room, ByteBuffer payload) {
			this.calls++;
		}

		void bytes(byte[] payload) {
			this.calls++;
		}

		void header(@Header String colour) {
			this.calls++;
		}

	}

}
