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

package io.resilientmqtt.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLSession;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.testsupport.ScriptedBroker;
import io.resilientmqtt.testsupport.TestAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every kind of SSL bundle, with a client certificate, and its options.
 */
class SslBundleTests {

	private static final char[] PASSWORD = "s3cret".toCharArray();

	private static final TestAuthority authority = new TestAuthority();

	@TempDir
	private Path directory;

	private final List<SSLSession> sessions = new CopyOnWriteArrayList<>();

	private ScriptedBroker broker;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() throws Exception {
		this.broker = new ScriptedBroker(
				SslContextBuilder.forServer(authority.server("broker.test").toKeyManagerFactory())
					.trustManager(authority.root().getCertificate())
					.clientAuth(ClientAuth.REQUIRE)
					.build());
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			this.sessions.add(connection.channel().pipeline().get(SslHandler.class).engine().getSession());
			connection.react(packet);
		});
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=" + this.broker.port(), "mqtt.ssl.bundle=mqtt",
					"mqtt.ssl.server-hostname=broker.test");
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private void assertConnects(String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(client.isConnected()).isTrue());
			assertThat(this.sessions).hasSize(1);
			assertThat(this.sessions.get(0).getPeerPrincipal().getName()).isEqualTo("CN=me");
		});
	}

	private String[] pem(String... more) {
		authority.write(this.directory, authority.client("me"));
		String prefix = "spring.ssl.bundle.pem.mqtt.";
		List<String> properties = new CopyOnWriteArrayList<>(List.of(more));
		properties.add(prefix + "truststore.certificate=" + file("ca.pem"));
		properties.add(prefix + "keystore.certificate=" + file("client.pem"));
		properties.add(prefix + "keystore.private-key=" + file("client.key"));
		return properties.toArray(String[]::new);
	}

	private String file(String name) {
		return "file:" + this.directory.resolve(name);
	}

	@Test
	void pemFiles() {
		assertConnects(pem());
	}

	@ParameterizedTest
	@ValueSource(strings = { "JKS", "PKCS12" })
	void keyStores(String type) throws Exception {
		X509Bundle client = authority.client("me");
		KeyStore keys = empty(type);
		keys.setKeyEntry("me", client.getKeyPair().getPrivate(), PASSWORD,
				new Certificate[] { client.getCertificate() });
		write(keys, "keys");
		KeyStore trusted = empty(type);
		trusted.setCertificateEntry("ca", authority.root().getCertificate());
		write(trusted, "trusted");
		String prefix = "spring.ssl.bundle.jks.mqtt.";
		assertConnects(prefix + "keystore.location=" + file("keys"), prefix + "keystore.type=" + type,
				prefix + "keystore.password=s3cret", prefix + "truststore.location=" + file("trusted"),
				prefix + "truststore.type=" + type, prefix + "truststore.password=s3cret");
	}

	private static KeyStore empty(String type) throws Exception {
		KeyStore store = KeyStore.getInstance(type);
		store.load(null, null);
		return store;
	}

	private void write(KeyStore store, String name) throws Exception {
		try (OutputStream output = Files.newOutputStream(this.directory.resolve(name))) {
			store.store(output, PASSWORD);
		}
	}

	@Test
	void theProtocolsAndCiphersOfTheBundleAreThoseUsed() throws IOException {
		assertConnects(pem("spring.ssl.bundle.pem.mqtt.options.enabled-protocols=TLSv1.2",
				"spring.ssl.bundle.pem.mqtt.options.ciphers=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
		assertThat(this.sessions.get(0).getProtocol()).isEqualTo("TLSv1.2");
		assertThat(this.sessions.get(0).getCipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	}

}
