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

package io.resilientmqtt.autoconfigure.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerException.Reason;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EmbeddedMqttBroker}, by what it does on the wire.
 */
class EmbeddedMqttBrokerTests {

	private EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	@AfterEach
	void stop() {
		this.broker.stop();
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void messagesOfEveryQosReachSubscribers(MqttVersion version) throws IOException {
		this.broker.start();
		try (MqttProbe subscriber = open(version); MqttProbe publisher = open(version)) {
			subscriber.connected(subscriber.connect("subscriber", false));
			subscriber.subscribe("a/+/c", MqttQoS.EXACTLY_ONCE);
			subscriber.subscribe("d.e/#", MqttQoS.EXACTLY_ONCE);
			publisher.connected(publisher.connect("publisher", false));
			publisher.publish("a/b/c", "zero", MqttQoS.AT_MOST_ONCE, false);
			assertThat(subscriber.received()).isEqualTo("a/b/c zero 0");
			publisher.publish("a/ä.*>/c", "one", MqttQoS.AT_LEAST_ONCE, false);
			assertThat(subscriber.received()).isEqualTo("a/ä.*>/c one 1");
			publisher.publish("d.e", "two", MqttQoS.EXACTLY_ONCE, false);
			assertThat(subscriber.received()).isEqualTo("d.e two 2");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void retainedMessageWaitsForSubscribers(MqttVersion version) throws IOException {
		this.broker.start();
		try (MqttProbe probe = open(version)) {
			probe.connected(probe.connect("probe", false));
			probe.publish("state", "on", MqttQoS.AT_LEAST_ONCE, true);
			probe.subscribe("#", MqttQoS.AT_LEAST_ONCE);
			assertThat(probe.received()).isEqualTo("state on 1 retained");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void persistentSessionOutlivesItsConnection(MqttVersion version) throws IOException {
		this.broker.start();
		try (MqttProbe probe = open(version)) {
			assertThat(sessionPresent(probe.connected(probe.connect("probe", true)))).isFalse();
			probe.subscribe("a", MqttQoS.AT_LEAST_ONCE);
		}
		publish("a", "meanwhile", false);
		try (MqttProbe probe = open(version)) {
			assertThat(sessionPresent(probe.connected(probe.connect("probe", true)))).isTrue();
			assertThat(probe.received()).isEqualTo("a meanwhile 1");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void willIsPublishedForLostConnection(MqttVersion version) throws IOException {
		this.broker.start();
		try (MqttProbe subscriber = open(version)) {
			subscriber.connected(subscriber.connect("subscriber", false));
			subscriber.subscribe("will", MqttQoS.AT_LEAST_ONCE);
			try (MqttProbe probe = open(version)) {
				probe.connected(probe.connect("probe", false)
					.willFlag(true)
					.willTopic("will")
					.willMessage("gone".getBytes(StandardCharsets.UTF_8))
					.willQoS(MqttQoS.AT_LEAST_ONCE));
			}
			assertThat(subscriber.received()).isEqualTo("will gone 1");
		}
	}

	@Test
	void unacknowledgedMessageIsNeverGivenUp() throws IOException {
		this.broker.start();
		try (MqttProbe probe = open(MqttVersion.MQTT_3_1_1)) {
			probe.connected(probe.connect("probe", true));
			probe.subscribe("a", MqttQoS.AT_LEAST_ONCE);
		}
		publish("a", "patient", false);
		for (int delivery = 1; delivery <= 12; delivery++) {
			try (MqttProbe probe = open(MqttVersion.MQTT_3_1_1)) {
				probe.connected(probe.connect("probe", true));
				probe.receivedUnacknowledged();
			}
		}
		try (MqttProbe probe = open(MqttVersion.MQTT_3_1_1)) {
			probe.connected(probe.connect("probe", true));
			assertThat(probe.received()).isEqualTo("a patient 1");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void memoryIsBoundedAndRefusalIsTold(MqttVersion version) throws IOException {
		this.broker.start();
		try (MqttProbe probe = open(version)) {
			probe.connected(probe.connect("probe", true));
			probe.subscribe("a", MqttQoS.AT_LEAST_ONCE);
		}
		String megabyte = "x".repeat(1_000_000);
		try (MqttProbe publisher = open(version)) {
			publisher.connected(publisher.connect("publisher", false));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
				for (int i = 0; i < 100; i++) {
					publisher.publish("a", megabyte, MqttQoS.AT_LEAST_ONCE, false);
				}
			});
		}
	}

	@Test
	void portStaysTheSameOverStopAndStart() throws IOException {
		assertThatIllegalStateException().isThrownBy(this.broker::port).withMessageContaining("started");
		assertThat(this.broker.isRunning()).isFalse();
		this.broker.start();
		int port = this.broker.port();
		assertThat(port).isPositive();
		assertThat(this.broker.isRunning()).isTrue();
		try (MqttProbe probe = open(MqttVersion.MQTT_5)) {
			probe.connected(probe.connect("probe", false));
			this.broker.stop();
			probe.closedByBroker();
		}
		assertThat(this.broker.isRunning()).isFalse();
		assertThat(this.broker.port()).isEqualTo(port);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> open(MqttVersion.MQTT_5));
		this.broker.start();
		assertThat(this.broker.port()).isEqualTo(port);
		try (MqttProbe probe = open(MqttVersion.MQTT_5)) {
			probe.connected(probe.connect("probe", false));
		}
	}

	@Test
	void startAndStopMayBeRepeated() {
		this.broker.start();
		this.broker.start();
		assertThat(this.broker.isRunning()).isTrue();
		this.broker.stop();
		this.broker.close();
		assertThat(this.broker.isRunning()).isFalse();
	}

	@Test
	void nothingIsLeftBehind() throws IOException {
		this.broker.start();
		publish("a", "x", true);
		assertThat(brokerThreads()).isNotEmpty();
		this.broker.stop();
		Awaitility.await().untilAsserted(() -> assertThat(brokerThreads()).isEmpty());
		assertThat(Path.of("data")).doesNotExist();
	}

	@Test
	void brokersLiveSideBySide() throws IOException {
		this.broker.start();
		try (EmbeddedMqttBroker other = EmbeddedMqttBroker.builder().build()) {
			other.start();
			assertThat(other.port()).isNotEqualTo(this.broker.port());
			publish("state", "on", true);
			try (MqttProbe probe = MqttProbe.open(other.port(), MqttVersion.MQTT_5)) {
				probe.connected(probe.connect("probe", false));
				probe.subscribe("#", MqttQoS.AT_LEAST_ONCE);
				probe.publish("other", "x", MqttQoS.AT_LEAST_ONCE, false);
				assertThat(probe.received()).isEqualTo("other x 1");
			}
		}
	}

	@Test
	void directoryKeepsSessionsAndMessages(@TempDir Path directory) throws IOException {
		this.broker = EmbeddedMqttBroker.builder().directory(directory.resolve("new")).build();
		this.broker.start();
		try (MqttProbe probe = open(MqttVersion.MQTT_5)) {
			probe.connected(probe.connect("probe", true));
			probe.subscribe("a", MqttQoS.AT_LEAST_ONCE);
		}
		publish("a", "meanwhile", false);
		publish("state", "on", true);
		this.broker.stop();
		this.broker.start();
		try (MqttProbe probe = open(MqttVersion.MQTT_5)) {
			assertThat(sessionPresent(probe.connected(probe.connect("probe", true)))).isTrue();
			assertThat(probe.received()).isEqualTo("a meanwhile 1");
			probe.subscribe("state", MqttQoS.AT_LEAST_ONCE);
			assertThat(probe.received()).isEqualTo("state on 1 retained");
		}
	}

	@Test
	void withoutDirectoryStopForgetsEverything() throws IOException {
		this.broker.start();
		try (MqttProbe probe = open(MqttVersion.MQTT_5)) {
			probe.connected(probe.connect("probe", true));
		}
		this.broker.stop();
		this.broker.start();
		try (MqttProbe probe = open(MqttVersion.MQTT_5)) {
			assertThat(sessionPresent(probe.connected(probe.connect("probe", true)))).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT_3_1_1", "MQTT_5" })
	void credentialsAreChecked(MqttVersion version) throws IOException {
		this.broker = EmbeddedMqttBroker.builder().credentials("user", "secret").build();
		this.broker.start();
		try (MqttProbe probe = open(version)) {
			MqttConnAckMessage connack = probe.connected(credentials(probe, "user", "secret"));
			assertThat(returnCode(connack)).isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
			probe.subscribe("a", MqttQoS.AT_LEAST_ONCE);
			probe.publish("a", "x", MqttQoS.AT_LEAST_ONCE, true);
			assertThat(probe.received()).startsWith("a x 1");
		}
		try (MqttProbe probe = open(version)) {
			assertThat(returnCode(probe.connected(credentials(probe, "user", "guess"))))
				.isNotEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
		}
		try (MqttProbe probe = open(version)) {
			assertThat(returnCode(probe.connected(probe.connect("anonymous", false))))
				.isNotEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
		}
	}

	@Test
	void portInUseIsToldAndLeavesNothingBehind() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
			this.broker = EmbeddedMqttBroker.builder().port(other.getLocalPort()).build();
			assertThatExceptionOfType(EmbeddedMqttBrokerException.class).isThrownBy(this.broker::start)
				.withMessageContaining("127.0.0.1:" + other.getLocalPort())
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.PORT_UNAVAILABLE));
		}
		assertThat(this.broker.isRunning()).isFalse();
		assertThat(brokerThreads()).isEmpty();
		this.broker.start();
		assertThat(this.broker.isRunning()).isTrue();
	}

	@Test
	void directoryInUseIsTold(@TempDir Path directory) {
		this.broker = EmbeddedMqttBroker.builder().directory(directory).build();
		this.broker.start();
		try (EmbeddedMqttBroker other = EmbeddedMqttBroker.builder().directory(directory).build()) {
			assertThatExceptionOfType(EmbeddedMqttBrokerException.class).isThrownBy(other::start)
				.withMessageContaining(directory.toString())
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
		}
	}

	@Test
	void directoryThatIsFileIsTold(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		this.broker = EmbeddedMqttBroker.builder().directory(file).build();
		assertThatExceptionOfType(EmbeddedMqttBrokerException.class).isThrownBy(this.broker::start)
			.withMessageContaining(file.toString())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
	}

	@Test
	void illegalSettingsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMqttBroker.builder().port(65536))
			.withMessageContaining("65536");
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMqttBroker.builder().credentials("", "secret"))
			.withMessageContaining("username");
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMqttBroker.builder().credentials("user", ""))
			.withMessageContaining("password");
	}

	private MqttProbe open(MqttVersion version) throws IOException {
		return MqttProbe.open(this.broker.port(), version);
	}

	private void publish(String topic, String payload, boolean retain) throws IOException {
		try (MqttProbe publisher = open(MqttVersion.MQTT_5)) {
			publisher.connected(publisher.connect("publisher", false));
			publisher.publish(topic, payload, MqttQoS.AT_LEAST_ONCE, retain);
		}
	}

	private static ConnectBuilder credentials(MqttProbe probe, String username, String password) {
		return probe.connect("probe", false)
			.hasUser(true)
			.username(username)
			.hasPassword(true)
			.password(password.getBytes(StandardCharsets.UTF_8));
	}

	private static boolean sessionPresent(MqttConnAckMessage connack) {
		return connack.variableHeader().isSessionPresent();
	}

	private static MqttConnectReturnCode returnCode(MqttConnAckMessage connack) {
		return connack.variableHeader().connectReturnCode();
	}

	private static Stream<String> brokerThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("activemq"));
	}

}
