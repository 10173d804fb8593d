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

package io.resilientmqtt.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.annotation.InvalidMqttListenerException;
import io.resilientmqtt.annotation.MqttHandler;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener that takes an {@link Acknowledgment} acknowledges for itself, unless it is
 * told otherwise, which is refused.
 */
class AcknowledgmentModeTests {

	private final FakeMqttClientFactory clients = new FakeMqttClientFactory();

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
		.withBean(MqttClientFactory.class, () -> this.clients)
		.withPropertyValues("mqtt.server=127.0.0.1");

	@Test
	void aMethodAcknowledgesForItself() {
		this.context.withBean(Single.class).run((context) -> assertManual(context.getBean(Single.class)));
	}

	@Test
	void aMethodThatTakesBatchesAcknowledgesForItself() {
		this.context.withPropertyValues("mqtt.listener.batch-size=1")
			.withBean(Batch.class)
			.run((context) -> assertManual(context.getBean(Batch.class)));
	}

	@Test
	void oneOfSeveralMethodsAcknowledgesForItself() {
		this.context.withBean(Handlers.class).run((context) -> assertManual(context.getBean(Handlers.class)));
	}

	private void assertManual(Listener listener) {
		FakeMqttClient client = this.clients.clients().get(0);
		client.deliver("a", "1");
		await().until(() -> listener.acknowledgments.size() == 1);
		assertThat(client.acknowledged()).isZero();
		listener.acknowledgments.get(0).acknowledge();
		assertThat(client.acknowledged()).isOne();
	}

	@ParameterizedTest
	@ValueSource(classes = { Single.class, Batch.class, Handlers.class })
	void anotherModeOfThePropertyIsRefused(Class<?> listener) {
		this.context.withPropertyValues("mqtt.listener.ack-mode=handled")
			.withBean(listener)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMqttListenerException.class)
				.hasMessageContainingAll("Acknowledgment", "ackMode (or mqtt.listener.ack-mode) is HANDLED", "MANUAL"));
	}

	@Test
	void anotherModeOfTheAnnotationIsRefused() {
		this.context.withBean(OnReceipt.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMqttListenerException.class)
				.hasMessageContainingAll("Acknowledgment", "ackMode (or mqtt.listener.ack-mode) is ON_RECEIPT",
						"MANUAL"));
	}

	@Test
	void aMethodWithoutItIsAcknowledgedWhenItHasReturned() {
		this.context.withBean(Plain.class).run((context) -> {
			FakeMqttClient client = this.clients.clients().get(0);
			client.deliver("a", "1");
			await().until(() -> client.acknowledged() == 1);
		});
	}

	abstract static class Listener {

		final List<Acknowledgment> acknowledgments = new ArrayList<>();

	}

	static class Single extends Listener {

		@MqttListener(topics = "a")
		void handle(String payload, Acknowledgment acknowledgment) {
			this.acknowledgments.add(acknowledgment);
		}

	}

	static class Batch extends Listener {

		@MqttListener(topics = "a", batch = true)
		void handle(List<String> payloads, Acknowledgment acknowledgment) {
			this.acknowledgments.add(acknowledgment);
		}

	}

	@MqttListener(topics = { "a", "b" })
	static class Handlers extends Listener {

		@MqttHandler(topics = "a")
		void handle(String payload, Acknowledgment acknowledgment) {
			this.acknowledgments.add(acknowledgment);
		}

		@MqttHandler(topics = "b")
		void other(String payload) {
			throw new IllegalStateException();
		}

	}

	static class OnReceipt extends Listener {

		@MqttListener(topics = "a", ackMode = "ON_RECEIPT")
		void handle(String payload, Acknowledgment acknowledgment) {
			this.acknowledgments.add(acknowledgment);
		}

	}

	static class Plain {

		@MqttListener(topics = "a")
		void handle(String payload) {
		}

	}

}
