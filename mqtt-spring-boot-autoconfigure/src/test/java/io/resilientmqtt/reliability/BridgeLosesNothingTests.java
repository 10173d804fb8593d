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

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.autoconfigure.Bridge;
import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A message that the edge broker acknowledged reaches the cloud through a bridge of two
 * clients, whichever of the brokers is killed.
 */
class BridgeLosesNothingTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final TestBroker edge = TestBroker.scripted();

	private final TestBroker cloud = TestBroker.scripted();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final ApplicationContextRunner bridge = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class))
		.withUserConfiguration(Bridge.class)
		.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=" + this.edge.port(), "mqtt.client-id=bridge",
				"mqtt.clean=false", "mqtt.clean-init=false", "mqtt.reconnect.initial-delay=50ms",
				"mqtt.reconnect.max-delay=200ms", "mqtt.clients.cloud.server=127.0.0.1",
				"mqtt.clients.cloud.port=" + this.cloud.port(), "mqtt.clients.cloud.client-id=bridge");

	@AfterEach
	void close() {
		this.scheduler.shutdownNow();
		this.factory.close();
		this.edge.close().run();
		this.cloud.close().run();
	}

	private MqttClient client(String clientId, TestBroker broker) {
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", broker.port())
			.clientId(clientId)
			.clean(false)
			.cleanInit(false)
			.reconnect(new ReconnectOptions(Duration.ofMillis(50), Duration.ofMillis(200), 2, 0, Duration.ofSeconds(5),
					Duration.ofSeconds(1)))
			.build());
		client.connect().join();
		return client;
	}

	@Test
	void whicheverBrokerIsKilled() {
		this.bridge.run((context) -> {
			await().atMost(LONG).until(() -> context.getBean("mqttClient", MqttClient.class).isConnected());
			await().atMost(LONG).until(() -> context.getBean("cloud", MqttClient.class).isConnected());
			NumberedFlow flow = new NumberedFlow("bridge", client("device", this.edge), client("backend", this.cloud),
					Bridge.TOPIC, QoS.AT_LEAST_ONCE);
			this.scheduler.scheduleAtFixedRate(flow::publish, 0, 5, TimeUnit.MILLISECONDS);
			awaitMore(flow);
			for (TestBroker broker : new TestBroker[] { this.cloud, this.edge, this.cloud }) {
				broker.kill().run();
				int published = flow.published();
				await().atMost(LONG).until(() -> flow.published() > published + 50);
				broker.startAgain().run();
				awaitMore(flow);
			}
			this.scheduler.shutdown();
			assertThat(this.scheduler.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
			await().atMost(LONG).until(flow::isAcknowledged);
			await().atMost(LONG).until(() -> flow.lost() == 0);
			assertThat(flow.failure()).isNull();
			assertThat(flow.arrived()).isEqualTo(flow.published()).isGreaterThan(150);
		});
	}

	private static void awaitMore(NumberedFlow flow) {
		int arrived = flow.arrived();
		await().atMost(LONG).until(() -> flow.arrived() > arrived + 50);
	}

}
