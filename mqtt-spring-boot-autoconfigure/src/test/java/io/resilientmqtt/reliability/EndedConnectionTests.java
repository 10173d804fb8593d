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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.BlockingBroker;
import io.resilientmqtt.testsupport.TestAuthority;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How connections end on real sockets, by TCP, TLS and WebSocket: what a dead one still
 * says reaches nobody and what was sent on it is taken back, and one that ends in good
 * order does not lose what was sent.
 */
class EndedConnectionTests {

	private static final Duration SHORT = Duration.ofMillis(500);

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private BlockingBroker broker;

	@AfterEach
	void close() {
		this.factory.close();
		this.broker.close();
	}

	private MqttClient client(Transport transport, ProtocolVersion version) throws Exception {
		return client(transport, version, Duration.ofSeconds(30));
	}

	private MqttClient client(Transport transport, ProtocolVersion version, Duration connectTimeout) throws Exception {
		MqttClientOptionsBuilder options = MqttClientOptions.builder()
			.clientId("client")
			.protocolVersion(version)
			.failFast(false)
			.pingInterval(SHORT)
			.responseTime(SHORT.multipliedBy(2))
			.connectTimeout(connectTimeout)
			.shutdownTimeout(Duration.ofSeconds(30))
			.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(200), 2, 0.25, Duration.ZERO));
		SSLContext tls = null;
		if (transport == Transport.TLS) {
			TestAuthority authority = new TestAuthority();
			tls = SSLContext.getInstance("TLS");
			tls.init(authority.server("broker.test").toKeyManagerFactory().getKeyManagers(), null, null);
			SSLContext trusting = SSLContext.getInstance("TLS");
			trusting.init(null, authority.root().toTrustManagerFactory().getTrustManagers(), null);
			options.tls(new TlsOptions(() -> trusting, "broker.test", true));
		}
		if (transport == Transport.WEBSOCKET) {
			options
				.transport(new TransportOptions(TransportOptions.Type.WEBSOCKET, WebSocketOptions.DEFAULT, null, null));
		}
		this.broker = new BlockingBroker(tls, transport == Transport.WEBSOCKET);
		MqttClient client = this.factory.create(options.server("127.0.0.1", this.broker.port()).build());
		client.onConnectionEvent(this.events::add);
		client.onMessage("t", (message) -> this.received.add(message.payloadAsString()));
		client.connect();
		return client;
	}

	private static String connack(ProtocolVersion version) {
		return (version == ProtocolVersion.MQTT_5) ? "2003000000" : "20020000";
	}

	private static String exactlyOnce(ProtocolVersion version, String payload) {
		boolean v5 = version == ProtocolVersion.MQTT_5;
		return "34%02x0001740001%s%02x".formatted(v5 ? 7 : 6, v5 ? "00" : "", (int) payload.charAt(0));
	}

	private static void eventually(ThrowingRunnable assertion) {
		ScriptedBrokerFixture.eventually(assertion);
	}

	@ParameterizedTest
	@CsvSource({ "TCP,MQTT_3_1_1", "TCP,MQTT_5", "TLS,MQTT_3_1_1", "TLS,MQTT_5", "WEBSOCKET,MQTT_3_1_1",
			"WEBSOCKET,MQTT_5" })
	void aDeadConnectionIsResetAndSaysNothingMore(Transport transport, ProtocolVersion version) throws Exception {
		MqttClient client = client(transport, version);
		BlockingBroker.Connection old = this.broker.accept();
		old.send(connack(version));
		eventually(() -> assertThat(client.isConnected()).isTrue());
		List<CompletableFuture<PublishResult>> written = new ArrayList<>();
		for (int i = 0; i < 20; i++) { // more than sockets take
			written.add(client.publish("t", new byte[1_000_000], QoS.AT_MOST_ONCE, false));
		}
		BlockingBroker.Connection next = this.broker.accept();
		next.send(connack(version));
		next.serve();
		eventually(() -> assertThat(client.isConnected()).isTrue());
		assertThat(this.events.get(1)).isInstanceOfSatisfying(ConnectionEvent.Down.class,
				(down) -> assertThat(down.cause().type()).isEqualTo(ConnectionCause.Type.TIMEOUT));
		assertThat(old.send(exactlyOnce(version, "o"))).as("whether it is still there").isFalse();
		next.send(exactlyOnce(version, "n"));
		eventually(() -> assertThat(this.received).contains("n"));
		assertThat(this.received).containsExactly("n");
		eventually(() -> assertThat(written).allMatch(CompletableFuture::isDone));
	}

	@ParameterizedTest
	@EnumSource
	void anAttemptGivenUpIsReset(Transport transport) throws Exception {
		client(transport, ProtocolVersion.MQTT_3_1_1, Duration.ofSeconds(3));
		assertThat(this.broker.accept().isReset()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void anEndInGoodOrderIsNoReset(Transport transport) throws Exception {
		MqttClient client = client(transport, ProtocolVersion.MQTT_5);
		BlockingBroker.Connection connection = this.broker.accept();
		connection.send(connack(ProtocolVersion.MQTT_5));
		eventually(() -> assertThat(client.isConnected()).isTrue());
		CompletableFuture<Void> disconnected = client.disconnect();
		assertThat(connection.isReset()).isFalse();
		ScriptedBrokerFixture.get(disconnected);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsBeingWrittenArrivesBeforeTheEnd(Transport transport) throws Exception {
		MqttClient client = client(transport, ProtocolVersion.MQTT_3_1_1);
		BlockingBroker.Connection connection = this.broker.accept();
		connection.send(connack(ProtocolVersion.MQTT_3_1_1));
		eventually(() -> assertThat(client.isConnected()).isTrue());
		CompletableFuture<PublishResult> written = client.publish("t", new byte[20_000_000], QoS.AT_MOST_ONCE, false);
		CompletableFuture<Void> disconnected = client.disconnect();
		connection.serve();
		assertThat(ScriptedBrokerFixture.get(written)).isEqualTo(PublishResult.SUCCESS);
		ScriptedBrokerFixture.get(disconnected);
	}

	/**
	 * What is between TCP and MQTT.
	 */
	enum Transport {

		TCP, TLS, WEBSOCKET

	}

}
