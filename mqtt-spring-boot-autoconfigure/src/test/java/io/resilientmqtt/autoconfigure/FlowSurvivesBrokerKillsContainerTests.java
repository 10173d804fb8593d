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
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that is killed and comes back costs no acknowledged message and no order, and
 * the flow goes on by itself.
 * <p>
 * On a mosquitto without limits: one that holds back what it has acknowledged, while 20
 * messages are in flight, has it only on disk when it is killed, if at all. How the
 * client fares with one in default configuration: MosquittoGuaranteesContainerTests.
 */
@Behaviour({ "S6", "S10", "S11", "S15" })
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class FlowSurvivesBrokerKillsContainerTests {

	private static final Logger logger = LoggerFactory.getLogger(FlowSurvivesBrokerKillsContainerTests.class);

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int KILLS = 5;

	private static final int MESSAGES_PER_SECOND = 200;

	@Container
	private final MosquittoContainer broker = new MosquittoContainer().withoutLimits().withPersistence();

	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	private final AtomicInteger published = new AtomicInteger();

	private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void everyAcknowledgedMessageArrivesInOrder(String version) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("mqtt.server=" + this.broker.getHost(), "mqtt.port=" + this.broker.port(),
					"mqtt.protocol-version=" + version, "mqtt.client-id=survivor", "mqtt.clean=false",
					"mqtt.v5.session-expiry-interval=1h")
			.run(this::publishThroughKills);
	}

	private void publishThroughKills(ApplicationContext context) throws InterruptedException {
		MqttTemplate template = context.getBean(MqttTemplate.class);
		Application application = context.getBean(Application.class);
		await().atMost(LONG).until(context.getBean(MqttClient.class)::isConnected);
		this.publisher.scheduleAtFixedRate(() -> publish(template), 0, 1_000_000 / MESSAGES_PER_SECOND,
				TimeUnit.MICROSECONDS);
		List<Long> resumedAfter = new ArrayList<>();
		for (int kill = 0; kill < KILLS; kill++) {
			awaitFlow(application, 100);
			this.broker.kill();
			this.broker.startAgain();
			long answering = System.nanoTime();
			awaitFlow(application, 1);
			resumedAfter.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answering));
		}
		this.publisher.shutdown();
		assertThat(this.publisher.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		await().atMost(LONG).until(() -> this.acknowledged.size() == this.published.get());
		await().atMost(LONG).untilAsserted(() -> assertThat(application.arrived()).containsAll(this.acknowledged));
		assertThat(application.arrived()).isSorted();
		assertThat(resumedAfter).allMatch((millis) -> millis < 10_000);
		logger.info("{} messages, {} arrivals, flow resumed {} ms after the broker answered", this.published,
				application.arrivals, resumedAfter);
	}

	private void publish(MqttTemplate template) {
		int number = this.published.getAndIncrement();
		template.send("numbers", String.valueOf(number)).thenAccept((result) -> this.acknowledged.add(number));
	}

	private static void awaitFlow(Application application, int messages) {
		int before = application.arrived().size();
		await().atMost(LONG)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> application.arrived().size() >= before + messages);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final Set<Integer> first = Collections.synchronizedSet(new LinkedHashSet<>());

		private final AtomicInteger arrivals = new AtomicInteger();

		@MqttListener(topics = "numbers")
		void onNumber(MqttMessage message) {
			this.arrivals.incrementAndGet();
			this.first.add(Integer.valueOf(message.payloadAsString()));
		}

		List<Integer> arrived() {
			synchronized (this.first) {
				return List.copyOf(this.first);
			}
		}

	}

}
