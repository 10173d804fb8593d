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

package io.resilientmqtt.client.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * MQTT 5 with a server that does not speak it: an error that says so, or MQTT 3.1.1 if
 * that is allowed.
 */
class VersionFallbackTests {

	private static final String MQTT_5 = "00044d51545405";

	private static final String MQTT_3_1_1 = "00044d51545404";

	private static final String ACCEPTED_3_1_1 = "20020000";

	private static final String ACCEPTED_5 = "2003000000";

	private static VirtualClient client(boolean fallback, Consumer<MqttClientOptionsBuilder> customizer) {
		return new VirtualClient((options) -> {
			options.protocolVersion(ProtocolVersion.MQTT_5).v5((v5) -> v5.fallback(fallback));
			customizer.accept(options);
		});
	}

	private static VirtualClient auto() {
		return client(true, (options) -> {
		});
	}

	/**
	 * Accept the connection and return the version of its CONNECT.
	 */
	private static String version(VirtualClient client) {
		client.accept();
		String connect = client.sent();
		return connect.contains(MQTT_5) ? "5" : connect.contains(MQTT_3_1_1) ? "3.1.1" : connect;
	}

	@ParameterizedTest
	@ValueSource(strings = { "20020001", "20020000", "20020005", "2003008400" })
	void withoutFallbackTheErrorSaysWhatIsWrongAndWhatToDo(String connack) {
		VirtualClient client = client(false, (options) -> options.failFast(true));
		assertThat(version(client)).isEqualTo("5");
		client.receive(connack);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(client.connected::get)
			.withCauseInstanceOf(MqttConnectException.class)
			.satisfies((ex) -> {
				assertThat(ex.getCause()).hasMessageContainingAll("does not speak MQTT 5",
						"mqtt.protocol-version to 3.1.1 or auto");
				assertThat(((MqttConnectException) ex.getCause()).reasonCode())
					.isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
			});
	}

	@Test
	void withoutFallbackAServerThatJustClosesIsSuspected() {
		VirtualClient client = client(false, (options) -> options.failFast(true));
		client.accept();
		client.closeConnection();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(client.connected::get)
			.withMessageContaining("does it speak MQTT 5? mqtt.protocol-version=auto tries 3.1.1 too");
	}

	@ParameterizedTest
	@ValueSource(strings = { "20020001", "20020000", "20020005", "2003008400" })
	void aRefusalLeadsToMqtt311AtOnce(String connack) throws Exception {
		VirtualClient client = auto();
		assertThat(version(client)).isEqualTo("5");
		assertThat(client.board.status().protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
		client.receive(connack);
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive(ACCEPTED_3_1_1);
		assertThat(client.connected.get().protocolVersion()).isEqualTo(ProtocolVersion.MQTT_3_1_1);
		assertThat(client.connected.get().sessionExpiryInterval()).isNull();
		assertThat(client.board.status().protocolVersion()).isEqualTo(ProtocolVersion.MQTT_3_1_1);
		assertThat(client.events).hasOnlyElementsOfType(ConnectionEvent.Up.class);
		assertThat(client.openedAt()).containsExactly(0L, 0L);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aDisconnectThatRefusesTheVersionLeadsToMqtt311(boolean up) {
		VirtualClient client = client(true, (options) -> options.runtime((runtime) -> runtime.quick(up)));
		assertThat(version(client)).isEqualTo("5");
		client.receive(ACCEPTED_5);
		client.receive("e0028400");
		assertThat(client.connected.isDone()).isEqualTo(up);
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive(ACCEPTED_3_1_1);
		if (!up) {
			client.receive("d000");
		}
		assertThat(client.supervisor.link()).isNotNull();
		assertThat(client.connected).isCompleted();
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(client.openedAt()).containsExactly(0L, 0L);
	}

	@Test
	void aConnectionClosedWithoutAWordLeadsToMqtt311() {
		VirtualClient client = auto();
		assertThat(version(client)).isEqualTo("5");
		client.closeConnection();
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive(ACCEPTED_3_1_1);
		assertThat(client.connected).isCompleted();
	}

	@Test
	void whatWasFoundIsKeptAcrossReconnects() {
		VirtualClient client = auto();
		version(client);
		client.receive("20020001");
		version(client);
		client.receive(ACCEPTED_3_1_1);
		for (int i = 0; i < 3; i++) {
			client.pass(Duration.ofSeconds(6));
			client.closeConnection();
			assertThat(version(client)).isEqualTo("3.1.1");
			client.receive(ACCEPTED_3_1_1);
		}
	}

	@Test
	void aServerThatHasSpokenMqtt5IsNotDoubtedForClosingConnections() {
		VirtualClient client = auto();
		version(client);
		client.receive(ACCEPTED_5);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		for (int i = 0; i < 5; i++) {
			assertThat(version(client)).isEqualTo("5");
			client.closeConnection();
			assertThat(client.board.status().protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
			assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
			int opened = client.openedAt().size();
			while (client.openedAt().size() == opened) {
				client.pass(Duration.ofMillis(100));
			}
		}
	}

	@Test
	void aServerThatHasSpokenMqtt5AndRefusesItIsBelieved() {
		VirtualClient client = auto();
		version(client);
		client.receive(ACCEPTED_5);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		assertThat(version(client)).isEqualTo("5");
		client.receive("20020001");
		assertThat(version(client)).isEqualTo("3.1.1");
	}

	@Test
	void aServerThatClosesBothIsAskedForMqtt5AgainAfterABackOff() {
		VirtualClient client = auto();
		version(client);
		client.closeConnection();
		assertThat(version(client)).isEqualTo("3.1.1");
		client.closeConnection();
		assertThat(client.events).hasSize(1).first().isInstanceOf(ConnectionEvent.ConnectFailed.class);
		client.pass(Duration.ofMillis(510));
		assertThat(version(client)).isEqualTo("5");
	}

	@Test
	void aServerThatRefusesMqtt311NowIsAskedForMqtt5() {
		VirtualClient client = client(true,
				(options) -> options.servers(List.of(new ServerAddress("old", 1), new ServerAddress("new", 2))));
		version(client);
		client.receive("20020001");
		version(client);
		client.receive(ACCEPTED_3_1_1);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive("20020001");
		client.pass(Duration.ofMillis(10));
		assertThat(version(client)).isEqualTo("5");
	}

	@Test
	void afterADisconnectMqtt5IsAskedForAgain() {
		VirtualClient client = auto();
		version(client);
		client.receive("20020001");
		version(client);
		client.receive(ACCEPTED_3_1_1);
		client.disconnect(DisconnectOptions.DEFAULT);
		client.supervisor.connect(new CompletableFuture<>());
		assertThat(version(client)).isEqualTo("5");
	}

	@Test
	void badCredentialsAreNoMatterOfTheVersion() {
		VirtualClient client = auto();
		version(client);
		client.receive("2003008600");
		assertThat(client.events).hasSize(1);
		client.pass(Duration.ofSeconds(40));
		assertThat(version(client)).isEqualTo("5");
	}

	@Test
	void aServerThatSaysNothingIsAskedForMqtt311WhenItsTimeIsOver() {
		VirtualClient client = auto();
		assertThat(version(client)).isEqualTo("5");
		client.pass(Duration.ofSeconds(31));
		assertThat(client.openedAt()).hasSize(2);
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive(ACCEPTED_3_1_1);
		assertThat(client.connected).isCompleted();
		assertThat(client.events).hasOnlyElementsOfType(ConnectionEvent.Up.class);
	}

	@Test
	void whatIsNoAnswerToConnectSaysNothingOfTheVersion() {
		VirtualClient client = auto();
		client.failWithoutNetwork();
		client.pass(Duration.ofMillis(510));
		assertThat(client.openedAt()).hasSize(2);
		client.pass(Duration.ofSeconds(31));
		assertThat(client.openedAt()).as("nobody took the connection").hasSize(3);
		assertThat(version(client)).isEqualTo("5");
	}

	@Test
	void theVersionIsRememberedForEachServer() {
		VirtualClient client = client(true,
				(options) -> options.servers(List.of(new ServerAddress("old", 1), new ServerAddress("new", 2))));
		assertThat(version(client)).isEqualTo("5");
		client.receive("20020001");
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive(ACCEPTED_3_1_1);
		for (int i = 0; i < 3; i++) {
			client.pass(Duration.ofSeconds(6));
			client.closeConnection();
			client.refuse();
			assertThat(client.lastOpenedTo()).isEqualTo("new:2");
			assertThat(version(client)).isEqualTo("5");
			client.receive(ACCEPTED_5);
			client.pass(Duration.ofSeconds(6));
			client.closeConnection();
			client.refuse();
			assertThat(client.lastOpenedTo()).isEqualTo("old:1");
			assertThat(version(client)).isEqualTo("3.1.1");
			client.receive(ACCEPTED_3_1_1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatWasOnlyGuessedIsAskedAgainLater(boolean closed) {
		VirtualClient client = auto();
		version(client);
		guess(client, closed);
		for (long minutes = 10; minutes < 10_000; minutes *= 2) {
			assertThat(version(client)).isEqualTo("3.1.1");
			client.receive(ACCEPTED_3_1_1);
			passAlive(client, 6);
			client.closeConnection();
			assertThat(version(client)).as("soon").isEqualTo("3.1.1");
			client.receive(ACCEPTED_3_1_1);
			passAlive(client, Math.min(minutes, 24 * 60) * 60);
			client.closeConnection();
			assertThat(version(client)).as("after %d minutes", minutes).isEqualTo("5");
			guess(client, closed);
		}
		assertThat(version(client)).isEqualTo("3.1.1");
		client.receive(ACCEPTED_3_1_1);
		passAlive(client, 24 * 60 * 60 + 60);
		client.closeConnection();
		assertThat(version(client)).isEqualTo("5");
		client.receive(ACCEPTED_5);
		assertThat(client.board.status().protocolVersion()).isEqualTo(ProtocolVersion.MQTT_5);
	}

	private static void guess(VirtualClient client, boolean closed) {
		if (closed) {
			client.closeConnection();
		}
		else {
			client.pass(Duration.ofSeconds(31));
		}
	}

	/**
	 * Let seconds pass while the broker answers pings.
	 */
	private static void passAlive(VirtualClient client, long seconds) {
		for (long left = seconds; left > 0; left -= 15) {
			Duration duration = Duration.ofSeconds(Math.min(left, 15));
			client.pass(duration, duration);
			client.receive(0xD0, 0);
		}
		client.sent();
	}

	@Test
	void aPersistentSessionIsNotCleanedByAChangeOfVersion() {
		VirtualClient client = client(true, (options) -> options.clientId("me").clean(false).cleanInit(false));
		client.accept();
		assertThat(client.sent()).contains(MQTT_5 + "00");
		client.closeConnection();
		client.accept();
		assertThat(client.sent()).contains(MQTT_3_1_1 + "00");
		client.receive("20020100");
		assertThat(client.connected.join().sessionPresent()).isTrue();
		passAlive(client, 11 * 60);
		client.closeConnection();
		client.accept();
		assertThat(client.sent()).contains(MQTT_5 + "00");
		client.receive("2003010000");
		assertThat(client.board.status().connection().sessionPresent()).isTrue();
	}

}
