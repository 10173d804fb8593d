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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.actuate.MqttHealthIndicator;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.MqttTlsException;
import io.resilientmqtt.client.MqttTlsException.Problem;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.ScriptedBroker;
import io.resilientmqtt.testsupport.TestAuthority;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whatever is wrong with TLS is a failed attempt whose cause says what, and attempts go
 * on.
 */
class TlsProblemsTests {

	private static final TestAuthority authority = new TestAuthority();

	private static final TestAuthority otherAuthority = new TestAuthority();

	private static final String HOST = "broker.test";

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	private @Nullable ScriptedBroker broker;

	@AfterEach
	void stop() {
		this.factory.close();
		if (this.broker != null) {
			this.broker.close();
		}
	}

	private ScriptedBroker start(X509Bundle certificate, ClientAuth clientAuth, String... protocols) throws Exception {
		ScriptedBroker broker = new ScriptedBroker(SslContextBuilder.forServer(certificate.toKeyManagerFactory())
			.trustManager(authority.root().getCertificate())
			.clientAuth(clientAuth)
			.protocols((protocols.length > 0) ? protocols : null)
			.build());
		this.broker = broker;
		return broker;
	}

	private static SSLContext context(@Nullable X509Bundle client) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			KeyManager[] keys = (client != null) ? client.toKeyManagerFactory().getKeyManagers() : null;
			context.init(keys, authority.root().toTrustManagerFactory().getTrustManagers(), null);
			return context;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private MqttClient connect(ScriptedBroker broker, @Nullable X509Bundle certificate, String... protocols) {
		return connect(broker, certificate, List.of(protocols), List.of());
	}

	private MqttClient connect(ScriptedBroker broker, @Nullable X509Bundle certificate, List<String> protocols,
			List<String> ciphers) {
		SSLContext context = context(certificate);
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", broker.port())
			.failFast(false)
			.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(50), 2, 0, Duration.ZERO))
			.tls(new TlsOptions(() -> context, HOST, true, protocols, ciphers))
			.build());
		client.onConnectionEvent(this.events::add);
		client.connect();
		return client;
	}

	/**
	 * Expect failed attempts that say what is wrong, as health does.
	 * @param client the client
	 * @param problem what is wrong
	 * @param words words of the description
	 */
	private void assertFails(MqttClient client, Problem problem, String words) {
		ScriptedBrokerFixture.eventually(() -> assertThat(this.events).hasSizeGreaterThan(2));
		assertThat(this.events).allSatisfy(
				(event) -> assertThat(event).isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class, (failed) -> {
					assertThat(failed.nextDelay()).isNotNull();
					assertThat(failed.cause().type()).isEqualTo(ConnectionCause.Type.NETWORK);
					assertThat(failed.cause().description()).startsWith("TLS failed: ").contains(words);
					assertThat(failed.cause().exception()).isInstanceOfSatisfying(MqttTlsException.class,
							(tls) -> assertThat(tls.problem()).isEqualTo(problem));
				}));
		Health health = new MqttHealthIndicator(client).health(true);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(String.valueOf(health.getDetails().get("cause"))).contains(words);
	}

	@Test
	@Behaviour("S31")
	void anExpiredCertificate() throws Exception {
		X509Bundle expired = authority.server(HOST, Instant.now().minus(Duration.ofDays(9)),
				Instant.now().minus(Duration.ofDays(2)));
		assertFails(connect(start(expired, ClientAuth.NONE), null), Problem.CERTIFICATE_EXPIRED, "has expired");
	}

	@Test
	@Behaviour("S31")
	void aCertificateThatIsNotValidYet() throws Exception {
		X509Bundle early = authority.server(HOST, Instant.now().plus(Duration.ofDays(2)),
				Instant.now().plus(Duration.ofDays(9)));
		assertFails(connect(start(early, ClientAuth.NONE), null), Problem.CERTIFICATE_NOT_YET_VALID,
				"check the clocks");
	}

	@Test
	@Behaviour("S31")
	void aCertificateForAnotherHost() throws Exception {
		assertFails(connect(start(authority.server("other.test"), ClientAuth.NONE), null), Problem.WRONG_HOST_NAME,
				"mqtt.ssl.server-hostname");
	}

	@Test
	@Behaviour("S31")
	void aCertificateThatIsNotTrusted() throws Exception {
		assertFails(connect(start(otherAuthority.server(HOST), ClientAuth.NONE), null), Problem.CERTIFICATE_NOT_TRUSTED,
				"is not trusted");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	@Behaviour("S31")
	void aMissingClientCertificate(String protocol) throws Exception {
		assertFails(connect(start(authority.server(HOST), ClientAuth.REQUIRE, protocol), null),
				Problem.CLIENT_CERTIFICATE_MISSING, "wants a client certificate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	@Behaviour("S31")
	void aClientCertificateOfAnotherAuthority(String protocol) throws Exception {
		// Java offers no certificate that the server would not take, so ask for it there
		assertFails(
				connect(start(authority.server(HOST), ClientAuth.REQUIRE, protocol), otherAuthority.client("stranger")),
				Problem.CLIENT_CERTIFICATE_MISSING, "client certificate");
	}

	@Test
	@Behaviour("S31")
	void noTlsVersionInCommon() throws Exception {
		assertFails(connect(start(authority.server(HOST), ClientAuth.NONE, "TLSv1.3"), null, "TLSv1.2"),
				Problem.NOTHING_IN_COMMON, "in common");
	}

	@Test
	@Behaviour("S31")
	void noCipherSuiteInCommon() throws Exception {
		ScriptedBroker broker = start(authority.server(HOST), ClientAuth.REQUIRE, "TLSv1.2");
		assertFails(connect(broker, null, List.of("TLSv1.2"), List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")),
				Problem.NOTHING_IN_COMMON, "in common");
	}

	@Test
	@Behaviour("S31")
	void aServerThatClosesTheConnection() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			SSLContext context = context(null);
			CompletableFuture<?> connected = this.factory
				.create(MqttClientOptions.builder()
					.server("127.0.0.1", server.getLocalPort())
					.tls(new TlsOptions(() -> context, HOST, true))
					.build())
				.connect();
			Socket socket = server.accept();
			socket.getInputStream().readNBytes(10);
			socket.shutdownOutput();
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(() -> ScriptedBrokerFixture.get(connected))
				.withMessageContaining("closed the connection during the handshake");
			socket.close();
		}
	}

	@Test
	@Behaviour("S31")
	void mutualTlsAndServerNameIndication() throws Exception {
		ScriptedBroker broker = start(authority.server(HOST), ClientAuth.REQUIRE);
		List<String> seen = new CopyOnWriteArrayList<>();
		broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			ExtendedSSLSession session = (ExtendedSSLSession) connection.channel()
				.pipeline()
				.get(SslHandler.class)
				.engine()
				.getSession();
			session.getRequestedServerNames().forEach((name) -> seen.add(((SNIHostName) name).getAsciiName()));
			connection.react(packet);
		});
		MqttClient client = connect(broker, authority.client("me"));
		ScriptedBrokerFixture.eventually(() -> assertThat(client.isConnected()).isTrue());
		assertThat(seen).containsExactly(HOST);
	}

	@Test
	@Behaviour("S31")
	void whatIsPutRightIsFoundByTheNextAttempt() throws Exception {
		ScriptedBroker broker = start(authority.server("other.test"), ClientAuth.NONE);
		MqttClient client = connect(broker, null);
		assertFails(client, Problem.WRONG_HOST_NAME, "another host name");
		broker.tls(SslContextBuilder.forServer(authority.server(HOST).toKeyManagerFactory()).build());
		ScriptedBrokerFixture.eventually(() -> assertThat(client.isConnected()).isTrue());
	}

}
