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

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.SslContextBuilder;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.TestAuthority;
import io.resilientmqtt.testsupport.TestProxy;
import io.resilientmqtt.testsupport.WebSocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * MQTT over WebSocket [MQTT 5, 6].
 */
class WebSocketTests extends ScriptedBrokerFixture {

	private @Nullable WebSocketServer server;

	@AfterEach
	void closeServer() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private WebSocketServer server() {
		if (this.server == null) {
			this.server = new WebSocketServer(this.broker.port(), null);
		}
		return this.server;
	}

	private Consumer<MqttClientOptionsBuilder> webSocket(Consumer<MqttClientOptionsBuilder> more) {
		return webSocket(WebSocketOptions.DEFAULT, more);
	}

	private Consumer<MqttClientOptionsBuilder> webSocket(WebSocketOptions webSocket,
			Consumer<MqttClientOptionsBuilder> more) {
		return (options) -> {
			options.server("127.0.0.1", server().port())
				.transport(new TransportOptions(TransportOptions.Type.WEBSOCKET, webSocket, null, null));
			more.accept(options);
		};
	}

	private void assertRoundTrip(MqttClient client, int count) {
		NumberedFlow flow = new NumberedFlow("QoS 2", client, client, "numbers", QoS.EXACTLY_ONCE);
		flow.publish(count);
		eventually(() -> assertThat(flow).matches(NumberedFlow::isAcknowledged)
			.matches((finished) -> finished.arrived() == count));
		assertThat(flow.reordered() + flow.duplicated()).isZero();
		assertThat(client.statistics().outages()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void messagesGoBothWays(ProtocolVersion version) {
		assertRoundTrip(connect(version, webSocket((options) -> {
		})), 200);
		assertThat(server().requests()).singleElement().satisfies((request) -> {
			assertThat(request.uri()).isEqualTo("/mqtt");
			assertThat(request.headers().get("Sec-WebSocket-Protocol")).isEqualTo("mqtt");
		});
	}

	@Test
	void pathAndHeadersAreThoseOfTheOptions() {
		connect(ProtocolVersion.MQTT_5, webSocket(
				new WebSocketOptions("/broker/ws?tenant=a", Map.of("Authorization", "Bearer t0ken", "X-Tenant", "a")),
				(options) -> {
				}));
		assertThat(server().requests()).singleElement().satisfies((request) -> {
			assertThat(request.uri()).isEqualTo("/broker/ws?tenant=a");
			assertThat(request.headers().get("Authorization")).isEqualTo("Bearer t0ken");
			assertThat(request.headers().get("X-Tenant")).isEqualTo("a");
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 100 })
	void aPacketMaySpanFramesAndFramesMayShareOne(int frameSize) {
		server().frameSize(frameSize);
		assertRoundTrip(connect(ProtocolVersion.MQTT_5, webSocket((options) -> {
		})), 50);
	}

	@Test
	void aLargeMessageGoesBothWays() {
		server().frameSize(10_000);
		MqttClient client = connect(ProtocolVersion.MQTT_5, webSocket((options) -> {
		}));
		StringBuilder received = new StringBuilder();
		client.onMessage("large", (message) -> received.append(message.payloadAsString()));
		get(client.subscribe(Subscription.of("large", QoS.AT_LEAST_ONCE)));
		String payload = "0123456789".repeat(50_000);
		get(client.publish("large", payload.getBytes(), QoS.AT_LEAST_ONCE, false));
		eventually(() -> assertThat(received).hasSize(payload.length()));
		assertThat(received).hasToString(payload);
	}

	@Test
	void aPingFrameIsAnswered() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, webSocket((options) -> {
		}));
		server().send(new PingWebSocketFrame(Unpooled.copiedBuffer("?".getBytes())));
		eventually(() -> assertThat(server().control()).hasSize(1)
			.allSatisfy((frame) -> assertThat(frame).isInstanceOf(PongWebSocketFrame.class)));
		assertRoundTrip(client, 5);
	}

	@Test
	void aCloseFrameEndsTheConnectionAndTheNextIsMade() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, webSocket((options) -> {
		}));
		server().send(new CloseWebSocketFrame());
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		assertThat(((ConnectionEvent.Down) this.events.get(1)).cause().type()).isEqualTo(Type.NETWORK);
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	void aTextFrameIsAViolation() {
		connect(ProtocolVersion.MQTT_5, webSocket((options) -> {
		}));
		server().send(new TextWebSocketFrame("PUBLISH"));
		eventually(() -> assertThat(eventNames()).startsWith("Up", "Down", "Up"));
		assertThat(((ConnectionEvent.Down) this.events.get(1)).cause()).satisfies((cause) -> {
			assertThat(cause.type()).isEqualTo(Type.PROTOCOL);
			assertThat(cause.description()).contains("[MQTT-6.0.0-1]");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aFrameMayHaveManyPacketsThatAreEachShortEnough(ProtocolVersion version) {
		MqttClient client = connect(version, webSocket((options) -> options.maximumPacketSize(100_000)));
		AtomicInteger received = new AtomicInteger();
		client.onMessage("t", (message) -> received.incrementAndGet());
		byte[] packet = new byte[90_000];
		packet[0] = 0x30;
		int remaining = packet.length - 4;
		packet[1] = (byte) (remaining & 0x7F | 0x80);
		packet[2] = (byte) (remaining >> 7 & 0x7F | 0x80);
		packet[3] = (byte) (remaining >> 14);
		packet[5] = 1;
		packet[6] = 't'; // and no properties, if there may be some
		ByteBuf frame = Unpooled.buffer();
		for (int i = 0; i < 100; i++) {
			frame.writeBytes(packet);
		}
		server().send(new BinaryWebSocketFrame(frame));
		eventually(() -> assertThat(received).hasValue(100));
		assertThat(eventNames()).containsExactly("Up");
	}

	@Test
	void aFrameHasABoundAllTheSame() {
		connect(ProtocolVersion.MQTT_5, webSocket((options) -> options.maximumPacketSize(100_000)));
		server().send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[64 * 1024 * 1024 + 1])));
		eventually(() -> assertThat(eventNames()).startsWith("Up", "Down", "Up"));
		assertThat(((ConnectionEvent.Down) this.events.get(1)).cause()).satisfies((cause) -> {
			assertThat(cause.type()).isEqualTo(Type.PROTOCOL);
			assertThat(cause.description()).contains("mqtt.maximum-packet-size");
		});
	}

	@Test
	void aHostNameMayHaveAnUnderscore() {
		try (TestProxy proxy = new TestProxy(ProxyOptions.Type.HTTP, null)) { // it looks
																				// the
																				// name up
			int port = server().port();
			connect(ProtocolVersion.MQTT_5,
					webSocket((options) -> options.server("mqtt_broker", port)
						.transport(options.build()
							.transport()
							.withProxy(new ProxyOptions(ProxyOptions.Type.HTTP, "127.0.0.1", proxy.port())))));
			assertThat(server().requests()).singleElement().satisfies((request) -> {
				assertThat(request.headers().getAll("Host")).containsExactly("mqtt_broker:" + port);
				assertThat(request.headers().getAll("Origin")).allMatch(("http://mqtt_broker:" + port)::equals);
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 404 })
	void aRefusedHandshakeIsAFailedAttempt(int status) {
		server().refuse(HttpResponseStatus.valueOf(status));
		MqttClient client = client(ProtocolVersion.MQTT_5,
				webSocket(new WebSocketOptions("/mqtt", Map.of("Authorization", "s3cret")), (options) -> {
				}));
		client.connect();
		eventually(() -> assertThat(this.events).isNotEmpty());
		assertThat(this.events.get(0)).isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class, (failed) -> {
			assertThat(failed.cause().type()).isEqualTo(Type.NETWORK);
			assertThat(failed.cause().description()).contains("opened no WebSocket", String.valueOf(status))
				.contains("mqtt.websocket.path")
				.doesNotContain("s3cret", "Exception", "io.resilientmqtt", "Refus");
		});
		server().refuse(null);
		eventually(() -> assertThat(client.isConnected()).isTrue());
	}

	@Test
	void whoDoesNotAgreeToTheSubprotocolSpeaksNoMqtt() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread answering = new Thread(() -> openWithoutSubprotocol(other));
			answering.start();
			MqttClient client = client(ProtocolVersion.MQTT_5,
					webSocket((options) -> options.failFast(true).server("127.0.0.1", other.getLocalPort())));
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
				.withMessageContaining("did not agree to the subprotocol 'mqtt'")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("headers", "Exception"));
			answering.join(60_000);
		}
	}

	private static void openWithoutSubprotocol(ServerSocket server) {
		try (Socket socket = server.accept()) {
			BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream()));
			String key = "";
			for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
				key = line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:") ? line.substring(18).trim() : key;
			}
			byte[] hash = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes());
			socket.getOutputStream()
				.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
					.getBytes());
			socket.getInputStream().read();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void theHandshakeCountsIntoTheConnectTimeout() {
		server().beSilent();
		MqttClient client = client(ProtocolVersion.MQTT_5,
				webSocket((options) -> options.failFast(true).connectTimeout(Duration.ofMillis(300))));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(Type.TIMEOUT))
			.withMessageContaining("WebSocket handshake");
	}

	@Test
	void aServerThatSpeaksNoHttpSaysSo() {
		MqttClient client = client(ProtocolVersion.MQTT_5,
				webSocket((options) -> options.server("127.0.0.1", this.broker.port()).failFast(true)));
		assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> get(client.connect()));
		assertThat(this.broker.received(MqttMessageType.CONNECT)).isEmpty();
	}

	@Test
	void withTlsItIsASecureWebSocket() throws Exception {
		TestAuthority authority = new TestAuthority();
		this.server = new WebSocketServer(this.broker.port(),
				SslContextBuilder.forServer(authority.server("broker.test").toKeyManagerFactory()).build());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, authority.root().toTrustManagerFactory().getTrustManagers(), null);
		assertRoundTrip(connect(ProtocolVersion.MQTT_5,
				webSocket((options) -> options.tls(new TlsOptions(() -> context, "broker.test", true)))), 100);
	}

	@Test
	void reconnectingLosesNothing() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, webSocket(ScriptedBrokerFixture::persistent));
		NumberedFlow flow = new NumberedFlow("QoS 1", client, client, "numbers", QoS.AT_LEAST_ONCE);
		flow.publish(100);
		get(client.reconnect());
		flow.publish(100);
		eventually(() -> assertThat(flow).matches((finished) -> finished.arrived() == 200));
	}

}
