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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A flow that was ported from Paho goes on by itself after its broker was killed, and
 * what the broker had acknowledged comes out of it.
 * <p>
 * On a mosquitto without limits: one that holds back what it has acknowledged, while 20
 * messages are in flight, has it only on disk when it is killed, if at all. How the
 * client fares with one in default configuration: MosquittoGuaranteesContainerTests.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class SpringIntegrationSurvivesBrokerKillsContainerTests {

	private static final Logger logger = LoggerFactory
		.getLogger(SpringIntegrationSurvivesBrokerKillsContainerTests.class);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int KILLS = 3;

	private static final int MESSAGES_PER_SECOND = 200;

	@Container
	private final MosquittoContainer broker = new MosquittoContainer().withoutLimits().withPersistence().withoutDelay();

	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	private final AtomicInteger published = new AtomicInteger();

	private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

	@ParameterizedTest
	@CsvSource({ "3.1.1, io.resilientmqtt.autoconfigure.MigratedFlows$Beans",
			"5, io.resilientmqtt.autoconfigure.MigratedFlows$Dsl",
			"5, io.resilientmqtt.autoconfigure.MigratedFlows$Async",
			"5, io.resilientmqtt.autoconfigure.MigratedFlows$ManualAcks" })
	void everyAcknowledgedMessageComesOutOfTheFlow(String version, Class<?> flows) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class,
					MqttIntegrationAutoConfiguration.class, SslAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class, IntegrationAutoConfiguration.class))
			.withUserConfiguration(Output.class, flows)
			.withPropertyValues("mqtt.server=" + this.broker.getHost(), "mqtt.port=" + this.broker.port(),
					"mqtt.protocol-version=" + version, "mqtt.client-id=survivor", "mqtt.clean=false",
					"mqtt.v5.session-expiry-interval=1h")
			.run(this::publishThroughKills);
	}

	private void publishThroughKills(ApplicationContext context) throws InterruptedException {
		MqttTemplate template = context.getBean(MqttTemplate.class);
		Output output = context.getBean(Output.class);
		await().atMost(LONG).until(context.getBean(MqttClient.class)::isConnected);
		this.publisher.scheduleAtFixedRate(() -> publish(template), 0, 1_000_000 / MESSAGES_PER_SECOND,
				TimeUnit.MICROSECONDS);
		for (int kill = 0; kill < KILLS; kill++) {
			awaitFlow(output, 100);
			this.broker.kill();
			this.broker.startAgain();
			awaitFlow(output, 1);
		}
		this.publisher.shutdown();
		assertThat(this.publisher.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		await().atMost(LONG).until(() -> this.acknowledged.size() == this.published.get());
		await().atMost(LONG).until(() -> output.texts.containsAll(this.acknowledged));
		logger.info("{} messages, {} came out of the flow, {} of them again", this.published, output.arrivals,
				output.arrivals.get() - output.texts.size());
	}

	private void publish(MqttTemplate template) {
		int celsius = this.published.getAndIncrement() * 5;
		template.send("sensors/kitchen/celsius", String.valueOf(celsius))
			.thenAccept((result) -> this.acknowledged.add(MigratedFlows.toFahrenheit(String.valueOf(celsius))));
	}

	private static void awaitFlow(Output output, int messages) {
		int before = output.texts.size();
		await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(() -> output.texts.size() >= before + messages);
	}

	@Configuration(proxyBeanMethods = false)
	static class Output {

		private final Set<String> texts = ConcurrentHashMap.newKeySet();

		private final AtomicInteger arrivals = new AtomicInteger();

		@MqttListener(topics = "fahrenheit")
		void onFahrenheit(String text) {
			this.arrivals.incrementAndGet();
			this.texts.add(text);
		}

	}

}
