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
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which clients and listeners applications in a JVM of their own have.
 */
class BeansOfApplicationsTests {

	private static final Duration LONG = Duration.ofSeconds(60);

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

	private ApplicationProcess application(Class<?> main, String version, String profile, String client,
			String... arguments) {
		String[] all = new String[arguments.length + 4];
		all[0] = "--" + client + ".server=127.0.0.1";
		all[1] = "--" + client + ".port=" + this.broker.port();
		all[2] = "--" + client + ".protocol-version=" + version;
		all[3] = "--spring.profiles.active=" + profile;
		System.arraycopy(arguments, 0, all, 4, arguments.length);
		return ApplicationProcess.start(main, all);
	}

	private void send(String payload) {
		MqttClient client = this.factory
			.create(MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).build());
		client.connect().join();
		client.publish("in", payload.getBytes(), QoS.AT_LEAST_ONCE, false).join();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void aListenerIsThereWithLazyInitialization(String version) {
		try (ApplicationProcess application = application(LifecycleApplication.class, version, "listener", "mqtt",
				"--spring.main.lazy-initialization=true")) {
			application.awaitOutput("MAIN HAS RETURNED");
			await().atMost(LONG).until(() -> {
				send("1");
				return application.output().contains("RECEIVED 1");
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void theListenersOfBeansThatAreDestroyedAreGone(String version) {
		try (ApplicationProcess application = application(BeansApplication.class, version, "prototype,connect",
				"mqtt")) {
			application.awaitOutput("LISTENERS [device]");
			application.awaitOutput("CONNECTED");
			await().atMost(LONG).until(() -> {
				send("1");
				return application.output().contains("RECEIVED 1");
			});
			send("2");
			application.awaitOutput("RECEIVED 2");
			assertThat(application.runsFor(Duration.ofSeconds(1))).isTrue();
			assertThat(application.output().lines().filter((line) -> line.contains("RECEIVED 2"))).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void aClientThatIsNotToStartIsThereAndDoesNotConnectByItself(ProtocolVersion version) {
		try (ApplicationProcess application = application(BeansApplication.class, version.toString(), "connect", "mqtt",
				"--mqtt.auto-startup=false")) {
			application.awaitOutput("CLIENT mqttClient DISCONNECTED");
			application.awaitOutput("CONNECTED");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void withNamedClientsAloneThereIsNoDefaultClient(String version) {
		try (ApplicationProcess application = application(BeansApplication.class, version, "connect",
				"mqtt.clients.cloud")) {
			application.awaitOutput("CONNECTED");
			assertThat(application.output()).contains("CLIENT cloud ").doesNotContain("CLIENT mqttClient");
		}
	}

}
