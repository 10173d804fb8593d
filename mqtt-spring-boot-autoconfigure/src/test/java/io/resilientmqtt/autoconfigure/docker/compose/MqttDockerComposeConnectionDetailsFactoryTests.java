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

package io.resilientmqtt.autoconfigure.docker.compose;

import java.util.Map;

import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Which services of Docker Compose are brokers, and how to reach them. Compose itself is
 * stood in for: what it reports of a service is all that is looked at.
 */
class MqttDockerComposeConnectionDetailsFactoryTests {

	private final RunningService service = mock(RunningService.class);

	private final ConnectionPorts ports = mock(ConnectionPorts.class);

	private @Nullable MqttConnectionDetails details(String image, Map<String, String> labels,
			Map<String, String> environment) {
		given(this.service.image()).willReturn(ImageReference.of(image));
		given(this.service.host()).willReturn("docker.example");
		given(this.service.ports()).willReturn(this.ports);
		given(this.service.labels()).willReturn(labels);
		given(this.service.env()).willReturn(environment);
		DockerComposeConnectionSource source = mock(DockerComposeConnectionSource.class);
		given(source.getRunningService()).willReturn(this.service);
		return (MqttConnectionDetails) new ConnectionDetailsFactories(getClass().getClassLoader())
			.getConnectionDetails(source, false)
			.get(MqttConnectionDetails.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "eclipse-mosquitto:2", "hivemq/hivemq-ce:2025.1", "hivemq/hivemq4", "emqx/emqx:5",
			"registry.example/eclipse-mosquitto" })
	void aBrokerIsKnownByItsImage(String image) {
		given(this.ports.get(1883)).willReturn(31_883);
		MqttConnectionDetails details = details(image, Map.of(), Map.of());
		assertThat(details).isNotNull();
		assertThat(details.getServers()).containsExactly(new ServerAddress("docker.example", 31_883));
		assertThat(details.getUsername()).isNull();
		assertThat(details.getPassword()).isNull();
		assertThat(details.getSslBundle()).isNull();
	}

	@Test
	void aBrokerIsKnownByItsLabel() {
		given(this.ports.get(1883)).willReturn(31_883);
		assertThat(details("example/own-broker",
				Map.of("org.springframework.boot.service-connection", "eclipse-mosquitto"), Map.of()))
			.isNotNull();
	}

	@Test
	void rabbitMqHasAUser() {
		given(this.ports.get(1883)).willReturn(31_883);
		MqttConnectionDetails details = details("rabbitmq:4", Map.of(), Map.of("RABBITMQ_DEFAULT_USER", "me"));
		assertThat(details).isNotNull();
		assertThat(details.getUsername()).isEqualTo("me");
		assertThat(details.getPassword()).isEqualTo("guest");
	}

	@Test
	void aRabbitMqWithoutMqttIsNoBroker() {
		given(this.ports.get(1883)).willThrow(new IllegalStateException("No host port mapping found"));
		assertThat(details("rabbitmq:4", Map.of(), Map.of())).isNull();
	}

	@Test
	void otherServicesAreNone() {
		given(this.ports.get(1883)).willReturn(31_883);
		assertThat(details("redis:8", Map.of(), Map.of())).isNull();
	}

}
