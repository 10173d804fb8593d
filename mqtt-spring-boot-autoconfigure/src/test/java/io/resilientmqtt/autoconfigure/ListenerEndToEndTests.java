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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.EnableMqtt;
import io.resilientmqtt.annotation.MqttHandler;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Annotated classes, batches and acknowledgements against a broker in this process.
 */
class ListenerEndToEndTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class));

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.broker.stop();
	}

	private ApplicationContextRunner with(Class<?> listener, String... properties) {
		return this.runner.withUserConfiguration(listener)
			.withPropertyValues("mqtt.server=" + EmbeddedMqttBroker.HOST, "mqtt.port=" + this.broker.port())
			.withPropertyValues(properties);
	}

	private static MqttTemplate template(ApplicationContext context) {
		MqttClient client = context.getBean(MqttClient.class);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(client.subscriptions()).isNotEmpty()
				.allMatch((status) -> status.state() == SubscriptionStatus.State.GRANTED));
		return context.getBean(MqttTemplate.class);
	}

	@Test
	void methodsOfAClassGetJsonCborAndTextByTheirContentType() {
		with(Plant.class, "mqtt.protocol-version=5").run((context) -> {
			MqttTemplate template = template(context);
			BlockingQueue<String> received = context.getBean(Plant.class).received;
			template.send("plant/1", new Reading(1),
					PublishProperties.builder().contentType("application/json").build());
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("reading 1.0");
			template.send("plant/2", context.getBean(CBORMapper.class).writeValueAsBytes(new Reading(2)),
					PublishProperties.builder().contentType("application/cbor").build());
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("reading 2.0");
			template.send("plant/3", "hello", PublishProperties.builder().contentType("text/plain").build());
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("text hello");
			template.send("plant/alarms/fire", "{}", PublishProperties.builder().userProperty("type", "Alarm").build());
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("alarm fire");
		});
	}

	@Test
	void methodsOfAClassAreToldApartWithoutPropertiesToo() {
		with(Plant.class, "mqtt.protocol-version=3.1.1").run((context) -> {
			MqttTemplate template = template(context);
			BlockingQueue<String> received = context.getBean(Plant.class).received;
			template.send("plant/1", new Reading(1));
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("reading 1.0");
			template.send("plant/2", "hello");
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("text hello");
			template.send("plant/alarms/fire", "{}");
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("alarm fire");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void batchesBringEveryMessageInOrder(String version) {
		with(Batches.class, "mqtt.protocol-version=" + version).run((context) -> {
			MqttTemplate template = template(context);
			List<Reading> sent = new ArrayList<>();
			for (int i = 0; i < 25; i++) {
				sent.add(new Reading(i));
				template.send("batches/" + i, sent.get(i));
			}
			List<Reading> received = new ArrayList<>();
			while (received.size() < sent.size()) {
				List<Reading> batch = context.getBean(Batches.class).received.poll(60, TimeUnit.SECONDS);
				assertThat(batch).isNotNull().hasSizeLessThanOrEqualTo(10);
				received.addAll(batch);
			}
			assertThat(received).isEqualTo(sent);
		});
	}

	@Test
	void nackedMessageComesAgainAndIsAcknowledgedByHand() {
		with(Manual.class).run((context) -> {
			template(context).send("manual", "1", QoS.AT_LEAST_ONCE, false);
			BlockingQueue<String> received = context.getBean(Manual.class).received;
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("1");
			assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("1");
		});
	}

	@Test
	void enableMqttChangesNothingWithBoot() {
		with(Enabled.class).run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(MqttListenerEndpointRegistry.class)
			.hasBean("mqttListenerMethodFactory")
			.hasBean("mqttMessageConverters")
			.getBeanNames(MqttListenerEndpointRegistry.class)
			.containsExactly("mqttListenerEndpointRegistry"));
	}

	record Reading(double celsius) {

	}

	record Alarm() {

	}

	@MqttListener(topics = "plant/#")
	static class Plant {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@MqttHandler
		void on(Reading reading) {
			this.received.add("reading " + reading.celsius());
		}

		@MqttHandler
		void on(String text) {
			this.received.add("text " + text);
		}

		@MqttHandler(topics = "plant/alarms/{kind}")
		void on(Alarm alarm, @DestinationVariable String kind) {
			this.received.add("alarm " + kind);
		}

		@MqttHandler(isDefault = true)
		void unknown(MqttMessage message) {
			this.received.add("unknown " + message.topic());
		}

	}

	static class Batches {

		final BlockingQueue<List<Reading>> received = new LinkedBlockingQueue<>();

		@MqttListener(topics = "batches/{number}", batch = true, batchSize = "10", batchTimeout = "200ms")
		void on(List<Reading> readings, @DestinationVariable List<Integer> number) {
			assertThat(readings).extracting((reading) -> (int) reading.celsius()).isEqualTo(number);
			this.received.add(readings);
		}

	}

	static class Manual {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final AtomicInteger calls = new AtomicInteger();

		@MqttListener(topics = "manual", ackMode = "MANUAL")
		void on(String payload, Acknowledgment acknowledgment) {
			this.received.add(payload);
			if (this.calls.incrementAndGet() == 1) {
				acknowledgment.nack(Duration.ofMillis(10));
			}
			else {
				acknowledgment.acknowledge();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Enabled {

	}

}
