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

package io.resilientmqtt.autoconfigure.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.resilientmqtt.autoconfigure.MqttConnectionDetails;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import io.resilientmqtt.client.ServerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EmbeddedMqttBrokerAutoConfiguration}.
 */
class EmbeddedMqttBrokerAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedMqttBrokerAutoConfiguration.class));

	@Test
	void offByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedMqttBroker.class)
			.doesNotHaveBean(MqttConnectionDetails.class));
	}

	@Test
	void offWithTheWholeStarter() {
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true", "mqtt.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedMqttBroker.class));
	}

	@Test
	void clientIsPointedAtRunningBroker() {
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true").run((context) -> {
			EmbeddedMqttBroker broker = context.getBean(EmbeddedMqttBroker.class);
			assertThat(broker.isRunning()).isTrue();
			assertThat(broker.directory()).isNull();
			MqttConnectionDetails details = context.getBean(MqttConnectionDetails.class);
			assertThat(details.getServers()).isEqualTo(List.of(new ServerAddress("127.0.0.1", broker.port())));
			assertThat(details.getUsername()).isNull();
			assertThat(details.getPassword()).isNull();
			assertThat(details.getSslBundle()).isNull();
		});
	}

	@Test
	void brokerStopsWithTheContext() {
		EmbeddedMqttBroker[] broker = new EmbeddedMqttBroker[1];
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true")
			.run((context) -> broker[0] = context.getBean(EmbeddedMqttBroker.class));
		assertThat(broker[0].isRunning()).isFalse();
		assertThatIOException().isThrownBy(() -> MqttProbe.open(broker[0].port(), MqttVersion.MQTT_5));
	}

	@Test
	void propertiesAreUsed(@TempDir Path directory) throws IOException {
		int port = freePort();
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true", "mqtt.embedded.port=" + port,
				"mqtt.embedded.directory=" + directory, "mqtt.embedded.username=user", "mqtt.embedded.password=secret")
			.run((context) -> {
				EmbeddedMqttBroker broker = context.getBean(EmbeddedMqttBroker.class);
				assertThat(broker.port()).isEqualTo(port);
				assertThat(broker.directory()).isEqualTo(directory);
				MqttConnectionDetails details = context.getBean(MqttConnectionDetails.class);
				assertThat(details.getUsername()).isEqualTo("user");
				assertThat(details.getPassword()).isEqualTo("secret");
				assertThat(context.getBean(EmbeddedMqttBrokerProperties.class)).asString().doesNotContain("secret");
				try (MqttProbe probe = MqttProbe.open(port, MqttVersion.MQTT_5)) {
					assertThat(probe.connected(probe.connect("probe", false)).variableHeader().connectReturnCode())
						.isNotEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
				}
			});
	}

	@Test
	void backsOffFromConnectionDetails() {
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true")
			.withBean(MqttConnectionDetails.class, () -> mock(MqttConnectionDetails.class))
			.run((context) -> assertThat(context).hasSingleBean(MqttConnectionDetails.class)
				.doesNotHaveBean(EmbeddedMqttBroker.class));
	}

	@Test
	void brokerOfTheApplicationIsStartedAndUsed() {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials("user", "secret").build();
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true")
			.withBean(EmbeddedMqttBroker.class, () -> broker)
			.run((context) -> {
				assertThat(context).getBean(EmbeddedMqttBroker.class).isSameAs(broker);
				assertThat(broker.isRunning()).isTrue();
				MqttConnectionDetails details = context.getBean(MqttConnectionDetails.class);
				assertThat(details.getServers()).isEqualTo(List.of(new ServerAddress("127.0.0.1", broker.port())));
				assertThat(details.getPassword()).isEqualTo("secret");
			});
		assertThat(broker.isRunning()).isFalse();
	}

	@Test
	void illegalPortIsRefusedByItsName() {
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true", "mqtt.embedded.port=65536")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("mqtt.embedded.port")
				.hasMessageContaining("65536"));
	}

	@Test
	void incompleteCredentialsAreRefused() {
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true", "mqtt.embedded.password=secret")
			.run((context) -> {
				assertThat(brokerFailure(context.getStartupFailure()).getReason())
					.isEqualTo(Reason.CREDENTIALS_INCOMPLETE);
				assertThat(context).getFailure()
					.hasStackTraceContaining("no username")
					.message()
					.doesNotContain("secret");
			});
		this.contextRunner.withPropertyValues("mqtt.embedded.enabled=true", "mqtt.embedded.username=user")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("no password"));
	}

	@Test
	void portInUseFailsTheStart() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			this.contextRunner
				.withPropertyValues("mqtt.embedded.enabled=true", "mqtt.embedded.port=" + other.getLocalPort())
				.run((context) -> assertThat(brokerFailure(context.getStartupFailure()).getReason())
					.isEqualTo(Reason.PORT_UNAVAILABLE));
		}
	}

	private static EmbeddedMqttBrokerException brokerFailure(Throwable failure) {
		Throwable cause = failure;
		while (!(cause instanceof EmbeddedMqttBrokerException)) {
			cause = cause.getCause();
		}
		return (EmbeddedMqttBrokerException) cause;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
