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

import java.util.concurrent.TimeUnit;

import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.lifecycle.TestcontainersLifecycleApplicationContextInitializer;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@code @ServiceConnection} container is the server, whatever the properties say.
 */
@Tag("container")
@Testcontainers(disabledWithoutDocker = true)
class ServiceConnectionContainerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new TestcontainersLifecycleApplicationContextInitializer())
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class, MqttAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withPropertyValues("mqtt.server=server.invalid");

	@Test
	void theClientConnectsToTheContainer() {
		this.runner.withUserConfiguration(Mosquitto.class).run((context) -> {
			MosquittoContainer container = context.getBean(MosquittoContainer.class);
			assertThat(context.getBean(MqttConnectionDetails.class).getServers())
				.containsExactly(new ServerAddress(container.getHost(), container.port()));
			PublishResult result = context.getBean(MqttClient.class)
				.publish("a", new byte[1], QoS.AT_LEAST_ONCE, false)
				.get(60, TimeUnit.SECONDS);
			assertThat(result.reasonCode().isError()).isFalse();
		});
	}

	@Test
	void aContainerWithoutThePortIsAnError() {
		this.runner.withUserConfiguration(WithoutPort.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("does not expose port 1883")
				.hasStackTraceContaining("@ServiceConnection(type"));
	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutPort {

		@Bean
		@ServiceConnection(name = "eclipse-mosquitto")
		GenericContainer<?> mosquitto() {
			return new GenericContainer<>("eclipse-mosquitto:2").withCommand("/bin/sleep", "60");
		}

	}

	/**
	 * As in testing.adoc, for the official image.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Documented {

		@Bean
		@ServiceConnection(name = "eclipse-mosquitto")
		GenericContainer<?> mosquitto() {
			return new GenericContainer<>("eclipse-mosquitto:2").withExposedPorts(1883)
				.withCommand("/usr/sbin/mosquitto", "-c", "/mosquitto-no-auth.conf");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mosquitto {

		@Bean
		@ServiceConnection(name = "eclipse-mosquitto")
		MosquittoContainer mosquitto() {
			return new MosquittoContainer();
		}

	}

}
