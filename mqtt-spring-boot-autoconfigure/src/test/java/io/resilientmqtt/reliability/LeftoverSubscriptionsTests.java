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

package io.resilientmqtt.reliability;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.LocalMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose listeners have changed since its last run, on a Mosquitto in
 * default configuration that has kept its session, does not get each message twice for
 * ever.
 */
@EnabledIf("io.resilientmqtt.testsupport.LocalMosquitto#isInstalled")
@ExtendWith(OutputCaptureExtension.class)
class LeftoverSubscriptionsTests {

	private static final List<String> handled = new CopyOnWriteArrayList<>();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private LocalMosquitto broker;

	private MqttClient publisher;

	private ProtocolVersion version;

	@BeforeEach
	void begin() {
		handled.clear();
	}

	@AfterEach
	void closeAll() {
		this.factory.close();
		this.broker.close();
	}

	private void start(Path directory, ProtocolVersion version) throws Exception {
		this.version = version;
		this.broker = LocalMosquitto.withDefaults(directory);
		this.broker.start();
		this.publisher = this.factory
			.create(MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).build());
		this.publisher.connect().get(30, TimeUnit.SECONDS);
	}

	private void publish(String topic, String payload) {
		this.publisher.publish(topic, payload.getBytes(), QoS.AT_LEAST_ONCE, false)
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
	}

	private void run(ContextConsumer<AssertableApplicationContext> test, Class<?>... listeners) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
			.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=" + this.broker.port(), "mqtt.client-id=leftover",
					"mqtt.clean=false", "mqtt.clean-init=false", "mqtt.protocol-version=" + this.version,
					"mqtt.fail-fast=true");
		for (Class<?> listener : listeners) {
			runner = runner.withUserConfiguration(listener);
		}
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			await().atMost(Duration.ofSeconds(30)).until(() -> context.getBean(MqttClient.class).isConnected());
			test.accept(context);
		});
	}

	private static long received(AssertableApplicationContext context) {
		return context.getBean(MqttClient.class).statistics().received();
	}

	/**
	 * Publish one message after the other until one comes once only, and a few more.
	 */
	private void assertComesOnce(AssertableApplicationContext context, String topic, int listeners) {
		await().atMost(Duration.ofSeconds(60)).until(() -> handledTimes(context, topic, listeners) == 1);
		for (int i = 0; i < 5; i++) {
			assertThat(handledTimes(context, topic, listeners)).isOne();
		}
	}

	private long handledTimes(AssertableApplicationContext context, String topic, int listeners) {
		int handledBefore = handled.size();
		long receivedBefore = received(context);
		publish(topic, "next");
		publish("end", "end");
		await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains("end:end"));
		handled.remove("end:end");
		assertThat(handled.size() - handledBefore).isGreaterThanOrEqualTo(listeners);
		return received(context) - receivedBefore - 1;
	}

	@ParameterizedTest
	@EnumSource
	void whatAnotherListenerHasComeToCoverIsEnded(ProtocolVersion version, @TempDir Path directory) throws Exception {
		start(directory, version);
		run((context) -> {
		}, Temperatures.class, End.class);
		run((context) -> assertComesOnce(context, "sensors/a/temperature", 2), Temperatures.class, All.class,
				End.class);
	}

	@ParameterizedTest
	@EnumSource
	void theWiderSubscriptionOfAListenerThatIsGoneIsEnded(ProtocolVersion version, @TempDir Path directory,
			CapturedOutput output) throws Exception {
		start(directory, version);
		run((context) -> {
		}, All.class, End.class);
		run((context) -> {
			publish("sensors/a/humidity", "nobody");
			await().atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(output).contains("subscription", (version == ProtocolVersion.MQTT_5)
						? "they have been ended: [sensors/#]" : "every filter that matches the topic"));
			long before = received(context);
			publish("sensors/a/humidity", "nobody");
			assertComesOnce(context, "sensors/a/temperature", 1);
			assertThat(received(context) - before).isEqualTo(2 * 6);
		}, Temperatures.class, End.class);
	}

	@ParameterizedTest
	@EnumSource
	void theNarrowerSubscriptionOfAListenerThatIsGoneIsEnded(ProtocolVersion version, @TempDir Path directory)
			throws Exception {
		start(directory, version);
		run((context) -> {
		}, Temperatures.class, End.class);
		run((context) -> assertComesOnce(context, "sensors/a/temperature", 1), All.class, End.class);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsUnchangedGoesOn(ProtocolVersion version, @TempDir Path directory, CapturedOutput output)
			throws Exception {
		start(directory, version);
		run((context) -> {
		}, All.class, End.class);
		publish("sensors/a/temperature", "kept");
		run((context) -> {
			await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains("all:kept"));
			assertComesOnce(context, "sensors/a/temperature", 1);
		}, All.class, End.class);
		assertThat(output).doesNotContain("of an earlier version");
	}

	static class Temperatures {

		@MqttListener(topics = "sensors/+/temperature")
		void handle(String payload) {
			handled.add("temperature:" + payload);
		}

	}

	static class All {

		@MqttListener(topics = "sensors/#")
		void handle(String payload) {
			handled.add("all:" + payload);
		}

	}

	static class End {

		@MqttListener(topics = "end")
		void handle(String payload) {
			handled.add("end:" + payload);
		}

	}

}
