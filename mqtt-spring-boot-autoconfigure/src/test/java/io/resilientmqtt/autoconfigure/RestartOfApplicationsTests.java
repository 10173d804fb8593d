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

import java.time.Duration;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners of applications in a JVM of their own that are stopped and started, or made
 * and destroyed, and clients that are wanted or not.
 */
class RestartOfApplicationsTests {

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.factory.close();
		this.broker.close();
	}

	private void send(int count) {
		MqttClient client = this.factory
			.create(MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).build());
		client.connect().join();
		for (int i = 1; i <= count; i++) {
			client.publish("in", String.valueOf(i).getBytes(), QoS.AT_LEAST_ONCE, false).join();
		}
	}

	private ApplicationProcess application(String profile, String prefix, String... arguments) {
		String[] all = new String[arguments.length + 3];
		all[0] = "--" + prefix + ".server=127.0.0.1";
		all[1] = "--" + prefix + ".port=" + this.broker.port();
		all[2] = "--spring.profiles.active=" + profile;
		System.arraycopy(arguments, 0, all, 3, arguments.length);
		return ApplicationProcess.start(RestartApplication.class, all);
	}

	@ParameterizedTest
	@CsvSource({ "true,3.1.1", "true,5", "false,3.1.1", "false,5" })
	void aRegistryThatIsStoppedAndStartedHandlesAllThatComes(boolean clean, String version) {
		try (ApplicationProcess application = application("restarted", "mqtt", "--mqtt.clean=" + clean,
				"--mqtt.client-id=restarted", "--mqtt.protocol-version=" + version)) {
			application.awaitOutput("RESTARTED");
			application.awaitOutput("CLIENTS");
			// The subscription is asked for again where it was ended
			assertThat(application.runsFor(Duration.ofSeconds(2))).isTrue();
			send(31);
			application.awaitOutput("HANDLED 31");
		}
	}

	@Test
	void aBeanThatWasDestroyedIsNotCalled() {
		try (ApplicationProcess application = application("refreshed", "mqtt")) {
			application.awaitOutput("REFRESHED");
			application.awaitOutput("UP");
			assertThat(application.runsFor(Duration.ofSeconds(2))).isTrue();
			send(2);
			application.awaitOutput("HEARD 2");
			assertThat(application.output().lines().filter((line) -> line.equals("HEARD 1"))).hasSize(1);
		}
	}

	@Test
	void withNamedClientsAloneThereIsNoOther() {
		try (ApplicationProcess application = application("named", "mqtt.clients.cloud")) {
			application.awaitOutput("CLIENTS [cloud]");
		}
	}

	@Test
	void withoutAutoStartupNothingIsConnected() {
		try (ApplicationProcess application = application("named", "mqtt", "--mqtt.auto-startup=false")) {
			application.awaitOutput("CLIENTS [mqttClient]");
			application.awaitEnd();
			assertThat(application.output()).doesNotContain("UP");
		}
	}

}
