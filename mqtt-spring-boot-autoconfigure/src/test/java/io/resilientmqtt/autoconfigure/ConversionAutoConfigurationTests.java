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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.annotation.MqttHandler;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.JacksonCborMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the payload conversion that {@link MqttAutoConfiguration} sets up.
 */
class ConversionAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, JacksonAutoConfiguration.class,
				MqttAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@Test
	void cborIsReadWhenItsContentTypeSaysSo() {
		this.contextRunner.run((context) -> {
			byte[] payload = context.getBean(CBORMapper.class).writeValueAsBytes(new Reading(21.5));
			MqttMessage message = MqttMessage.builder("a").payload(payload).contentType("application/cbor").build();
			assertThat(context.getBean(MqttMessageConverters.class).fromPayload(message, Reading.class))
				.isEqualTo(new Reading(21.5));
		});
	}

	@Test
	void withoutCborOnTheClassPathThereIsNoConverterForIt() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(CBORMapper.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(JacksonCborMqttMessageConverter.class));
	}

	@Test
	void defaultContentTypeIsTheOneOfTheProperty() {
		this.contextRunner.withPropertyValues("mqtt.default-content-type=application/cbor").run((context) -> {
			byte[] payload = context.getBean(MqttMessageConverters.class).toPayload(new Reading(21.5));
			assertThat(payload).isEqualTo(context.getBean(CBORMapper.class).writeValueAsBytes(new Reading(21.5)));
		});
	}

	@Test
	void typePropertyIsTheOneOfTheProperty() {
		this.contextRunner.withBean(Plant.class)
			.withPropertyValues("mqtt.listener.type-property=kind")
			.run((context) -> {
				context.getBean(FakeMqttClient.class)
					.deliver(MqttMessage.builder("plant").payload("{}").userProperty("kind", "Alarm").build());
				await().untilAsserted(() -> assertThat(context.getBean(Plant.class).calls).containsExactly("alarm"));
			});
	}

	@MqttListener(topics = "plant")
	static class Plant {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@MqttHandler
		void on(Reading reading) {
			this.calls.add("reading");
		}

		@MqttHandler
		void on(Alarm alarm) {
			this.calls.add("alarm");
		}

	}

	record Alarm() {

	}

	record Reading(double celsius) {

	}

}
