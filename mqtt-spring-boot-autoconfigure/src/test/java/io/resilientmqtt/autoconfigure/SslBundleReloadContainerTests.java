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

import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.pkitesting.X509Bundle;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.MosquittoContainer;
import io.resilientmqtt.testsupport.TestAuthority;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Mosquitto asks for a client certificate, which is replaced again and again under 500
 * messages a second: nothing is lost.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class SslBundleReloadContainerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int TLS_PORT = 8883;

	private static final int UPDATES = 3;

	private static final TestAuthority authority = new TestAuthority();

	@Container
	private static final MosquittoContainer broker = broker();

	private final BitSet arrived = new BitSet();

	private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	private static MosquittoContainer broker() {
		X509Bundle server = authority.server("broker.test");
		MosquittoContainer broker = new MosquittoContainer().withListener(TLS_PORT, """
				cafile /mosquitto/config/ca.pem
				certfile /mosquitto/config/server.pem
				keyfile /mosquitto/config/server.key
				require_certificate true
				use_identity_as_username true
				""");
		broker.withCopyToContainer(Transferable.of(authority.root().getCertificatePEM()), "/mosquitto/config/ca.pem");
		broker.withCopyToContainer(Transferable.of(server.getCertificatePathPEM()), "/mosquitto/config/server.pem");
		broker.withCopyToContainer(Transferable.of(server.getPrivateKeyPEM()), "/mosquitto/config/server.key");
		return broker;
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).untilAsserted(assertion);
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5" })
	void nothingIsLost(String version, @TempDir Path directory) {
		authority.write(directory, authority.client("client 0"));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("mqtt.server=" + broker.getHost(), "mqtt.port=" + broker.getMappedPort(TLS_PORT),
					"mqtt.protocol-version=" + version, "mqtt.client-id=reload-" + version, "mqtt.clean=false",
					"mqtt.ssl.bundle=mqtt", "mqtt.ssl.server-hostname=broker.test",
					"spring.ssl.bundle.watch.file.quiet-period=300ms",
					"spring.ssl.bundle.pem.mqtt.reload-on-update=true",
					"spring.ssl.bundle.pem.mqtt.truststore.certificate=file:" + directory.resolve("ca.pem"),
					"spring.ssl.bundle.pem.mqtt.keystore.certificate=file:" + directory.resolve("client.pem"),
					"spring.ssl.bundle.pem.mqtt.keystore.private-key=file:" + directory.resolve("client.key"))
			.run((context) -> nothingIsLost(context.getBean(MqttClient.class), directory));
	}

	private void nothingIsLost(MqttClient client, Path directory) {
		client.onConnectionEvent(this.events::add);
		client.onMessage("numbers", (message) -> {
			synchronized (this.arrived) {
				this.arrived.set(Integer.parseInt(message.payloadAsString()));
			}
		});
		client.subscribe(Subscription.of("numbers", QoS.AT_LEAST_ONCE)).join();
		AtomicInteger published = new AtomicInteger();
		AtomicInteger acknowledged = new AtomicInteger();
		ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
		try {
			publisher.scheduleAtFixedRate(() -> client
				.publish("numbers", String.valueOf(published.getAndIncrement()).getBytes(), QoS.AT_LEAST_ONCE, false)
				.thenRun(acknowledged::incrementAndGet), 0, 2, TimeUnit.MILLISECONDS);
			for (int update = 1; update <= UPDATES; update++) {
				int downs = update;
				authority.write(directory, authority.client("client " + update));
				eventually(() -> assertThat(this.events).filteredOn(ConnectionEvent.Down.class::isInstance)
					.hasSize(downs));
				eventually(() -> assertThat(client.isConnected()).isTrue());
			}
		}
		finally {
			publisher.shutdown();
		}
		eventually(() -> assertThat(acknowledged).hasValue(published.get()));
		eventually(() -> {
			synchronized (this.arrived) {
				assertThat(this.arrived.cardinality()).isEqualTo(published.get());
			}
		});
		assertThat(published.get()).isGreaterThan(100);
		assertThat(client.statistics().outages()).isZero();
		assertThat(this.events).filteredOn(ConnectionEvent.Down.class::isInstance).hasSize(UPDATES);
		assertThat(broker.getLogs()).contains("u'client " + UPDATES + "'");
	}

}
