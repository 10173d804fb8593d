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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With {@code mqtt.fail-fast} an application that can't connect says what to do.
 */
class MqttConnectFailureAnalyzerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("mqtt.fail-fast=true", "mqtt.server=127.0.0.1", "mqtt.response-time=30");

	private FailureAnalysis analysis(String... properties) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = new MqttConnectFailureAnalyzer().analyze(context.getStartupFailure());
		});
		assertThat(analysis[0]).isNotNull();
		return analysis[0];
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Test
	void nothingListens() throws IOException {
		FailureAnalysis analysis = analysis("mqtt.port=" + freePort());
		assertThat(analysis.getDescription()).contains("refused");
		assertThat(analysis.getAction()).contains("'mqtt.server'", "'mqtt.port'", "'mqtt.fail-fast'");
	}

	@Test
	void aFurtherClientIsNamedInAllOfIt() throws IOException {
		FailureAnalysis analysis = analysis("mqtt.fail-fast=false", "mqtt.clients.cloud.server=127.0.0.1",
				"mqtt.clients.cloud.port=" + freePort(), "mqtt.clients.cloud.fail-fast=true");
		assertThat(analysis.getDescription()).contains("'cloud'", "refused");
		assertThat(analysis.getAction())
			.contains("'mqtt.clients.cloud.server'", "'mqtt.clients.cloud.port'", "'mqtt.clients.cloud.fail-fast'")
			.doesNotContain("'mqtt.server'", "'mqtt.fail-fast'");
	}

	@Test
	void badCredentials() {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials("user", "right").build();
		broker.start();
		try {
			FailureAnalysis analysis = analysis("mqtt.port=" + broker.port(), "mqtt.username=user",
					"mqtt.password=wr0ng");
			assertThat(analysis.getAction()).contains("'mqtt.username'", "'mqtt.password'");
			assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("wr0ng");
		}
		finally {
			broker.stop();
		}
	}

	@Test
	void tlsToAPlainPort() {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();
		broker.start();
		try {
			FailureAnalysis analysis = analysis("mqtt.port=" + broker.port(), "mqtt.ssl.enabled=true",
					"mqtt.connect-timeout=3s");
			assertThat(analysis.getAction()).contains("'mqtt.port'", "'mqtt.ssl.enabled'");
		}
		finally {
			broker.stop();
		}
	}

	@Test
	void anIllegalFilterInAListener() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withBean(FakeMqttClient.class)
			.withUserConfiguration(IllegalFilter.class)
			.run((context) -> {
				FailureAnalysis analysis = new InvalidMqttListenerFailureAnalyzer()
					.analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("onMessage", "a/#/b");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class IllegalFilter {

		@MqttListener(topics = "a/#/b")
		void onMessage(String text) {
		}

	}

}
