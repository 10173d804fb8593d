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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.ScriptedBroker;
import io.resilientmqtt.testsupport.ScriptedConnection;
import io.resilientmqtt.testsupport.TestAuthority;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * When the files of an SSL bundle change, the client reconnects once with what they have
 * now.
 */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleReloadTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private final TestAuthority authority = new TestAuthority();

	private final List<String> peers = new CopyOnWriteArrayList<>();

	private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	private ScriptedBroker broker;

	@BeforeEach
	void start() throws Exception {
		X509Bundle server = this.authority.server("broker.test");
		this.broker = new ScriptedBroker(SslContextBuilder.forServer(server.toKeyManagerFactory())
			.trustManager(this.authority.root().getCertificate())
			.clientAuth(ClientAuth.REQUIRE)
			.build());
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			this.peers.add(peer(connection));
			connection.react(packet);
		});
		this.authority.write(this.directory, this.authority.client("first"));
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private static String peer(ScriptedConnection connection) {
		try {
			X509Certificate certificate = (X509Certificate) connection.channel()
				.pipeline()
				.get(SslHandler.class)
				.engine()
				.getSession()
				.getPeerCertificates()[0];
			return certificate.getSubjectX500Principal().getName();
		}
		catch (SSLPeerUnverifiedException ex) {
			return "nobody";
		}
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=" + this.broker.port(), "mqtt.ssl.bundle=mqtt",
					"mqtt.ssl.server-hostname=broker.test", "mqtt.reconnect.initial-delay=1h",
					"mqtt.reconnect.max-delay=1h", "mqtt.reconnect.stable-after=1h",
					"spring.ssl.bundle.watch.file.quiet-period=300ms",
					"spring.ssl.bundle.pem.mqtt.reload-on-update=true",
					"spring.ssl.bundle.pem.mqtt.truststore.certificate=" + file("ca.pem"),
					"spring.ssl.bundle.pem.mqtt.keystore.certificate=" + file("client.pem"),
					"spring.ssl.bundle.pem.mqtt.keystore.private-key=" + file("client.key"));
	}

	private String file(String name) {
		return "file:" + this.directory.resolve(name);
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).untilAsserted(assertion);
	}

	private List<String> eventNames() {
		return this.events.stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

	@Test
	void theClientReconnectsWithTheNewCertificate() {
		runner().run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			client.onConnectionEvent(this.events::add);
			eventually(() -> assertThat(client.isConnected()).isTrue());
			this.authority.write(this.directory, this.authority.client("second"));
			eventually(() -> assertThat(this.peers).containsExactly("CN=first", "CN=second"));
			eventually(() -> assertThat(eventNames()).endsWith("Down", "Up"));
			assertThat(this.broker.received(MqttMessageType.DISCONNECT)).hasSize(1);
			assertThat(client.statistics().outages()).isZero();
		});
	}

	/**
	 * Which the context does that remembers TLS sessions, for a reconnect to resume.
	 */
	@Test
	void theContextStaysTheSameAsLongAsTheBundleDoes() {
		runner().run((context) -> {
			TlsOptions tls = context.getBean(MqttClientOptions.class).tls();
			SSLContext first = tls.sslContext().get();
			assertThat(tls.sslContext().get()).isSameAs(first);
			this.authority.write(this.directory, this.authority.client("second"));
			eventually(() -> assertThat(tls.sslContext().get()).isNotSameAs(first));
		});
	}

	@Test
	void theContextOfTheJvmsTrustStaysTheSame() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=" + this.broker.port(), "mqtt.ssl.enabled=true",
					"mqtt.auto-startup=false")
			.run((context) -> {
				TlsOptions tls = context.getBean(MqttClientOptions.class).tls();
				assertThat(tls.sslContext().get()).isSameAs(tls.sslContext().get());
			});
	}

	@Test
	void aBundleThatIsWrongIsPutRightByTheNextUpdate() {
		runner().run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			client.onConnectionEvent(this.events::add);
			eventually(() -> assertThat(client.isConnected()).isTrue());
			write("client.key", this.authority.client("other").getPrivateKeyPEM());
			eventually(() -> assertThat(eventNames()).endsWith("Down", "ConnectFailed"));
			this.authority.write(this.directory, this.authority.client("second"));
			eventually(() -> assertThat(this.peers).containsExactly("CN=first", "CN=second"));
		});
	}

	@Test
	void aBundleThatCannotBeUsedLeavesTheConnectionAlone(CapturedOutput output) {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("mqtt", SslBundle.systemDefault());
		FakeMqttClient client = new FakeMqttClient();
		client.up();
		SslBundleReload.watch(bundles, "mqtt", client);
		SslBundle unusable = mock(SslBundle.class);
		given(unusable.createSslContext()).willThrow(new IllegalStateException("wrong password"));
		bundles.updateBundle("mqtt", unusable);
		assertThat(client.calls()).isEmpty();
		assertThat(output).contains("'mqtt' was updated, but can't be used");
		bundles.updateBundle("mqtt", SslBundle.systemDefault());
		assertThat(client.calls()).containsExactly("reconnect");
	}

	@Test
	void aClientThatWasDisconnectedStaysSo(CapturedOutput output) {
		runner().run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			eventually(() -> assertThat(client.isConnected()).isTrue());
			client.disconnect().join();
			this.authority.write(this.directory, this.authority.client("second"));
			eventually(() -> assertThat(output.getAll()).contains("is not connected"));
			assertThat(this.peers).containsExactly("CN=first");
			client.connect().join();
			assertThat(this.peers).containsExactly("CN=first", "CN=second");
		});
	}

	private void write(String name, String content) throws IOException {
		Files.writeString(this.directory.resolve(name), content);
	}

}
