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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.resilientmqtt.annotation.EnableMqtt;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.LocalMosquitto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners of a child context on the client of its parent come and go, and the client
 * goes on: a Mosquitto of default configuration would send nothing more while 20 messages
 * are unacknowledged.
 */
@EnabledIf("io.resilientmqtt.testsupport.LocalMosquitto#isInstalled")
class ChildContextTests {

	private static final int MESSAGES = 41;

	private static final List<String> ALL = IntStream.range(0, MESSAGES).mapToObj(String::valueOf).toList();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<String> ofParent = new CopyOnWriteArrayList<>();

	private final List<String> ofChild = new CopyOnWriteArrayList<>();

	private final CountDownLatch mayHandle = new CountDownLatch(1);

	private LocalMosquitto broker;

	private MqttClient client;

	private GenericApplicationContext parent;

	private AnnotationConfigApplicationContext child;

	private MqttListenerEndpointRegistry registry;

	private void start(Path directory, ProtocolVersion version) throws Exception {
		this.broker = LocalMosquitto.withDefaults(directory);
		this.broker.start();
		this.client = this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", this.broker.port())
			.protocolVersion(version)
			.clientId("parent")
			.clean(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)))
			.build());
		this.parent = new GenericApplicationContext();
		this.parent.registerBean("client", MqttClient.class, () -> this.client);
		this.parent.refresh();
		this.client.connect().get(30, TimeUnit.SECONDS);
		this.client.onMessage("parent", (message) -> this.ofParent.add(message.payloadAsString()));
		this.client.subscribe(Subscription.of("parent", QoS.AT_LEAST_ONCE)).get(30, TimeUnit.SECONDS);
		this.child = new AnnotationConfigApplicationContext();
		this.child.setParent(this.parent);
		this.child.register(Child.class);
		this.child.refresh();
		this.registry = this.child.getBean(MqttListenerEndpointRegistry.class);
		this.registry.setShutdownTimeout(Duration.ofMillis(200));
		this.registry.registerEndpoint(MqttListenerEndpoint.builder("child", this::handle)
			.topics("child")
			.options(MqttListenerOptions.builder().unsubscribeOnStop(false).build())
			.build());
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.client.subscriptions())
				.allMatch((subscription) -> subscription.state().name().equals("GRANTED"))
				.hasSize(2));
	}

	private void handle(MqttMessage message) {
		await().atMost(Duration.ofSeconds(60)).until(() -> this.mayHandle.getCount() == 0);
		this.ofChild.add(message.payloadAsString());
	}

	private void publish(String topic) throws Exception {
		for (String payload : ALL) {
			this.client.publish(topic, payload.getBytes(), QoS.AT_LEAST_ONCE, false).get(30, TimeUnit.SECONDS);
		}
	}

	private void awaitWindowFull() {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.client.statistics().receiveBacklog().unacknowledged()).isEqualTo(20));
	}

	private void assertTheClientHears() throws Exception {
		publish("parent");
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(this.ofParent).containsExactlyElementsOf(ALL);
			assertThat(this.client.statistics().receiveBacklog().unacknowledged()).isZero();
		});
	}

	@AfterEach
	void closeAll() {
		this.mayHandle.countDown();
		this.child.close();
		this.parent.close();
		this.factory.close();
		this.broker.close();
	}

	@ParameterizedTest
	@EnumSource
	void aRegistryIsStoppedAndStarted(ProtocolVersion version, @TempDir Path directory) throws Exception {
		start(directory, version);
		this.mayHandle.countDown();
		this.registry.stop();
		publish("child");
		awaitWindowFull();
		assertThat(this.ofChild).isEmpty();
		this.registry.start();
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.ofChild).containsExactlyElementsOf(ALL));
		assertTheClientHears();
	}

	@ParameterizedTest
	@EnumSource
	void aChildIsClosed(ProtocolVersion version, @TempDir Path directory) throws Exception {
		start(directory, version);
		this.mayHandle.countDown();
		publish("child");
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.ofChild).containsExactlyElementsOf(ALL));
		this.child.close();
		assertThat(this.client.subscriptions()).hasSize(1);
		publish("child");
		assertTheClientHears();
	}

	@ParameterizedTest
	@EnumSource
	void aChildIsClosedWhoseListenersWereStopped(ProtocolVersion version, @TempDir Path directory) throws Exception {
		start(directory, version);
		this.mayHandle.countDown();
		this.registry.stop();
		publish("child");
		awaitWindowFull();
		this.child.close();
		assertTheClientHears();
	}

	@ParameterizedTest
	@EnumSource
	void aChildIsClosedWhoseListenerIsPaused(ProtocolVersion version, @TempDir Path directory) throws Exception {
		start(directory, version);
		this.mayHandle.countDown();
		this.registry.getListenerContainer("child").pause();
		publish("child");
		awaitWindowFull();
		this.child.close();
		assertTheClientHears();
	}

	@ParameterizedTest
	@EnumSource
	void aChildIsClosedWhoseListenerIsSlow(ProtocolVersion version, @TempDir Path directory) throws Exception {
		start(directory, version);
		publish("child");
		awaitWindowFull();
		this.child.close();
		this.mayHandle.countDown();
		assertTheClientHears();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Child {

	}

}
