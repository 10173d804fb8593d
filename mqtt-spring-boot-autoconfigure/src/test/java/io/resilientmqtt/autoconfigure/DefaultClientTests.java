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

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.listener.MqttListenerRegistries;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Whether there is a default client, and whether it connects.
 */
class DefaultClientTests {

	private final FakeMqttClientFactory clients = new FakeMqttClientFactory();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, MqttIntegrationAutoConfiguration.class))
		.withBean(MqttClientFactory.class, () -> this.clients);

	private final ApplicationContextRunner named = this.runner
		.withPropertyValues("mqtt.clients.cloud.server=cloud.example");

	@Test
	void withNamedClientsAloneThereIsNone() {
		this.named.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean("mqttClient")
				.doesNotHaveBean("mqttTemplate")
				.doesNotHaveBean("resilientMqttConnectLifecycle")
				.doesNotHaveBean(ResilientMqttClientManager.class);
			assertThat(context.getBeanNamesForType(MqttClient.class)).containsExactly("cloud");
			assertThat(context.getBean("cloud", FakeMqttClient.class).calls()).contains("connect");
			assertThat(context).hasBean("mqttHealthContributor");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.server=edge.example", "mqtt.servers=edge.example", "mqtt.servers[0]=edge.example" })
	void withAServerOfItsOwnThereIsOne(String property) {
		this.named.withPropertyValues(property)
			.run((context) -> assertThat(context).hasBean("mqttClient").hasBean("mqttTemplate"));
	}

	@Test
	void withABeanThatSaysWhereToConnectThereIsOne() {
		this.named.withBean(MqttConnectionDetails.class, () -> mock(MqttConnectionDetails.class, (call) -> {
			if (call.getMethod().getName().equals("getServers")) {
				return List.of(new ServerAddress("edge.example", 0));
			}
			return null;
		})).run((context) -> assertThat(context).hasBean("mqttClient"));
	}

	@Test
	void withoutNamedClientsThereIsOne() {
		this.runner.run((context) -> assertThat(context).hasBean("mqttClient"));
	}

	@Test
	void aListenerOfTheMissingOneSaysWhatToDo() {
		this.named.withBean("listens", Listens.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("no default client")
				.hasMessageContaining("mqtt.server"));
	}

	@Test
	void withoutAutoStartupItIsMadeAndNotConnected() {
		this.runner.withPropertyValues("mqtt.auto-startup=false", "mqtt.fail-fast=true").run((context) -> {
			assertThat(context).hasNotFailed();
			FakeMqttClient client = context.getBean("mqttClient", FakeMqttClient.class);
			assertThat(client.calls()).doesNotContain("connect");
		});
	}

	@Test
	void eachClientHasAutoStartupOfItsOwn() {
		this.named.withPropertyValues("mqtt.server=edge.example", "mqtt.clients.cloud.auto-startup=false")
			.run((context) -> {
				assertThat(context.getBean("mqttClient", FakeMqttClient.class).calls()).contains("connect");
				assertThat(context.getBean("cloud", FakeMqttClient.class).calls()).doesNotContain("connect");
			});
	}

	@Test
	void oneViewShowsTheListenersOfAllClients() {
		this.named.withPropertyValues("mqtt.server=edge.example")
			.withBean("listens", Listens.class)
			.withBean("listensToCloud", ListensToCloud.class)
			.run((context) -> {
				MqttListenerRegistries listeners = context.getBean(MqttListenerRegistries.class);
				assertThat(listeners.getListenerContainerIds()).containsExactlyInAnyOrder("listens.on",
						"listensToCloud.on");
				assertThat(listeners.getListenerContainer("listensToCloud.on")).isNotNull();
				assertThat(listeners.unregisterListenerContainer("listensToCloud.on")).isNotNull();
				assertThat(listeners.getListenerContainers()).hasSize(1);
				assertThat(listeners.getListenerContainer("none")).isNull();
			});
	}

	@Test
	void beansWithListenersAreNotLazy() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean("listens", Listens.class)
			.withBean("lazy", Lazy.class)
			.run((context) -> {
				assertThat(context.getBean("mqttClient", FakeMqttClient.class).receivers()).hasSize(1);
				assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("lazy")).isFalse();
			});
	}

	static class Listens {

		@MqttListener(topics = "a")
		void on(String payload) {
		}

	}

	static class ListensToCloud {

		@MqttListener(topics = "a", client = "cloud")
		void on(String payload) {
		}

	}

	static class Lazy {

	}

}
