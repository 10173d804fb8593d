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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resilientmqtt.actuate.MqttEndpoint;
import io.resilientmqtt.actuate.MqttEndpointWebExtension;
import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.event.MqttStoredMessageFailedEvent;
import io.resilientmqtt.event.MqttStoredMessagePublishedEvent;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.observation.MqttClientMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an operator sees of a store, and can do about it; what an application is told of
 * messages nobody waits for.
 */
class StoreOperationsTests {

	@TempDir
	private Path directory;

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.broker.start();
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
			.withBean(Deliveries.class)
			.withPropertyValues("mqtt.client-id=plant-7", "mqtt.server=127.0.0.1", "mqtt.port=" + this.broker.port(),
					"mqtt.store.directory=" + this.directory);
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private static MqttEndpoint endpoint(MqttClient client) {
		return new MqttEndpoint(() -> Map.of("mqttClient", client), List::of);
	}

	@Test
	void whatWaitsIsShownAndCanBeRemovedByTheExactClientId() {
		this.runner.withPropertyValues("mqtt.auto-startup=false").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			template.store("t", "12345").join();
			template.store("t", "12345").join();
			Health health = new MqttHealthIndicator(client).health();
			assertThat(health.getDetails().get("store")).asString()
				.contains("messages=2", "bytes=10", "oldest=", "lastCommit=")
				.doesNotContain("failure");
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new MqttClientMetrics(client, "mqttClient").bindTo(registry);
			assertThat(registry.get("mqtt.store.messages").gauge().value()).isEqualTo(2);
			assertThat(registry.get("mqtt.store.bytes").gauge().value()).isEqualTo(10);
			assertThat(registry.get("mqtt.store.oldest.age").gauge().value()).isNotNegative();
			assertThat(registry.get("mqtt.store.commit").gauge().value()).isPositive();
			MqttEndpoint endpoint = endpoint(client);
			assertThat(endpoint.mqtt().clients().get("mqttClient").store().messages()).isEqualTo(2);
			MqttEndpointWebExtension web = new MqttEndpointWebExtension(endpoint);
			for (String wrong : new String[] { "plant-8", "PLANT-7", "", null }) {
				WebEndpointResponse<Map<String, Object>> refused = web.purge("clients", "mqttClient", wrong);
				assertThat(refused.getStatus()).isEqualTo(400);
				assertThat(refused.getBody().get("reason")).asString().contains("exact client id");
			}
			assertThat(web.purge("clients", "other", "plant-7").getStatus()).isEqualTo(404);
			assertThat(web.purge("listeners", "a", "plant-7").getStatus()).isEqualTo(400);
			assertThat(client.storeStatus().messages()).isEqualTo(2);
			assertThat(web.purge("clients", "mqttClient", "plant-7").getBody()).hasToString("{removed=2}");
			assertThat(client.storeStatus().messages()).isZero();
			await().atMost(Duration.ofSeconds(10))
				.until(() -> context.getBean(Deliveries.class).failed.equals(List.of(Reason.PURGED, Reason.PURGED)));
		});
		this.runner.withPropertyValues("mqtt.auto-startup=false")
			.run((context) -> assertThat(context.getBean(MqttClient.class).storeStatus().messages()).isZero());
	}

	@Test
	void anApplicationIsToldOfWhatAnEarlierOneHasStored() {
		this.runner.withPropertyValues("mqtt.auto-startup=false")
			.run((context) -> context.getBean(MqttTemplate.class)
				.store("t/1", "x", QoS.AT_LEAST_ONCE, false,
						PublishProperties.builder().userProperty("order", "7").build())
				.join());
		this.runner.run((context) -> await().atMost(Duration.ofSeconds(30))
			.until(() -> context.getBean(Deliveries.class).published.equals(List.of("t/1 order=7"))));
	}

	@Test
	void aClientWithoutAStoreShowsNone() {
		this.runner.withPropertyValues("mqtt.auto-startup=false", "mqtt.store.directory=").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			assertThat(new MqttHealthIndicator(client).health().getDetails()).doesNotContainKey("store");
			assertThat(endpoint(client).mqtt().clients().get("mqttClient").store()).isNull();
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new MqttClientMetrics(client, "mqttClient").bindTo(registry);
			assertThat(registry.find("mqtt.store.messages").gauge()).isNull();
			WebEndpointResponse<?> refused = new MqttEndpointWebExtension(endpoint(client)).purge("clients",
					"mqttClient", "plant-7");
			assertThat(refused.getStatus()).isEqualTo(400);
			assertThat(refused.getBody()).asString().contains("mqtt.store.directory");
		});
	}

	@Test
	void aStoreThatCouldNotBeOpenedIsTold() {
		this.runner.run((first) -> this.runner
			.withPropertyValues("mqtt.store.on-failure=memory", "mqtt.client-id=plant-8", "mqtt.auto-startup=false")
			.run((second) -> {
				Health health = new MqttHealthIndicator(second.getBean(MqttClient.class)).health();
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails().get("store")).asString().contains("failure=", "is open in");
			}));
	}

	static final class Deliveries {

		final List<String> published = new CopyOnWriteArrayList<>();

		final List<Reason> failed = new CopyOnWriteArrayList<>();

		@EventListener
		void published(MqttStoredMessagePublishedEvent event) {
			this.published.add(event.getTopic() + " " + event.getUserProperties().get(0).name() + "="
					+ event.getUserProperties().get(0).value());
		}

		@EventListener
		void failed(MqttStoredMessageFailedEvent event) {
			this.failed.add(event.getFailure().reason());
		}

	}

}
