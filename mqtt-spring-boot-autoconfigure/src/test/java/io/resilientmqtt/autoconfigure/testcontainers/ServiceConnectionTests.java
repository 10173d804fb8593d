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

package io.resilientmqtt.autoconfigure.testcontainers;

import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@code @ServiceConnection} means for which client. The containers are never
 * started, so that no Docker is needed.
 */
class ServiceConnectionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class, MqttAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new);

	@Test
	void aRabbitMqForAmqpIsNoServer() {
		this.runner.withUserConfiguration(Amqp.class).withPropertyValues("mqtt.server=edge.example").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("edge.example", 0));
		});
	}

	@Test
	void aRabbitMqWithThePortIsOne() {
		this.runner.withUserConfiguration(Mqtt.class)
			.withPropertyValues("mqtt.server=edge.example")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("docker.example", 21883)));
	}

	@Test
	void aNameIsThatOfAClient() {
		this.runner.withUserConfiguration(Named.class)
			.withPropertyValues("mqtt.clients.cloud.ssl.bundle=production")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("mqttClient");
				assertThat(context.getBean("cloudMqttClientOptions", MqttClientOptions.class).servers())
					.containsExactly(new ServerAddress("docker.example", 21883));
			});
	}

	@Test
	void theDefaultClientKeepsItsServer() {
		this.runner.withUserConfiguration(Named.class)
			.withPropertyValues("mqtt.clients.cloud.keepalive=9s", "mqtt.server=edge.example")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).servers())
				.containsExactly(new ServerAddress("edge.example", 0)));
	}

	@Configuration(proxyBeanMethods = false)
	static class Amqp {

		@Bean
		@ServiceConnection(name = "rabbitmq")
		StubContainer rabbit() {
			return new StubContainer("rabbitmq:4", 5672);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mqtt {

		@Bean
		@ServiceConnection(name = "rabbitmq")
		StubContainer rabbit() {
			return new StubContainer("rabbitmq:4", 1883);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Named {

		@Bean
		@ServiceConnection(name = "cloud", type = MqttConnectionDetails.class)
		StubContainer broker() {
			return new StubContainer("eclipse-mosquitto:2", 1883);
		}

	}

	static class StubContainer extends GenericContainer<StubContainer> {

		private final String image;

		StubContainer(String image, int port) {
			super(DockerImageName.parse(image));
			this.image = image;
			withExposedPorts(port);
		}

		@Override
		public void start() {
			// It never runs
		}

		@Override
		public void stop() {
			// It never runs
		}

		@Override
		public String getDockerImageName() {
			return this.image;
		}

		@Override
		public String getHost() {
			return "docker.example";
		}

		@Override
		public Integer getMappedPort(int port) {
			if (!getExposedPorts().contains(port)) {
				throw new IllegalArgumentException("Requested port (" + port + ") is not mapped");
			}
			return 20000 + port;
		}

	}

}
