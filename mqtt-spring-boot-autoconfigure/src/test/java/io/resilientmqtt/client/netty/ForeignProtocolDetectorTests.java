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

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ProtocolVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A port at which something else than MQTT is spoken is told by what it is, and with what
 * to do about it.
 */
class ForeignProtocolDetectorTests {

	private static VirtualClient client(ProtocolVersion version) {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version));
		client.accept();
		return client;
	}

	private static String cause(VirtualClient client) {
		ConnectionCause cause = client.board.status().cause();
		assertThat(cause).isNotNull();
		assertThat(cause.type()).isEqualTo(ConnectionCause.Type.PROTOCOL);
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
		assertThat(client.buffersInUse()).isZero();
		return cause.description();
	}

	private static void receive(VirtualClient client, String text) {
		client.receive(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	@ParameterizedTest
	@EnumSource
	void httpIsRecognized(ProtocolVersion version) {
		VirtualClient client = client(version);
		receive(client, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
		assertThat(cause(client)).contains("HTTP", "mqtt.transport=websocket", "mqtt.port", "400 Bad Request")
			.doesNotContain("packet type", "\r", "\n", "Content-Length");
	}

	@ParameterizedTest
	@ValueSource(strings = { "H", "HT", "HTTP", "HTTP/" })
	void httpIsRecognizedByItsFirstBytes(String first) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		receive(client, first);
		assertThat(cause(client)).contains("HTTP", "mqtt.transport=websocket");
	}

	@ParameterizedTest
	@EnumSource
	void anAlertOfTlsIsRecognized(ProtocolVersion version) {
		VirtualClient client = client(version);
		client.receive("15030100020246");
		assertThat(cause(client)).contains("TLS", "mqtt.ssl.enabled=true", "mqtt.port");
	}

	@ParameterizedTest
	@CsvSource({ "SSH-2.0-OpenSSH_9.6, SSH-2.0-OpenSSH_9.6", "220 mail.example ESMTP, 220 mail.example ESMTP",
			"* OK IMAP4rev1, * OK IMAP4rev1", "-ERR unknown command, -ERR unknown command",
			"<html><body>no</body>, <html><body>no</body>" })
	void aGreetingInTextIsShown(String greeting, String shown) {
		for (ProtocolVersion version : ProtocolVersion.values()) {
			VirtualClient client = client(version);
			receive(client, greeting + "\r\n");
			assertThat(cause(client)).contains("'" + shown + "'", "no MQTT", "mqtt.port");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatIsShownIsShortAndOneLine(ProtocolVersion version) {
		VirtualClient client = client(version);
		receive(client, "220 " + "x".repeat(500) + "\u0007\u001B[31m\nFAKE LOG LINE");
		assertThat(cause(client)).hasSizeLessThan(300).doesNotContain("\n", "\u0007", "\u001B", "FAKE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "20020000", "200200" })
	void connackIsNotForeign(String connack) {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.receive(connack);
		assertThat(client.events).hasSize(connack.length() / 8);
		assertThat(client.isClosed()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "90030001", "485454" })
	void whatComesAfterConnackIsNotLookedAt(String bytes) {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.receive("20020000");
		client.receive(bytes);
		assertThat(client.board.status().cause()).satisfiesAnyOf((cause) -> assertThat(cause).isNull(),
				(cause) -> assertThat(cause).asString().doesNotContain("HTTP"));
	}

}
