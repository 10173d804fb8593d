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

import io.resilientmqtt.annotation.EnableMqtt;
import io.resilientmqtt.annotation.InvalidMqttListenerException;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for listeners in a context whose parent has the client.
 */
class ListenersOfChildContextsTests {

	private final FakeMqttClientFactory clients = new FakeMqttClientFactory();

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
		.withBean(MqttClientFactory.class, () -> this.clients)
		.withPropertyValues("mqtt.server=127.0.0.1");

	private static ApplicationContextRunner child(ApplicationContext parent) {
		return new ApplicationContextRunner().withParent(parent).withUserConfiguration(Listener.class);
	}

	private FakeMqttClient client() {
		assertThat(this.clients.clients()).hasSize(1);
		return this.clients.clients().get(0);
	}

	@Test
	void autoConfiguredChildListensWithTheClientOfItsParentUntilItIsClosed() {
		this.context.run((parent) -> {
			child(parent)
				.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
				.withPropertyValues("mqtt.server=127.0.0.1")
				.run((child) -> {
					client().deliver("a", "1");
					assertThat(child.getBean(Listener.class).received).containsExactly("1");
				});
			assertThat(client().receivers()).isEmpty();
		});
	}

	@Test
	void childWithEnableMqttListensWithTheClientOfItsParent() {
		this.context.run((parent) -> child(parent).withUserConfiguration(Enabling.class).run((child) -> {
			client().deliver("a", "1");
			assertThat(child.getBean(Listener.class).received).containsExactly("1");
		}));
	}

	@Test
	void childWithNeitherIsRefusedByName() {
		this.context.run((parent) -> child(parent).run((child) -> assertThat(child).getFailure()
			.isInstanceOf(InvalidMqttListenerException.class)
			.hasMessageContaining("Listener' of bean '")
			.hasMessageContaining("add @EnableMqtt")));
	}

	@Test
	void idIsUniqueInParentAndChild() {
		this.context.withUserConfiguration(Named.class)
			.run((parent) -> new ApplicationContextRunner().withParent(parent)
				.withUserConfiguration(Enabling.class, Named.class)
				.run((child) -> assertThat(child).getFailure()
					.hasMessageContaining("there is already a listener with the id 'same'")));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Enabling {

	}

	static class Listener {

		final List<String> received = new ArrayList<>();

		@MqttListener(topics = "a")
		void on(String payload) {
			this.received.add(payload);
		}

	}

	static class Named {

		@MqttListener(id = "same", topics = "b")
		void on(String payload) {
			assertThat(payload).isNotNull();
		}

	}

}
