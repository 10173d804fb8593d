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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.SslContextBuilder;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.ScriptedBroker;
import io.resilientmqtt.testsupport.TestAuthority;
import io.resilientmqtt.testsupport.TestProxy;
import io.resilientmqtt.testsupport.WebSocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A proxy between client and server, which alone knows the server's name; and the address
 * the client connects from.
 */
class ProxyTests extends ScriptedBrokerFixture {

	/** No resolver knows it [RFC 2606]. */
	private static final String UNKNOWN_HOST = "broker.invalid";

	private static Consumer<MqttClientOptionsBuilder> through(TestProxy proxy, ProxyOptions.Type type,
			@Nullable String username, @Nullable String password, int port) {
		ProxyOptions options = new ProxyOptions(type, "127.0.0.1", proxy.port(), username, password);
		return (builder) -> builder.server(UNKNOWN_HOST, port).transport(TransportOptions.DEFAULT.withProxy(options));
	}

	private void assertRoundTrip(MqttClient client) {
		NumberedFlow flow = new NumberedFlow("QoS 1", client, client, "numbers", QoS.AT_LEAST_ONCE);
		flow.publish(100);
		eventually(() -> assertThat(flow).matches((finished) -> finished.arrived() == 100));
		assertThat(client.statistics().outages()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void theProxyLooksUpTheServer(ProxyOptions.Type type) {
		try (TestProxy proxy = new TestProxy(type, null)) {
			assertRoundTrip(connect(ProtocolVersion.MQTT_5, through(proxy, type, null, null, this.broker.port())));
			assertThat(proxy.asked()).containsExactly(UNKNOWN_HOST + ":" + this.broker.port());
		}
	}

	@ParameterizedTest
	@EnumSource
	void theProxyIsToldWhoAsks(ProxyOptions.Type type) {
		try (TestProxy proxy = new TestProxy(type, "user:s3cret")) {
			assertRoundTrip(
					connect(ProtocolVersion.MQTT_5, through(proxy, type, "user", "s3cret", this.broker.port())));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aWrongPasswordIsAFailedAttemptThatNamesTheRemedy(ProxyOptions.Type type) {
		try (TestProxy proxy = new TestProxy(type, "user:right")) {
			MqttClient client = client(ProtocolVersion.MQTT_5,
					through(proxy, type, "user", "wr0ng", this.broker.port()));
			client.connect();
			eventually(() -> assertThat(this.events).hasSizeGreaterThan(1));
			assertThat(this.events.get(0)).isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class, (failed) -> {
				assertThat(failed.cause().type()).isEqualTo(Type.NETWORK);
				assertThat(failed.nextDelay()).isNotNull();
				assertThat(failed.cause().description()).contains("mqtt.proxy.password", "127.0.0.1:" + proxy.port())
					.doesNotContain("wr0ng");
			});
			assertThat(this.broker.connections()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void theProxyCountsIntoTheConnectTimeout(ProxyOptions.Type type) {
		try (TestProxy proxy = new TestProxy(type, null)) {
			proxy.beSilent();
			MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> {
				through(proxy, type, null, null, this.broker.port()).accept(options);
				options.failFast(true).connectTimeout(SHORT).responseTime(Duration.ofMillis(50));
			});
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
				.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.TIMEOUT))
				.withMessageContaining("No connection within the time allowed");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aProxyThatIsAwayIsAFailedAttempt(ProxyOptions.Type type) {
		TestProxy proxy = new TestProxy(type, null);
		proxy.close();
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> {
			through(proxy, type, null, null, this.broker.port()).accept(options);
			options.failFast(true);
		});
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.NETWORK))
			.withMessageContaining("refused")
			.withMessageContaining("the proxy 127.0.0.1:" + proxy.port() + " takes no connection")
			.withMessageContaining("mqtt.proxy.host")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(UNKNOWN_HOST));
	}

	@ParameterizedTest
	@EnumSource
	void tlsGoesThroughTheProxyToTheServer(ProxyOptions.Type type) throws Exception {
		TestAuthority authority = new TestAuthority();
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, authority.root().toTrustManagerFactory().getTrustManagers(), null);
		try (TestProxy proxy = new TestProxy(type, null);
				ScriptedBroker tlsBroker = new ScriptedBroker(
						SslContextBuilder.forServer(authority.server(UNKNOWN_HOST).toKeyManagerFactory()).build())) {
			assertRoundTrip(connect(ProtocolVersion.MQTT_5, (options) -> {
				through(proxy, type, null, null, tlsBroker.port()).accept(options);
				options.tls(new TlsOptions(() -> context, null, true));
			}));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aWebSocketGoesThroughTheProxyToo(ProxyOptions.Type type) {
		try (TestProxy proxy = new TestProxy(type, null);
				WebSocketServer server = new WebSocketServer(this.broker.port(), null)) {
			assertRoundTrip(connect(ProtocolVersion.MQTT_5,
					(options) -> options.server(UNKNOWN_HOST, server.port())
						.transport(new TransportOptions(TransportOptions.Type.WEBSOCKET, WebSocketOptions.DEFAULT,
								new ProxyOptions(type, "127.0.0.1", proxy.port()), null))));
			assertThat(server.requests()).singleElement()
				.satisfies((request) -> assertThat(request.headers().get("Host"))
					.isEqualTo(UNKNOWN_HOST + ":" + server.port()));
		}
	}

	@Test
	void theConnectionComesFromTheLocalAddress() {
		List<String> from = new CopyOnWriteArrayList<>();
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			from.add(((InetSocketAddress) connection.channel().remoteAddress()).getAddress().getHostAddress());
			connection.react(packet);
		});
		connect(ProtocolVersion.MQTT_5, (options) -> options
			.transport(new TransportOptions(TransportOptions.Type.TCP, WebSocketOptions.DEFAULT, null, "127.0.0.5")));
		assertThat(from).containsExactly("127.0.0.5");
	}

	@Test
	void aLocalAddressThatIsNotOfThisMachineIsAFailedAttempt() {
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> options.failFast(true)
			.transport(new TransportOptions(TransportOptions.Type.TCP, WebSocketOptions.DEFAULT, null, "192.0.2.1")));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.NETWORK))
			.satisfies((ex) -> assertThat(ex.connectionCause().description())
				.startsWith(
						"Can't connect: mqtt.local-address = '192.0.2.1' is no address of this machine that leads to "
								+ "127.0.0.1")
				.doesNotContain("netty"));
	}

	@Test
	void aLocalAddressThatNobodyKnowsIsAFailedAttempt() {
		MqttClient client = client(ProtocolVersion.MQTT_3_1_1, (options) -> options.failFast(true)
			.transport(
					new TransportOptions(TransportOptions.Type.TCP, WebSocketOptions.DEFAULT, null, "eth7.invalid")));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().description())
				.isEqualTo("Can't connect: the host name of mqtt.local-address can't be resolved: eth7.invalid"));
	}

}
