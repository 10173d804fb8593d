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

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.testsupport.LocalMosquitto;
import io.resilientmqtt.testsupport.TestAuthority;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that speaks something else than the port does is told what the port seems to
 * speak, on real brokers.
 */
@EnabledIf("io.resilientmqtt.testsupport.LocalMosquitto#isInstalled")
class WrongProtocolPortTests {

	private static final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private static SSLContext trusting;

	private static LocalMosquitto mosquitto;

	private static EmbeddedMqttBroker embedded;

	private static int tlsPort;

	private static int webSocketPort;

	private static int secureWebSocketPort;

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		TestAuthority authority = new TestAuthority();
		trusting = trusting(authority.root());
		X509Bundle server = authority.server("127.0.0.1");
		Files.writeString(directory.resolve("server.pem"), server.getCertificatePathPEM());
		Files.writeString(directory.resolve("server.key"), server.getPrivateKeyPEM());
		String certificate = "certfile " + directory.resolve("server.pem");
		String key = "keyfile " + directory.resolve("server.key");
		mosquitto = LocalMosquitto.withDefaults(directory);
		tlsPort = mosquitto.listen(certificate, key);
		webSocketPort = mosquitto.listen("protocol websockets");
		secureWebSocketPort = mosquitto.listen("protocol websockets", certificate, key);
		mosquitto.start();
		embedded = EmbeddedMqttBroker.builder().port(0).build();
		embedded.start();
	}

	@AfterAll
	static void closeAll() {
		factory.close();
		mosquitto.close();
		embedded.close();
	}

	private static int port(String server) {
		return switch (server) {
			case "plain" -> mosquitto.port();
			case "tls" -> tlsPort;
			case "ws" -> webSocketPort;
			case "wss" -> secureWebSocketPort;
			default -> embedded.port();
		};
	}

	@ParameterizedTest
	@CsvSource({ "plain, tls, the port speaks TLS; set mqtt.ssl.enabled=true",
			"plain, ws, answers in HTTP%for MQTT over WebSocket set mqtt.transport=websocket",
			"plain, wss, the port speaks TLS; set mqtt.ssl.enabled=true",
			"tls, plain, a port does that speaks no TLS; check mqtt.port and mqtt.ssl.enabled",
			"tls, ws, answers in HTTP without TLS%set mqtt.ssl.enabled=false and mqtt.transport=websocket",
			"tls, wss, answers in HTTP%for MQTT over WebSocket set mqtt.transport=websocket",
			"ws, plain, seems to speak plain MQTT and no WebSocket; set mqtt.transport=tcp",
			"ws, tls, the port speaks TLS; set mqtt.ssl.enabled=true",
			"ws, wss, the port speaks TLS; set mqtt.ssl.enabled=true",
			"wss, plain, a port does that speaks no TLS; check mqtt.port and mqtt.ssl.enabled",
			"wss, tls, behind TLS the port seems to speak plain MQTT and no WebSocket; set mqtt.transport=tcp",
			"wss, ws, answers in HTTP without TLS%set mqtt.ssl.enabled=false",
			"tls, embedded, waiting for the TLS handshake: check mqtt.port and mqtt.ssl.enabled",
			"wss, embedded, waiting for the TLS handshake: check mqtt.port and mqtt.ssl.enabled" })
	void whatThePortSeemsToSpeakIsTold(String client, String server, String told) {
		for (ProtocolVersion version : ProtocolVersion.values()) {
			assertThat(fail(client, server, version)).contains(told.split("%")).doesNotContain("Exception");
		}
	}

	@ParameterizedTest
	@CsvSource({ "plain, plain", "tls, tls", "ws, ws", "wss, wss", "plain, embedded", "ws, embedded" })
	void whoSpeaksTheSameIsConnected(String client, String server) {
		for (ProtocolVersion version : ProtocolVersion.values()) {
			assertThat(fail(client, server, version)).isEqualTo("connected");
		}
	}

	private static String fail(String client, String server, ProtocolVersion version) {
		MqttClientOptionsBuilder options = MqttClientOptions.builder()
			.server("127.0.0.1", port(server))
			.protocolVersion(version)
			.liveness((liveness) -> liveness.connectTimeout(Duration.ofSeconds(5)));
		if (client.startsWith("ws")) {
			options.transport(TransportOptions.DEFAULT.withType(TransportOptions.Type.WEBSOCKET));
		}
		if (client.equals("tls") || client.equals("wss")) {
			options.tls(new TlsOptions(WrongProtocolPortTests::trust, null, false));
		}
		MqttClient connecting = factory.create(options.build());
		try {
			connecting.connect().get(30, TimeUnit.SECONDS);
			return "connected";
		}
		catch (ExecutionException ex) {
			return ((MqttConnectException) ex.getCause()).connectionCause().toString();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			connecting.close();
		}
	}

	private static SSLContext trust() {
		return trusting;
	}

	private static SSLContext trusting(X509Bundle root) throws Exception {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		store.setCertificateEntry("root", root.getCertificate());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
