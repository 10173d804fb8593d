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

import io.resilientmqtt.annotation.MqttListenerConfigurer;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerOptions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@code mqtt.listener.*}.
 */
class MqttListenerPropertiesTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
		.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=1", "mqtt.client-id=test");

	private static MqttListenerOptions options(ApplicationContext context) {
		return context.getBean("mqttListenerContainerFactory", MqttListenerContainerFactory.class).getOptions();
	}

	@Test
	void propertiesAreTheDefaultsOfListeners() {
		this.context
			.withPropertyValues("mqtt.listener.concurrency=4", "mqtt.listener.ordering=none",
					"mqtt.listener.ack-mode=on-receipt", "mqtt.listener.auto-startup=false",
					"mqtt.listener.max-payload-size=2KB", "mqtt.listener.dead-letter-topic=dead/{topic}",
					"mqtt.listener.batch-size=7", "mqtt.listener.batch-timeout=8s", "mqtt.listener.queue-capacity=9",
					"mqtt.listener.retry.max-retries=3", "mqtt.listener.retry.delay=10ms",
					"mqtt.listener.retry.multiplier=3", "mqtt.listener.retry.max-delay=50ms")
			.run((context) -> {
				MqttListenerOptions options = options(context);
				assertThat(options.concurrency()).isEqualTo(4);
				assertThat(options.ordering()).isEqualTo(ListenerOrdering.NONE);
				assertThat(options.ackMode()).isEqualTo(AckMode.ON_RECEIPT);
				assertThat(options.autoStartup()).isFalse();
				assertThat(options.maxPayloadSize()).isEqualTo(2048);
				assertThat(options.deadLetterTopic()).isEqualTo("dead/{topic}");
				assertThat(options.batchSize()).isEqualTo(7);
				assertThat(options.batchTimeout()).isEqualTo(Duration.ofSeconds(8));
				assertThat(options.queueCapacity()).isEqualTo(9);
				BackOffExecution backOff = options.retryPolicy().getBackOff().start();
				assertThat(new long[] { backOff.nextBackOff(), backOff.nextBackOff(), backOff.nextBackOff(),
						backOff.nextBackOff() })
					.containsExactly(10, 30, 50, BackOffExecution.STOP);
			});
	}

	@Test
	void whatFailsIsTriedAgainTwiceAtOnceUnlessSaidOtherwise() {
		this.context.run((context) -> {
			BackOffExecution backOff = options(context).retryPolicy().getBackOff().start();
			assertThat(new long[] { backOff.nextBackOff(), backOff.nextBackOff(), backOff.nextBackOff() })
				.containsExactly(0, 0, BackOffExecution.STOP);
			assertThat(options(context).ordering()).isNull();
			assertThat(options(context).deadLetterTopic()).isNull();
		});
	}

	@Test
	void stoppingUnsubscribesUnlessTheSessionIsPersistent() {
		this.context.run((context) -> assertThat(options(context).unsubscribeOnStop()).isTrue());
		this.context.withPropertyValues("mqtt.clean=false")
			.run((context) -> assertThat(options(context).unsubscribeOnStop()).isFalse());
		this.context.withPropertyValues("mqtt.clean=false", "mqtt.listener.unsubscribe-on-stop=true")
			.run((context) -> assertThat(options(context).unsubscribeOnStop()).isTrue());
	}

	@Test
	void topicsThatOverlapAreMergedUnlessTheyAreToBeSeparate() {
		ApplicationContextRunner crossing = this.context.withBean(MqttListenerConfigurer.class,
				() -> (registrar) -> registrar.registerEndpoint(MqttListenerEndpoint.builder("crossing", (message) -> {
				}).topics("a/+", "+/b").build()));
		crossing.withPropertyValues("mqtt.protocol-version=3.1.1").run((context) -> assertSubscribed(context, "+/+"));
		crossing.run((context) -> assertSubscribed(context, "a/+", "+/b"));
		crossing.withPropertyValues("mqtt.listener.overlap=merge-always")
			.run((context) -> assertSubscribed(context, "+/+"));
		crossing.withPropertyValues("mqtt.protocol-version=3.1.1", "mqtt.listener.overlap=separate")
			.run((context) -> assertSubscribed(context, "a/+", "+/b"));
	}

	private static void assertSubscribed(ApplicationContext context, String... filters) {
		MqttClient client = context.getBean(MqttClient.class);
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(client.subscriptions())
				.extracting((status) -> status.subscription().filter().toString())
				.containsExactly(filters));
	}

}
