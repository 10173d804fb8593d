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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.ResilientMqttMessageDrivenChannelAdapter;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.integration.channel.DirectChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners, inbound adapters and receivers of one client have each message once, though
 * the broker sends a copy for each subscription.
 */
abstract class OnceForEachKind {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final AtomicInteger tests = new AtomicInteger();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final StaticApplicationContext context = new StaticApplicationContext();

	private final String root = "kind" + tests.incrementAndGet();

	private final Map<String, List<String>> handled = new ConcurrentHashMap<>();

	MqttClient client;

	private MqttListenerEndpointRegistry registry;

	private ResilientMqttClientManager manager;

	abstract String host();

	abstract int port();

	@BeforeEach
	void refresh() {
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.factory.close();
		this.context.close();
	}

	void connect(ProtocolVersion version) throws Exception {
		MqttClientOptions options = MqttClientOptions.builder()
			.server(host(), port())
			.protocolVersion(version)
			.clientId(this.root)
			.responseTime(Duration.ofSeconds(30))
			.build();
		this.client = this.factory.create(options);
		this.registry = new MqttListenerEndpointRegistry(this.client);
		this.registry.start();
		this.manager = new ResilientMqttClientManager(this.client, options);
		this.manager.setApplicationEventPublisher(this.context);
		this.client.connect().get(60, TimeUnit.SECONDS);
	}

	List<String> handledBy(String id) {
		return this.handled.computeIfAbsent(id, (key) -> new CopyOnWriteArrayList<>());
	}

	String topic(String topic) {
		return this.root + "/" + topic;
	}

	void listen(String id, QoS qos, String topic) {
		List<String> handled = handledBy(id);
		this.registry
			.registerEndpoint(MqttListenerEndpoint.builder(id, (message) -> handled.add(message.payloadAsString()))
				.topics(topic(topic))
				.qos(qos)
				.build());
	}

	ResilientMqttMessageDrivenChannelAdapter adapt(String id, QoS qos, String topic) {
		List<String> handled = handledBy(id);
		DirectChannel channel = new DirectChannel();
		channel.subscribe((message) -> handled.add(new String((byte[]) message.getPayload(), StandardCharsets.UTF_8)));
		ResilientMqttMessageDrivenChannelAdapter adapter = new ResilientMqttMessageDrivenChannelAdapter(this.manager,
				topic(topic));
		adapter.setQos(qos.value());
		adapter.setOutputChannel(channel);
		adapter.setBeanFactory(this.context.getBeanFactory());
		adapter.setApplicationContext(this.context);
		adapter.setApplicationEventPublisher(this.context);
		adapter.afterPropertiesSet();
		adapter.start();
		return adapter;
	}

	void receive(String id, QoS qos, String topic) throws Exception {
		List<String> handled = handledBy(id);
		this.client.onMessage(topic(topic), (message) -> handled.add(message.payloadAsString()));
		this.client.subscribe(Subscription.of(topic(topic), qos)).get(60, TimeUnit.SECONDS);
	}

	/**
	 * Wait until nothing is under way between the client and the broker.
	 */
	void settle() throws Exception {
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.client.subscriptions()).isNotEmpty()
				.allMatch((status) -> status.state() == SubscriptionStatus.State.GRANTED));
		for (int i = 0; i < 2; i++) { // what comes of one answer has been answered, too
			this.client.unsubscribe("nothing").get(60, TimeUnit.SECONDS);
		}
	}

	void assertOnce(String topic, String... ids) throws Exception {
		settle();
		for (String id : ids) {
			handledBy(id).clear();
		}
		for (QoS qos : QoS.values()) {
			this.client.publish(topic(topic), qos.name().getBytes(), qos, false).get(60, TimeUnit.SECONDS);
		}
		for (String id : ids) {
			await().atMost(LONG).until(() -> handledBy(id).size() >= 3);
		}
		this.client.unsubscribe("nothing").get(60, TimeUnit.SECONDS);
		this.client.brokerUp().get(60, TimeUnit.SECONDS);
		for (String id : ids) {
			assertThat(handledBy(id)).as(id).containsExactlyInAnyOrder("AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE");
		}
	}

	@ParameterizedTest
	@EnumSource
	void ofAListenerAndAnAdapter(ProtocolVersion version) throws Exception {
		connect(version);
		listen("listener", QoS.AT_LEAST_ONCE, "#");
		adapt("adapter", QoS.AT_LEAST_ONCE, "+");
		assertOnce("a", "listener", "adapter");
	}

	@ParameterizedTest
	@EnumSource
	void ofAnAdapterAndAListenerOfAHigherQoS(ProtocolVersion version) throws Exception {
		connect(version);
		adapt("adapter", QoS.AT_MOST_ONCE, "#");
		listen("listener", QoS.EXACTLY_ONCE, "a");
		assertOnce("a", "listener", "adapter");
	}

	@ParameterizedTest
	@EnumSource
	void ofTwoAdapters(ProtocolVersion version) throws Exception {
		connect(version);
		adapt("first", QoS.AT_LEAST_ONCE, "+");
		ResilientMqttMessageDrivenChannelAdapter covering = adapt("second", QoS.AT_LEAST_ONCE, "#");
		assertOnce("a", "first", "second");
		covering.stop();
		assertOnce("a", "first");
	}

	@ParameterizedTest
	@EnumSource
	void ofAReceiverAndAListener(ProtocolVersion version) throws Exception {
		connect(version);
		receive("receiver", QoS.AT_LEAST_ONCE, "+");
		listen("listener", QoS.AT_LEAST_ONCE, "#");
		assertOnce("a", "receiver", "listener");
		this.client.unsubscribe(topic("+")).get(60, TimeUnit.SECONDS);
		assertOnce("a", "listener");
	}

	@ParameterizedTest
	@EnumSource
	void ofAllKindsOnTheNextConnection(ProtocolVersion version) throws Exception {
		connect(version);
		listen("listener", QoS.AT_LEAST_ONCE, "+");
		adapt("adapter", QoS.EXACTLY_ONCE, "a");
		receive("receiver", QoS.AT_MOST_ONCE, "#");
		assertOnce("a", "listener", "adapter", "receiver");
		this.client.reconnect().get(60, TimeUnit.SECONDS);
		assertOnce("a", "listener", "adapter", "receiver");
	}

	@ParameterizedTest
	@EnumSource
	void anAdapterThatStartsLaterHasItsRetainedMessages(ProtocolVersion version) throws Exception {
		connect(version);
		listen("listener", QoS.AT_LEAST_ONCE, "#");
		settle();
		this.client.publish(topic("a"), "kept".getBytes(), QoS.AT_LEAST_ONCE, true).get(60, TimeUnit.SECONDS);
		adapt("adapter", QoS.AT_LEAST_ONCE, "+");
		await().atMost(LONG).untilAsserted(() -> assertThat(handledBy("adapter")).containsExactly("kept"));
		assertOnce("b", "listener", "adapter");
	}

}
