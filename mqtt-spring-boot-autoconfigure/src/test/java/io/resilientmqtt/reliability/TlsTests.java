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

import java.net.ServerSocket;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.ScriptedBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The broker's certificate is verified, and whatever is wrong with TLS is a failed
 * attempt with a cause.
 */
class TlsTests {

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private X509Bundle certificate;

	private ScriptedBroker broker;

	@BeforeEach
	void start() throws Exception {
		this.certificate = certificate();
		this.broker = new ScriptedBroker(SslContextBuilder.forServer(this.certificate.toKeyManagerFactory()).build());
	}

	@AfterEach
	void stop() {
		this.factory.close();
		this.broker.close();
	}

	private static X509Bundle certificate() throws Exception {
		return new CertificateBuilder().subject("CN=broker")
			.addSanDnsName("broker.test")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	private MqttClient client(ProtocolVersion version, X509Bundle trusted, @Nullable String hostname,
			boolean verifyHostname) throws Exception {
		SSLContext context = context(trusted);
		return this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", this.broker.port())
			.protocolVersion(version)
			.connectTimeout(Duration.ofSeconds(60))
			.tls(new TlsOptions(() -> context, hostname, verifyHostname))
			.build());
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S31")
	void aTrustedCertificateForTheHostIsAccepted(ProtocolVersion version) throws Exception {
		MqttClient client = client(version, this.certificate, "broker.test", true);
		ScriptedBrokerFixture.get(client.connect());
		ScriptedBrokerFixture.get(client.publish("t", new byte[] { 'x' }, QoS.AT_LEAST_ONCE, false));
		assertThat(this.broker.received(MqttMessageType.PUBLISH)).hasSize(1);
	}

	@Test
	@Behaviour("S31")
	void aCertificateForAnotherHostIsRefused() throws Exception {
		assertRefused(client(ProtocolVersion.MQTT_5, this.certificate, "other.test", true));
	}

	@Test
	@Behaviour("S31")
	void aCertificateForAnotherHostIsAcceptedIfTheHostIsNotVerified() throws Exception {
		MqttClient client = client(ProtocolVersion.MQTT_5, this.certificate, "other.test", false);
		ScriptedBrokerFixture.get(client.connect());
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	@Behaviour("S31")
	void aCertificateThatIsNotTrustedIsRefused() throws Exception {
		assertRefused(client(ProtocolVersion.MQTT_5, certificate(), "broker.test", true));
	}

	private void assertRefused(MqttClient client) {
		assertThatExceptionOfType(MqttConnectException.class)
			.isThrownBy(() -> ScriptedBrokerFixture.get(client.connect()))
			.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(ConnectionCause.Type.NETWORK))
			.withMessageStartingWith("TLS failed");
		assertThat(this.broker.received()).isEmpty();
	}

	@Test
	@Behaviour("S31")
	void aHandshakeIntoABlackHoleEndsWithTheConnectTimeout() throws Exception {
		try (ServerSocket blackHole = new ServerSocket(0)) {
			MqttClient client = this.factory.create(MqttClientOptions.builder()
				.server("127.0.0.1", blackHole.getLocalPort())
				.connectTimeout(Duration.ofMillis(300))
				.tls(new TlsOptions(TlsTests::defaultContext, null, true))
				.build());
			assertThatExceptionOfType(MqttConnectException.class)
				.isThrownBy(() -> ScriptedBrokerFixture.get(client.connect()))
				.satisfies((ex) -> assertThat(ex.connectionCause().type()).isEqualTo(ConnectionCause.Type.TIMEOUT))
				.withMessageContaining("TLS handshake");
		}
	}

	private static SSLContext defaultContext() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	@Behaviour("S31")
	void whatGoesWrongOnAReconnectIsAFailedAttemptAndTriedAgain() throws Exception {
		SSLContext trusting = context(this.certificate);
		SSLContext distrusting = context(certificate());
		AtomicReference<SSLContext> present = new AtomicReference<>(trusting);
		List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", this.broker.port())
			.reconnect(new ReconnectOptions(Duration.ofMillis(20), Duration.ofMillis(20), 1, 0, Duration.ZERO))
			.tls(new TlsOptions(present::get, "broker.test", true))
			.build());
		client.onConnectionEvent(events::add);
		ScriptedBrokerFixture.get(client.connect());
		present.set(distrusting);
		this.broker.closeConnections();
		ScriptedBrokerFixture.eventually(() -> assertThat(events).hasSizeGreaterThan(4));
		assertThat(events.subList(2, 4))
			.allSatisfy((event) -> assertThat(event).isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class,
					(failed) -> assertThat(failed.cause().description()).startsWith("TLS failed")));
		present.set(trusting);
		ScriptedBrokerFixture.eventually(() -> assertThat(client.isConnected()).isTrue());
	}

	private static SSLContext context(X509Bundle trusted) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trusted.toTrustManagerFactory().getTrustManagers(), null);
		return context;
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("S31")
	void aReconnectResumesTheSession(ProtocolVersion version) throws Exception {
		CountingTrustManager trust = new CountingTrustManager(this.certificate);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { trust }, null);
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", this.broker.port())
			.protocolVersion(version)
			.tls(new TlsOptions(() -> context, "broker.test", true))
			.build());
		ScriptedBrokerFixture.get(client.connect());
		ScriptedBrokerFixture.get(client.publish("t", new byte[1], QoS.AT_LEAST_ONCE, false)); // behind
																								// its
																								// ticket
		assertThat(trust.checks).hasValue(1);
		for (int i = 0; i < 3; i++) {
			ScriptedBrokerFixture.get(client.reconnect());
			ScriptedBrokerFixture.get(client.publish("t", new byte[1], QoS.AT_LEAST_ONCE, false));
		}
		// A certificate is sent and verified in a full handshake alone
		assertThat(trust.checks).hasValue(1);
		assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(4);
	}

	@Test
	@Behaviour("S31")
	void plainTcpToATlsPortSaysSo() {
		MqttClient client = this.factory
			.create(MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).build());
		assertThatExceptionOfType(MqttConnectException.class)
			.isThrownBy(() -> ScriptedBrokerFixture.get(client.connect()))
			.withMessageContaining("TLS");
	}

	/**
	 * Counts the certificates it has verified.
	 */
	private static final class CountingTrustManager extends X509ExtendedTrustManager {

		private final X509ExtendedTrustManager delegate;

		private final AtomicInteger checks = new AtomicInteger();

		CountingTrustManager(X509Bundle trusted) throws Exception {
			this.delegate = (X509ExtendedTrustManager) trusted.toTrustManagerFactory().getTrustManagers()[0];
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
				throws CertificateException {
			this.checks.incrementAndGet();
			this.delegate.checkServerTrusted(chain, type, engine);
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
				throws CertificateException {
			this.delegate.checkServerTrusted(chain, type, socket);
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
			this.delegate.checkServerTrusted(chain, type);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
				throws CertificateException {
			this.delegate.checkClientTrusted(chain, type, socket);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
				throws CertificateException {
			this.delegate.checkClientTrusted(chain, type, engine);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
			this.delegate.checkClientTrusted(chain, type);
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return this.delegate.getAcceptedIssuers();
		}

	}

}
