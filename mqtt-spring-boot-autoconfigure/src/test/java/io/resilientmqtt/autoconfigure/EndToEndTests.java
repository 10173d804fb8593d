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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.event.MqttDownEvent;
import io.resilientmqtt.event.MqttUpEvent;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications with the starter against a broker in this process.
 */
class EndToEndTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.broker.stop();
	}

	private ApplicationContextRunner connected(String... properties) {
		return this.runner
			.withPropertyValues("mqtt.server=" + EmbeddedMqttBroker.HOST, "mqtt.port=" + this.broker.port())
			.withPropertyValues(properties);
	}

	private static Health health(ApplicationContext context) {
		return context.getBean("mqttHealthContributor", HealthIndicator.class).health();
	}

	private static void awaitStatus(ApplicationContext context, Status status) {
		await().atMost(LONG).untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(status));
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void anObjectSentByTheTemplateReachesTheListener(String version) {
		connected("mqtt.protocol-version=" + version).run((context) -> {
			awaitStatus(context, Status.UP);
			context.getBean(MqttTemplate.class)
				.send("sensors/kitchen/temperature", new Reading(21.5, "C"))
				.get(60, TimeUnit.SECONDS);
			Received received = context.getBean(Application.class).received.poll(60, TimeUnit.SECONDS);
			assertThat(received)
				.isEqualTo(new Received(new Reading(21.5, "C"), "kitchen", "sensors/kitchen/temperature"));
		});
	}

	@Test
	void virtualThreadsRunListenersWhenBootHasThemOn() {
		if (Runtime.version().feature() < 21) {
			return;
		}
		connected("spring.threads.virtual.enabled=true").run((context) -> {
			awaitStatus(context, Status.UP);
			context.getBean(MqttTemplate.class).send("thread", "which");
			assertThat(context.getBean(Application.class).threads.poll(60, TimeUnit.SECONDS))
				.startsWith("VirtualThread");
		});
	}

	@Test
	void listenersRunOnTheApplicationTaskExecutorIfItIsNamed() {
		connected("spring.task.execution.thread-name-prefix=mine-",
				"mqtt.listener.task-executor=applicationTaskExecutor")
			.run((context) -> {
				awaitStatus(context, Status.UP);
				context.getBean(MqttTemplate.class).send("thread", "which");
				assertThat(context.getBean(Application.class).threads.poll(60, TimeUnit.SECONDS)).contains("mine-");
			});
	}

	@Test
	void listenersHaveThreadsOfTheirOwn() {
		connected("spring.task.execution.thread-name-prefix=mine-").run((context) -> {
			awaitStatus(context, Status.UP);
			context.getBean(MqttTemplate.class).send("thread", "which");
			assertThat(context.getBean(Application.class).threads.poll(60, TimeUnit.SECONDS)).doesNotContain("mine-");
		});
	}

	@Test
	@Behaviour("S3")
	void startsWithTheBrokerDownAndServesWhenItComes() {
		int port = this.broker.port();
		this.broker.stop();
		this.runner.withPropertyValues("mqtt.server=" + EmbeddedMqttBroker.HOST, "mqtt.port=" + port).run((context) -> {
			assertThat(context).hasNotFailed();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(health(context).getDetails()).containsKeys("cause", "nextAttempt"));
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			CompletableFuture<?> sent = context.getBean(MqttTemplate.class)
				.send("sensors/attic/temperature", new Reading(1, "C"));
			this.broker.start();
			awaitStatus(context, Status.UP);
			sent.get(60, TimeUnit.SECONDS);
			assertThat(context.getBean(Application.class).received.poll(60, TimeUnit.SECONDS)).isNotNull()
				.extracting(Received::room)
				.isEqualTo("attic");
		});
	}

	@Test
	void healthAndEventsFollowAnOutage() {
		connected().run((context) -> {
			Application application = context.getBean(Application.class);
			awaitStatus(context, Status.UP);
			this.broker.stop();
			awaitStatus(context, Status.DOWN);
			assertThat(health(context).getDetails()).containsKeys("cause", "since", "attempts");
			this.broker.start();
			awaitStatus(context, Status.UP);
			context.getBean(MqttTemplate.class)
				.send("sensors/hall/temperature", new Reading(2, "C"))
				.get(60, TimeUnit.SECONDS);
			assertThat(application.received.poll(60, TimeUnit.SECONDS)).isNotNull();
			await().atMost(LONG)
				.untilAsserted(() -> assertThat(application.events).containsExactly("up", "down", "up"));
		});
	}

	@Test
	@Behaviour("S25")
	void aListenerThatThrowsHarmsNothingElse() {
		connected().run((context) -> {
			awaitStatus(context, Status.UP);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			template.send("sensors/cellar/temperature", "no JSON").get(60, TimeUnit.SECONDS);
			template.send("sensors/cellar/temperature", new Reading(3, "C")).get(60, TimeUnit.SECONDS);
			assertThat(context.getBean(Application.class).received.poll(60, TimeUnit.SECONDS)).isNotNull();
			assertThat(context.getBean(MqttClient.class).statistics().outages()).isZero();
		});
	}

	@Test
	void aMessageThatMatchesTwoFiltersReachesTheListenerOnce() {
		connected("mqtt.protocol-version=5").run((context) -> {
			awaitStatus(context, Status.UP);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			for (int number = 1; number <= 3; number++) {
				template.send("sensors/once/temperature", new Reading(number, "C")).get(60, TimeUnit.SECONDS);
			}
			for (int number = 1; number <= 3; number++) {
				assertThat(context.getBean(Application.class).received.poll(60, TimeUnit.SECONDS)).isNotNull()
					.extracting(Received::reading)
					.isEqualTo(new Reading(number, "C"));
			}
		});
	}

	@Test
	@Behaviour("S21")
	void whatAListenerHasNotHandledWhenTheApplicationStopsComesToTheNext() {
		String[] session = { "mqtt.client-id=persistent", "mqtt.clean=false", "mqtt.clean-init=false",
				"mqtt.protocol-version=5", "mqtt.v5.session-expiry-interval=1h" };
		connected(session).run((context) -> {
			Application application = context.getBean(Application.class);
			awaitStatus(context, Status.UP);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			for (String text : List.of("1", "2", "3")) {
				template.send("slow", text).get(60, TimeUnit.SECONDS);
			}
			assertThat(application.started.await(60, TimeUnit.SECONDS)).isTrue();
			await().atMost(LONG).until(() -> context.getBean(MqttClient.class).statistics().received() >= 3);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(context::stop);
			await().atMost(LONG).until(() -> !context.getBean(MqttListenerEndpointRegistry.class).isRunning());
			application.release.countDown();
			stopping.get(60, TimeUnit.SECONDS);
			assertThat(application.slow).containsExactly("1");
		});
		connected(session).run((context) -> {
			Application application = context.getBean(Application.class);
			application.release.countDown();
			await().atMost(LONG).untilAsserted(() -> assertThat(application.slow).containsExactly("2", "3"));
		});
	}

	@Test
	void twoApplicationsInOneJvmDoNotDisturbEachOther() {
		connected("mqtt.client-id=one").run((one) -> {
			connected("mqtt.client-id=two").run((two) -> {
				awaitStatus(one, Status.UP);
				awaitStatus(two, Status.UP);
			});
			one.getBean(MqttTemplate.class)
				.send("sensors/one/temperature", new Reading(4, "C"))
				.get(60, TimeUnit.SECONDS);
			assertThat(one.getBean(Application.class).received.poll(60, TimeUnit.SECONDS)).isNotNull();
			assertThat(one.getBean(MqttClient.class).statistics().outages()).isZero();
		});
	}

	@Test
	@Behaviour("S29")
	void aHandlerUnderWayFinishesBeforeTheClientDisconnects() {
		connected().run((context) -> {
			Application application = context.getBean(Application.class);
			awaitStatus(context, Status.UP);
			context.getBean(MqttTemplate.class).send("slow", "1");
			assertThat(application.started.await(60, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(context::stop);
			application.release.countDown();
			stopping.get(60, TimeUnit.SECONDS);
			assertThat(application.answered.get(60, TimeUnit.SECONDS)).isTrue();
			await().atMost(LONG).untilAsserted(() -> assertThat(application.events).containsExactly("up", "down"));
			context.start();
			awaitStatus(context, Status.UP);
		});
	}

	record Reading(double value, String unit) {

	}

	record Received(Reading reading, String room, String topic) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

		final BlockingQueue<String> threads = new LinkedBlockingQueue<>();

		final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		final BlockingQueue<String> slow = new LinkedBlockingQueue<>();

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		final CompletableFuture<Boolean> answered = new CompletableFuture<>();

		@MqttListener(topics = { "sensors/{room}/temperature", "sensors/{room}/#" })
		void onTemperature(Reading reading, @DestinationVariable String room,
				@Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
			this.received.add(new Received(reading, room, topic));
		}

		@MqttListener(topics = "thread")
		void onThread(String text) {
			Thread thread = Thread.currentThread();
			this.threads.add(thread + " " + thread.getName());
		}

		@MqttListener(topics = "slow")
		void onSlow(String text, MqttClient client) throws Exception {
			this.slow.add(text);
			this.started.countDown();
			this.release.await();
			// The link is still there for what a handler under way publishes
			client.publish("answer", new byte[0], QoS.AT_LEAST_ONCE, false).get(60, TimeUnit.SECONDS);
			this.answered.complete(client.isConnected());
		}

		@EventListener
		void onUp(MqttUpEvent event) {
			this.events.add("up");
		}

		@EventListener
		void onDown(MqttDownEvent event) {
			this.events.add("down");
		}

	}

}
