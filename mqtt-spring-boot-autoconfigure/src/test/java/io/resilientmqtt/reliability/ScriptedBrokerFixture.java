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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Packet;
import io.resilientmqtt.testsupport.ScriptedBroker;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;

import static org.awaitility.Awaitility.await;

/**
 * A client with short waits and a broker that follows a script.
 */
abstract class ScriptedBrokerFixture {

	static final Duration LONG = Duration.ofSeconds(60);

	static final Duration SHORT = Duration.ofMillis(300);

	final ScriptedBroker broker = new ScriptedBroker();

	final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	@AfterEach
	void closeAll() {
		this.factory.close();
		this.broker.close();
	}

	MqttClient client(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> options) {
		MqttClientOptionsBuilder builder = MqttClientOptions.builder()
			.server("127.0.0.1", this.broker.port())
			.clientId("client")
			.protocolVersion(version)
			.failFast(false)
			.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(200), 2, 0.25, Duration.ZERO));
		options.accept(builder);
		MqttClient client = this.factory.create(builder.build());
		client.onConnectionEvent(this.events::add);
		return client;
	}

	MqttClient connect(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> options) {
		MqttClient client = client(version, options);
		get(client.connect());
		return client;
	}

	static void persistent(MqttClientOptionsBuilder options) {
		options.clean(false).cleanInit(false).v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)));
	}

	static CompletableFuture<PublishResult> publish(MqttClient client, String payload, QoS qos) {
		return client.publish("topic", payload.getBytes(), qos, false);
	}

	/**
	 * Return how a text goes over the wire.
	 * @param text the text, of ASCII characters
	 * @return its length and its characters in hexadecimal
	 */
	static String hex(String text) {
		StringBuilder hex = new StringBuilder("%04x".formatted(text.length()));
		text.chars().forEach((c) -> hex.append("%02x".formatted(c)));
		return hex.toString();
	}

	List<String> payloads() {
		return this.broker.received(MqttMessageType.PUBLISH).stream().map(Packet::payload).toList();
	}

	List<String> eventNames() {
		return this.events.stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

	static <T> T get(CompletableFuture<T> future) {
		try {
			return future.get(60, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : new IllegalStateException(ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void eventually(ThrowingRunnable assertion) {
		await().atMost(LONG).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
	}

}
