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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What CONNECT, the will and DISCONNECT say under MQTT 5, there and back with a real
 * broker.
 */
abstract class Mqtt5ConnectionRoundTrip {

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();

	abstract String host();

	abstract int port();

	@AfterEach
	void closeClients() {
		this.factory.close();
	}

	private MqttClient client(String clientId, Consumer<MqttClientOptionsBuilder> customizer) {
		MqttClientOptionsBuilder options = MqttClientOptions.builder()
			.server(host(), port())
			.clientId(clientId)
			.protocolVersion(ProtocolVersion.MQTT_5);
		customizer.accept(options);
		return this.factory.create(options.build());
	}

	private void listen() {
		MqttClient listener = client("listener", (options) -> {
		});
		ScriptedBrokerFixture.get(listener.connect());
		listener.onMessage("gone/#", this.received::add);
		ScriptedBrokerFixture.get(listener.subscribe(Subscription.of("gone/#", QoS.AT_LEAST_ONCE)));
	}

	boolean sessionIsPresentAfterDisconnectGaveItUp() {
		MqttClient client = client("given-up", Mqtt5ConnectionRoundTrip::lasting);
		connect(client);
		disconnect(client, DisconnectOptions.builder().sessionExpiryInterval(Duration.ZERO).build());
		return connect(client).sessionPresent();
	}

	private static ConnectResult connect(MqttClient client) {
		return ScriptedBrokerFixture.get(client.connect());
	}

	private static void disconnect(MqttClient client, DisconnectOptions options) {
		ScriptedBrokerFixture.get(client.disconnect(options));
	}

	private static void lasting(MqttClientOptionsBuilder options) {
		options.clean(false)
			.cleanInit(false)
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)).userProperty("site", "north"));
	}

	@Test
	void theWillArrivesWithItsPropertiesAndAfterItsDelay() throws InterruptedException {
		listen();
		MqttMessage message = MqttMessage.builder("gone/all")
			.payload("bye")
			.qos(QoS.AT_LEAST_ONCE)
			.payloadFormat(PayloadFormat.UTF_8)
			.messageExpiry(Duration.ofHours(1))
			.contentType("text/plain")
			.responseTopic("answers/1")
			.correlationData(new byte[] { 0, 1, (byte) 0xFF })
			.userProperty("b", "1")
			.userProperty("a", "2")
			.userProperty("b", "3")
			.build();
		MqttClient client = client("all", (options) -> {
			lasting(options);
			options.will(new Will(message, Duration.ofSeconds(2)));
		});
		connect(client);
		long before = System.nanoTime();
		client.close();
		MqttMessage will = this.received.poll(60, TimeUnit.SECONDS);
		assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
		assertThat(will).isNotNull();
		assertThat(will.payloadAsString()).isEqualTo("bye");
		assertThat(will.properties().userProperties()).containsExactly(new UserProperty("b", "1"),
				new UserProperty("a", "2"), new UserProperty("b", "3"));
		otherPropertiesOfTheWill(will.properties());
	}

	/**
	 * Check the properties that not every broker keeps.
	 * @param properties the properties of the will
	 */
	void otherPropertiesOfTheWill(PublishProperties properties) {
		assertThat(properties.payloadFormat()).isEqualTo(PayloadFormat.UTF_8);
		assertThat(properties.messageExpiry()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
		assertThat(properties.contentType()).isEqualTo("text/plain");
		assertThat(properties.responseTopic()).isEqualTo("answers/1");
		assertThat(properties.correlationData()).containsExactly(0, 1, 0xFF);
	}

	/**
	 * Disconnect one client normally and end another without a DISCONNECT.
	 * @return the topic of the first will
	 * @throws InterruptedException if interrupted
	 */
	String disconnectWithoutWill() throws InterruptedException {
		listen();
		MqttClient quiet = client("quiet", (options) -> options.will(will("gone/quiet")));
		MqttClient loud = client("loud", (options) -> options.will(will("gone/loud")));
		connect(quiet);
		connect(loud);
		disconnect(quiet, DisconnectOptions.builder().reasonString("bye").userProperty("a", "1").build());
		loud.close();
		MqttMessage first = this.received.poll(60, TimeUnit.SECONDS);
		assertThat(first).isNotNull();
		return first.topic();
	}

	/**
	 * Have the will published by a DISCONNECT, which not every broker does.
	 * @return the topic it arrived on, or {@code null}
	 * @throws InterruptedException if interrupted
	 */
	@Nullable String disconnectWithWill() throws InterruptedException {
		listen();
		MqttClient client = client("loud", (options) -> options.will(will("gone/loud")));
		connect(client);
		disconnect(client, DisconnectOptions.builder().reasonCode(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE).build());
		MqttMessage will = this.received.poll(60, TimeUnit.SECONDS);
		return (will != null) ? will.topic() : null;
	}

	private static Will will(String topic) {
		return new Will(MqttMessage.builder(topic).payload("bye").qos(QoS.AT_LEAST_ONCE).build(), Duration.ZERO);
	}

	@Test
	void aSessionLasts() {
		MqttClient client = client("session", Mqtt5ConnectionRoundTrip::lasting);
		ConnectResult first = connect(client);
		assertThat(first.sessionPresent()).isFalse();
		assertThat(first.sessionExpiryInterval()).isEqualTo(Duration.ofHours(1));
		disconnect(client, DisconnectOptions.DEFAULT);
		assertThat(connect(client).sessionPresent()).isTrue();
	}

	@Test
	void aPersistentSessionLastsWithoutAnIntervalOfItsOwn() {
		MqttClient client = client("for-ever", (options) -> options.clean(false).cleanInit(false));
		connect(client);
		disconnect(client, DisconnectOptions.DEFAULT);
		assertThat(connect(client).sessionPresent()).isTrue();
	}

	@Test
	void anAssignedClientIdentifierIsKept() {
		MqttClient client = client("", (options) -> {
		});
		String assigned = connect(client).clientId();
		assertThat(assigned).isNotEmpty();
		disconnect(client, DisconnectOptions.DEFAULT);
		assertThat(connect(client).clientId()).isEqualTo(assigned);
		assertThat(client.status().clientId()).isEqualTo(assigned);
	}

	@Test
	void autoSpeaksMqtt5WithAServerThatDoes() {
		MqttClient client = client("auto", (options) -> options.v5((v5) -> v5.fallback(true)));
		assertThat(connect(client).protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
	}

}
