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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that refer to other servers [MQTT 5, 4.11].
 */
@Behaviour("S34")
class ServerReferenceTests {

	private static final String ACCEPTED = "2003000000";

	private static final int USE_ANOTHER_SERVER = 0x9C;

	private static final int SERVER_MOVED = 0x9D;

	private static VirtualClient client(boolean follows, String... servers) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
			.servers(List.of(servers).stream().map((server) -> ServerAddress.parse("servers", server, 1883)).toList())
			.v5((v5) -> v5.followServerReference(follows)));
		client.accept();
		client.sent();
		return client;
	}

	private static String reference(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return "%02x1c%04x%s".formatted(bytes.length + 3, bytes.length, HexFormat.of().formatHex(bytes));
	}

	private static void refuse(VirtualClient client, int reasonCode, String text) {
		String properties = reference(text);
		client.receive("20%02x00%02x%s".formatted(properties.length() / 2 + 2, reasonCode, properties));
	}

	private static void disconnect(VirtualClient client, int reasonCode, String text) {
		String properties = reference(text);
		client.receive("e0%02x%02x%s".formatted(properties.length() / 2 + 1, reasonCode, properties));
	}

	private static void fail(VirtualClient client) {
		client.refuse();
		client.pass(Duration.ofMillis(1));
	}

	@ParameterizedTest
	@ValueSource(ints = { USE_ANOTHER_SERVER, SERVER_MOVED })
	void isNotFollowedUnlessAskedTo(int reasonCode) {
		VirtualClient client = client(false, "home");
		refuse(client, reasonCode, "other");
		ConnectionEvent.ConnectFailed failed = (ConnectionEvent.ConnectFailed) client.events.get(0);
		assertThat(failed.nextDelay()).hasSeconds(30);
		assertThat(failed.cause().serverReference()).isEqualTo("other");
		client.pass(Duration.ofSeconds(31));
		assertThat(client.lastOpenedTo()).isEqualTo("home:1883");
	}

	@ParameterizedTest
	@CsvSource({ "other, other:1883", "other:1, other:1", "1.2.3.4:5, 1.2.3.4:5", "[fe80::1]:7, [fe80::1]:7",
			"[fe80::1], [fe80::1]:1883", "'  other  next', other:1883", "'tcp://bad good:1', good:1" })
	void isFollowedAtOnce(String text, String server) {
		VirtualClient client = client(true, "home");
		refuse(client, USE_ANOTHER_SERVER, text);
		client.pass(Duration.ofMillis(1));
		assertThat(client.lastOpenedTo()).isEqualTo(server);
		client.accept();
		client.receive(ACCEPTED);
		assertThat(client.board.status().server()).hasToString(server);
	}

	@Test
	void withTlsTheDefaultPortIsThatOfTls() {
		MqttClientOptions options = MqttClientOptions.builder().tls(new TlsOptions(() -> null, null, true)).build();
		assertThat(Servers.defaultPort(options)).isEqualTo(8883);
	}

	@Test
	void oneThatCannotBeReadIsAsGoodAsNone() {
		VirtualClient client = client(true, "home");
		refuse(client, SERVER_MOVED, "tcp://bad");
		assertThat(((ConnectionEvent.ConnectFailed) client.events.get(0)).nextDelay()).hasSeconds(30);
	}

	@Test
	void anotherServerIsLeftWhenItFails() {
		VirtualClient client = client(true, "home");
		refuse(client, USE_ANOTHER_SERVER, "a b");
		client.pass(Duration.ofMillis(1));
		assertThat(client.lastOpenedTo()).isEqualTo("a:1883");
		fail(client);
		assertThat(client.lastOpenedTo()).isEqualTo("b:1883");
		client.accept();
		client.receive(ACCEPTED);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		assertThat(client.lastOpenedTo()).isEqualTo("b:1883");
		client.accept();
		client.closeConnection();
		client.pass(Duration.ofMillis(10));
		assertThat(client.lastOpenedTo()).isEqualTo("a:1883");
		fail(client);
		client.pass(Duration.ofSeconds(2));
		assertThat(client.lastOpenedTo()).isEqualTo("home:1883");
	}

	@Test
	void aServerThatMovedIsFoundAtItsNewAddressFromThenOn() {
		VirtualClient client = client(true, "home", "spare");
		refuse(client, SERVER_MOVED, "new:1");
		client.pass(Duration.ofMillis(1));
		client.accept();
		client.receive(ACCEPTED);
		assertThat(client.board.status().server()).hasToString("new:1");
		client.disconnect(DisconnectOptions.DEFAULT);
		client.supervisor.connect(new CompletableFuture<>());
		assertThat(client.lastOpenedTo()).isEqualTo("new:1");
		fail(client);
		assertThat(client.lastOpenedTo()).isEqualTo("home:1883");
		fail(client);
		assertThat(client.lastOpenedTo()).isEqualTo("spare:1883");
		fail(client);
		client.pass(Duration.ofSeconds(1));
		assertThat(client.lastOpenedTo()).isEqualTo("new:1");
	}

	@ParameterizedTest
	@ValueSource(ints = { USE_ANOTHER_SERVER, SERVER_MOVED })
	void aDisconnectIsFollowedAsWell(int reasonCode) {
		VirtualClient client = client(true, "home");
		client.receive(ACCEPTED);
		disconnect(client, reasonCode, "other");
		client.pass(Duration.ofMillis(1));
		assertThat(client.lastOpenedTo()).isEqualTo("other:1883");
		client.accept();
		client.receive(ACCEPTED);
		assertThat(client.events).extracting((event) -> event.getClass().getSimpleName())
			.containsExactly("Up", "Down", "Up");
	}

	@Test
	void aDisconnectIsNotFollowedUnlessAskedTo() {
		VirtualClient client = client(false, "home");
		client.receive(ACCEPTED);
		client.pass(Duration.ofSeconds(6));
		disconnect(client, USE_ANOTHER_SERVER, "other");
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
		client.pass(Duration.ofSeconds(29));
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
		client.pass(Duration.ofSeconds(2));
		assertThat(client.lastOpenedTo()).isEqualTo("home:1883");
	}

	@Test
	void serversThatReferToEachOtherAreNotHammered() {
		VirtualClient client = client(true, "a");
		for (int hop = 0; hop < 5; hop++) {
			refuse(client, USE_ANOTHER_SERVER, (hop % 2 == 0) ? "b" : "a");
			client.pass(Duration.ofMillis(1));
			client.accept();
		}
		int opened = client.openedAt().size();
		refuse(client, USE_ANOTHER_SERVER, "a");
		client.pass(Duration.ofSeconds(29));
		assertThat(client.openedAt()).hasSize(opened);
		client.pass(Duration.ofSeconds(2));
		assertThat(client.openedAt()).hasSize(opened + 1);
	}

}
