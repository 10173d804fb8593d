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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.ResilientMqttMessageDrivenChannelAdapter;
import io.resilientmqtt.integration.dsl.Mqtt;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.StaticMessageHeaderAccessor;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegrationManagement;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.graph.IntegrationGraphServer;
import org.springframework.integration.graph.IntegrationNode;
import org.springframework.integration.mqtt.event.MqttConnectionFailedEvent;
import org.springframework.integration.mqtt.event.MqttIntegrationEvent;
import org.springframework.integration.mqtt.event.MqttMessageDeliveredEvent;
import org.springframework.integration.mqtt.event.MqttMessageSentEvent;
import org.springframework.integration.mqtt.event.MqttSubscribedEvent;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring Integration applications with the starter against a broker in this process.
 */
class SpringIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.broker.stop();
	}

	private ApplicationContextRunner application(Class<?> flows, String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MqttAutoConfiguration.class, MqttIntegrationAutoConfiguration.class,
							SslAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
							JmxAutoConfiguration.class, IntegrationAutoConfiguration.class))
			.withUserConfiguration(Watcher.class, flows)
			.withPropertyValues("mqtt.server=" + EmbeddedMqttBroker.HOST, "mqtt.port=" + this.broker.port())
			.withPropertyValues(properties);
	}

	private static Watcher connected(ApplicationContext context) {
		Watcher watcher = context.getBean(Watcher.class);
		await().atMost(LONG).until(() -> watcher.count(MqttSubscribedEvent.class) > 0);
		return watcher;
	}

	private static void send(ApplicationContext context, String topic, Object payload) throws Exception {
		context.getBean(MqttTemplate.class).send(topic, payload).get(60, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(classes = { MigratedFlows.Beans.class, MigratedFlows.Dsl.class, MigratedFlows.Async.class,
			MigratedFlows.ManualAcks.class })
	void whatIsReceivedIsTransformedAndPublished(Class<?> flows) {
		for (String version : List.of("3.1.1", "5")) {
			application(flows, "mqtt.protocol-version=" + version).run((context) -> {
				Watcher watcher = connected(context);
				send(context, "sensors/kitchen/celsius", "20");
				send(context, "sensors/cellar/celsius", "10");
				// One of the flows goes on in several threads
				assertThat(watcher.fahrenheit(2)).containsExactlyInAnyOrder("68", "50");
				assertThat(context.getBean(MqttClient.class).statistics().outages()).isZero();
			});
		}
	}

	@Test
	void startsWithTheBrokerDownAndServesWhenItComes() {
		int port = this.broker.port();
		this.broker.stop();
		application(MigratedFlows.Beans.class, "mqtt.port=" + port).run((context) -> {
			Watcher watcher = context.getBean(Watcher.class);
			await().atMost(LONG).until(() -> watcher.count(MqttConnectionFailedEvent.class) == 1);
			this.broker.start();
			connected(context);
			send(context, "sensors/kitchen/celsius", "20");
			assertThat(watcher.fahrenheit(1)).containsExactly("68");
			assertThat(watcher.count(MqttConnectionFailedEvent.class)).isOne();
		});
	}

	@Test
	void eventsFollowAnOutageAndThePublicationsOfAFlow() {
		application(MigratedFlows.Async.class).run((context) -> {
			Watcher watcher = connected(context);
			this.broker.stop();
			await().atMost(LONG).until(() -> watcher.count(MqttConnectionFailedEvent.class) == 1);
			assertThat(watcher.first(MqttConnectionFailedEvent.class)).satisfies((event) -> {
				assertThat(event.getSource()).isSameAs(context.getBean(ResilientMqttClientManager.class));
				assertThat(event.getCause()).isInstanceOf(MqttConnectException.class);
			});
			assertThat(watcher.count(MqttSubscribedEvent.class)).isOne();
			this.broker.start();
			await().atMost(LONG).until(() -> watcher.count(MqttSubscribedEvent.class) == 2);
			send(context, "sensors/kitchen/celsius", "20");
			await().atMost(LONG).until(() -> watcher.count(MqttMessageDeliveredEvent.class) == 1);
			MqttMessageSentEvent sent = watcher.first(MqttMessageSentEvent.class);
			assertThat(sent.getTopic()).isEqualTo("fahrenheit");
			assertThat(sent.getMessage().getPayload()).isEqualTo("68");
			assertThat(watcher.first(MqttMessageDeliveredEvent.class).getMessageId()).isEqualTo(sent.getMessageId());
			assertThat(watcher.first(MqttMessageDeliveredEvent.class).getClientInstance()).isEqualTo(2);
			assertThat(watcher.count(MqttConnectionFailedEvent.class)).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { MigratedFlows.Dsl.class, MigratedFlows.Async.class })
	void aFlowThatWaitsForItsPublicationsWorksOffALongQueue(Class<?> flows) {
		String[] session = { "mqtt.client-id=converter", "mqtt.clean=false", "mqtt.clean-init=false" };
		int messages = 5000;
		application(flows, session).run(SpringIntegrationTests::connected);
		application(NoFlow.class).run((context) -> {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			List<CompletableFuture<?>> sent = new ArrayList<>();
			for (int i = 0; i < messages; i++) {
				sent.add(template.send("sensors/kitchen/celsius", String.valueOf(i * 5)));
			}
			CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		});
		application(flows, session).run((context) -> {
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < messages; i++) {
				expected.add(String.valueOf(i * 9 + 32));
			}
			assertThat(context.getBean(Watcher.class).fahrenheit(messages)).isEqualTo(expected);
		});
	}

	@Test
	void whatAFlowHasNotAcknowledgedComesToTheNextApplication() {
		String[] session = { "mqtt.client-id=manual", "mqtt.clean=false", "mqtt.clean-init=false",
				"mqtt.shutdown-timeout=1s" };
		application(Collecting.class, session).run((context) -> {
			connected(context);
			send(context, "work", "1");
			send(context, "work", "2");
			QueueChannel collected = context.getBean(QueueChannel.class);
			assertThat(collected.receive(60_000).getPayload()).isEqualTo("1");
			Message<?> second = collected.receive(60_000);
			assertThat(second.getPayload()).isEqualTo("2");
			StaticMessageHeaderAccessor.getAcknowledgment(second).acknowledge();
		});
		application(Collecting.class, session).run((context) -> {
			QueueChannel collected = context.getBean(QueueChannel.class);
			// Acknowledgements leave in order, so that the second waits for the first
			assertThat(collected.receive(60_000).getPayload()).isEqualTo("1");
			assertThat(collected.receive(60_000).getPayload()).isEqualTo("2");
		});
	}

	@Test
	void aFlowThatFailsHarmsNothingElseAndItsErrorChannelIsTold() {
		application(Failing.class).run((context) -> {
			Watcher watcher = connected(context);
			send(context, "sensors/kitchen/celsius", "warm");
			send(context, "sensors/kitchen/celsius", "20");
			assertThat(watcher.fahrenheit(1)).containsExactly("68");
			assertThat(context.getBean("failures", QueueChannel.class).receive(60_000).getPayload())
				.isInstanceOfSatisfying(MessagingException.class, (failure) -> {
					assertThat(failure).hasRootCauseInstanceOf(NumberFormatException.class);
					assertThat(failure.getFailedMessage().getPayload()).isEqualTo("warm");
				});
			assertThat(context.getBean(MqttClient.class).statistics().outages()).isZero();
		});
	}

	@Test
	void topicsComeAndGoAtRunTime() {
		application(MigratedFlows.Beans.class).run((context) -> {
			Watcher watcher = connected(context);
			ResilientMqttMessageDrivenChannelAdapter inbound = context
				.getBean(ResilientMqttMessageDrivenChannelAdapter.class);
			inbound.addTopic("attic", 1);
			send(context, "attic", "30");
			assertThat(watcher.fahrenheit(1)).containsExactly("86");
			inbound.removeTopic("attic");
			send(context, "attic", "40");
			inbound.removeTopic("sensors/+/celsius");
			send(context, "sensors/kitchen/celsius", "40");
			inbound.addTopic("sensors/#", 1);
			send(context, "sensors/kitchen/celsius", "20");
			assertThat(watcher.fahrenheit(1)).containsExactly("68");
		});
	}

	@Test
	void managementAndTheGraphKnowTheAdapters() {
		application(Managed.class, "spring.jmx.enabled=true", "spring.jmx.default-domain=integration-test")
			.run((context) -> {
				Watcher watcher = connected(context);
				MBeanServer server = ManagementFactory.getPlatformMBeanServer();
				Set<ObjectName> names = server
					.queryNames(new ObjectName("integration-test:type=ManagedEndpoint,name=inbound,*"), null);
				assertThat(names).hasSize(1);
				ObjectName inbound = names.iterator().next();
				assertThat((String[]) server.getAttribute(inbound, "Topic")).containsExactly("sensors/+/celsius");
				server.invoke(inbound, "addTopic", new Object[] { "attic", 1 },
						new String[] { String.class.getName(), int.class.getName() });
				send(context, "attic", "30");
				assertThat(watcher.fahrenheit(1)).containsExactly("86");
				server.invoke(inbound, "stop", null, null);
				assertThat(server.getAttribute(inbound, "Running")).isEqualTo(false);
				assertThat(context.getBean(IntegrationGraphServer.class).getGraph().nodes())
					.extracting(IntegrationNode::getName)
					.contains("inbound", "outbound.serviceActivator");
			});
	}

	@Test
	void anAdapterThatIsStoppedAndStartedGoesOn() {
		application(MigratedFlows.Beans.class).run((context) -> {
			Watcher watcher = connected(context);
			ResilientMqttMessageDrivenChannelAdapter inbound = context
				.getBean(ResilientMqttMessageDrivenChannelAdapter.class);
			for (int round = 1; round <= 3; round++) {
				inbound.stop();
				send(context, "sensors/kitchen/celsius", "10");
				inbound.start();
				int subscribed = round + 1;
				await().atMost(LONG).until(() -> watcher.count(MqttSubscribedEvent.class) == subscribed);
				send(context, "sensors/kitchen/celsius", "20");
				assertThat(watcher.fahrenheit(1)).containsExactly("68");
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Watcher {

		private final BlockingQueue<String> fahrenheit = new LinkedBlockingQueue<>();

		private final BlockingQueue<MqttIntegrationEvent> events = new LinkedBlockingQueue<>();

		@MqttListener(topics = "fahrenheit")
		void onFahrenheit(String text) {
			this.fahrenheit.add(text);
		}

		@EventListener
		void onEvent(MqttIntegrationEvent event) {
			this.events.add(event);
		}

		List<String> fahrenheit(int count) throws InterruptedException {
			List<String> texts = new ArrayList<>();
			while (texts.size() < count) {
				String text = this.fahrenheit.poll(60, TimeUnit.SECONDS);
				assertThat(text).as("after %s", texts.size()).isNotNull();
				texts.add(text);
			}
			return texts;
		}

		int count(Class<?> type) {
			return (int) this.events.stream().filter(type::isInstance).count();
		}

		<T> T first(Class<T> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoFlow {

	}

	@Configuration(proxyBeanMethods = false)
	static class Collecting {

		@Bean
		QueueChannel collected() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow collecting(ResilientMqttClientManager clientManager) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(clientManager, "work").payloadType(String.class).manualAcks(true))
				.channel("collected")
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		QueueChannel failures() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow conversion(ResilientMqttClientManager clientManager) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(clientManager, "sensors/+/celsius")
					.payloadType(String.class)
					.errorChannel("failures"))
				.transform(String.class, MigratedFlows::toFahrenheit)
				.handle(Mqtt.outboundAdapter(clientManager).defaultTopic("fahrenheit").defaultQos(1))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegrationManagement
	static class Managed extends MigratedFlows.Beans {

		@Bean
		IntegrationGraphServer graph() {
			return new IntegrationGraphServer();
		}

	}

}
