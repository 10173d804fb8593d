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

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resilientmqtt.actuate.MqttEndpoint;
import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * A mock in place of the client, as a slice of an application's tests has it: it answers
 * with nothing.
 */
class MockedClientTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, MqttIntegrationAutoConfiguration.class,
				MqttActuatorAutoConfiguration.class, MqttMetricsAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.fail-fast=false", "mqtt.fail-fast=true", "mqtt.auto-startup=false",
			"mqtt.ssl.enabled=true", "mqtt.queue-length=5" })
	void anApplicationStartsAndEnds(String property) {
		MqttClient client = mock(MqttClient.class);
		this.runner.withBean(MqttClient.class, () -> client)
			.withBean(Listens.class)
			.withPropertyValues(property)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(meters));
				meters.getMeters().forEach(Meter::measure);
				context.getBean(MqttTemplate.class).send("a", "b");
				verify(client).publish(any(io.resilientmqtt.message.MqttMessage.class));
				MqttListenerEndpointRegistry registry = context.getBean(MqttListenerEndpointRegistry.class);
				assertThat(registry.getListenerContainers()).hasSize(1)
					.allSatisfy((container) -> assertThat(container.isRunning()).isTrue());
				registry.stop();
				registry.start();
				assertThat(registry.isRunning()).isTrue();
				registry.unregisterListenerContainer("listens");
			});
	}

	@Test
	void itStartsAndEndsWithAMockThatReturnsNullFromEverything() {
		MqttClient client = mock(MqttClient.class, (call) -> {
			Class<?> type = call.getMethod().getReturnType();
			return type.isPrimitive() ? Answers.RETURNS_DEFAULTS.answer(call) : null;
		});
		this.runner.withBean(MqttClient.class, () -> client)
			.withBean(Listens.class)
			.withPropertyValues("mqtt.fail-fast=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void healthAndEndpointDoNotFail() {
		this.runner.withBean(MqttClient.class, () -> mock(MqttClient.class)).withBean(Listens.class).run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			assertThat(new MqttHealthIndicator(client).health().getStatus().getCode()).isEqualTo("UNKNOWN");
			assertThat(context.getBean(MqttEndpoint.class).mqtt().listeners()).containsKey("listens");
		});
	}

	static class Listens {

		@MqttListener(id = "listens", topics = "a")
		void on(String payload) {
		}

	}

}
