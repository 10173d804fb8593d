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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.SubscriptionOptions;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.listener.ListenerOverlap;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners of one client whose topics overlap, each of which handles every message once,
 * whatever the broker makes of their subscriptions. A publisher of its own sends bursts,
 * so that copies come apart if they can.
 */
abstract class OnceForEachListener {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final int BURST = 100;

	private static final AtomicInteger tests = new AtomicInteger();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final String root = "once" + tests.incrementAndGet();

	private final Map<String, List<String>> handled = new ConcurrentHashMap<>();

	MqttClient client;

	MqttClient publisher;

	private MqttListenerEndpointRegistry registry;

	abstract String host();

	abstract int port();

	/**
	 * Return how topics that overlap are to be subscribed to.
	 */
	ListenerOverlap overlap() {
		return ListenerOverlap.MERGE;
	}

	@AfterEach
	void closeClients() {
		this.factory.close();
	}

	final void connect(ProtocolVersion version) throws Exception {
		this.client = client(version);
		this.publisher = client(version);
		this.registry = new MqttListenerEndpointRegistry(this.client);
		this.registry.setOverlap(overlap());
	}

	private MqttClient client(ProtocolVersion version) throws Exception {
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server(host(), port())
			.protocolVersion(version)
			.responseTime(Duration.ofSeconds(30))
			.build());
		client.connect().get(60, TimeUnit.SECONDS);
		return client;
	}

	final void listen(String id, QoS qos, String... topics) {
		listen(id, qos, SubscriptionOptions.DEFAULT, topics);
	}

	final void listen(String id, QoS qos, SubscriptionOptions options, String... topics) {
		List<String> handled = new CopyOnWriteArrayList<>();
		this.handled.put(id, handled);
		this.registry
			.registerEndpoint(
					MqttListenerEndpoint
						.builder(id,
								(message) -> handled
									.add(message.payloadAsString() + (message.retain() ? " retained" : "")))
						.topics(List.of(topics)
							.stream()
							.map((topic) -> topic.replace("root", this.root))
							.toArray(String[]::new))
						.qos(qos)
						.subscriptionOptions(options)
						.build());
	}

	final void startListeners() {
		this.registry.start();
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.client.subscriptions()).isNotEmpty()
				.allMatch((status) -> status.state() == SubscriptionStatus.State.GRANTED));
	}

	final void publish(MqttClient publisher, String topic, QoS qos, boolean retain, String payload) throws Exception {
		publisher.publish(this.root + "/" + topic, payload.getBytes(), qos, retain).get(60, TimeUnit.SECONDS);
	}

	final List<String> burst(String topic, QoS qos) throws Exception {
		List<String> payloads = IntStream.range(0, BURST).mapToObj((number) -> topic + " " + number).toList();
		CompletableFuture
			.allOf(payloads.stream()
				.map((payload) -> this.publisher
					.publish(MqttMessage.builder(this.root + "/" + topic).payload(payload).qos(qos).build()))
				.toArray(CompletableFuture[]::new))
			.get(60, TimeUnit.SECONDS);
		return payloads;
	}

	/**
	 * Wait until a listener has handled as many as it is to, and all that came with them.
	 */
	final void assertHandled(String id, List<String> expected) throws Exception {
		await().atMost(LONG).until(() -> this.handled.get(id).size() >= expected.size());
		this.client.unsubscribe("nothing").get(60, TimeUnit.SECONDS);
		this.client.brokerUp().get(60, TimeUnit.SECONDS);
		assertThat(this.handled.get(id)).as(id).containsExactlyInAnyOrderElementsOf(expected);
	}

	static List<String> all(List<String> payloads, List<String> others) {
		return IntStream.range(0, payloads.size() + others.size())
			.mapToObj((i) -> (i < payloads.size()) ? payloads.get(i) : others.get(i - payloads.size()))
			.toList();
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatCrossEachOther(ProtocolVersion version) throws Exception {
		connect(version);
		listen("first", QoS.AT_LEAST_ONCE, "root/a/+", "root/+/b");
		listen("second", QoS.EXACTLY_ONCE, "root/+/b");
		listen("third", QoS.AT_LEAST_ONCE, "root/a/#");
		startListeners();
		List<String> both = burst("a/b", QoS.AT_LEAST_ONCE);
		List<String> one = burst("a/c", QoS.AT_LEAST_ONCE);
		assertHandled("first", all(both, one));
		assertHandled("second", both);
		assertHandled("third", all(both, one));
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatCrossWithDifferentQoS(ProtocolVersion version) throws Exception {
		connect(version);
		listen("first", QoS.AT_LEAST_ONCE, "root/a/+");
		listen("second", QoS.AT_MOST_ONCE, "root/+/b");
		startListeners();
		List<String> both = burst("a/b", QoS.AT_LEAST_ONCE);
		assertHandled("first", both);
		assertHandled("second", both);
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatCoverEachOther(ProtocolVersion version) throws Exception {
		connect(version);
		listen("all", QoS.AT_MOST_ONCE, "root/#");
		listen("some", QoS.AT_LEAST_ONCE, "root/a/+");
		listen("one", QoS.EXACTLY_ONCE, "root/a/b", "root/a/b/c");
		listen("same", QoS.AT_MOST_ONCE, "root/a/b");
		startListeners();
		List<String> payloads = burst("a/b", QoS.AT_LEAST_ONCE);
		for (String id : List.of("all", "some", "one", "same")) {
			assertHandled(id, payloads);
		}
	}

	@ParameterizedTest
	@EnumSource
	void andWhatNobodyListensToHoldsNothingUp(ProtocolVersion version) throws Exception {
		connect(version);
		listen("first", QoS.AT_LEAST_ONCE, "root/a/+");
		listen("second", QoS.AT_LEAST_ONCE, "root/+/b");
		startListeners();
		burst("x/y", QoS.AT_LEAST_ONCE);
		assertHandled("second", burst("x/b", QoS.AT_LEAST_ONCE));
		assertHandled("first", List.of());
	}

}
