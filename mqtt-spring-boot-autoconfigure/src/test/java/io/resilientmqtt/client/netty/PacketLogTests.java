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

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.Unpooled;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.netty.codec.PacketLog;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Packets are logged by name, and nothing of what they carry.
 */
class PacketLogTests {

	private final List<String> lines = new ArrayList<>();

	private final PacketLog log = new PacketLog(this.lines::add);

	private void bytes(String hex) {
		this.log.bytes(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
	}

	@ParameterizedTest
	@CsvSource({ "20020000, 'CONNACK 0x00, 4 bytes'", "3004000174ff, 'PUBLISH QoS 0, 6 bytes'",
			"3d0700017401000000, 'PUBLISH 256 QoS 2 DUP RETAIN, 9 bytes'", "40020007, 'PUBACK 7, 4 bytes'",
			"5003000797, 'PUBREC 7 0x97, 5 bytes'", "62020001, 'PUBREL 1, 4 bytes'", "70020001, 'PUBCOMP 1, 4 bytes'",
			"9003000101, 'SUBACK 1, 5 bytes'", "c000, 'PINGREQ, 2 bytes'", "e000, 'DISCONNECT, 2 bytes'",
			"e0028e00, 'DISCONNECT 0x8E, 4 bytes'", "f0021800, 'AUTH 0x18, 4 bytes'",
			"0000, 'packet of type 0, 2 bytes'", "3402ffff, 'PUBLISH QoS 2, 4 bytes'" })
	void aPacketIsNamed(String hex, String line) {
		bytes(hex);
		assertThat(this.lines).containsExactly(line);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 100 })
	void packetsMayComeInPieces(int size) {
		String hex = "32" + "86" + "80" + "02" + "000174" + "0003" + "00".repeat(32_769) + "40020007" + "d000";
		for (int i = 0; i < hex.length(); i += 2 * size) {
			bytes(hex.substring(i, Math.min(i + 2 * size, hex.length())));
		}
		assertThat(this.lines).containsExactly("PUBLISH 3 QoS 1, 32778 bytes", "PUBACK 7, 4 bytes",
				"PINGRESP, 2 bytes");
	}

	@Test
	void whatIsNoMqttIsSaidOnce() {
		bytes("ffffffffffff");
		bytes("40020007");
		assertThat(this.lines).containsExactly("something that is no MQTT");
	}

	@Test
	void atTraceLevelBothDirectionsAreLoggedWithoutTopicsPayloadsAndSecrets() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.resilientmqtt.client.packets");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.TRACE);
		try {
			VirtualClient client = new VirtualClient(
					(options) -> options.credentials(Credentials.of("user", "s3cret")));
			client.acceptMqtt();
			client.publish(QoS.AT_LEAST_ONCE);
			client.receive(0x40, 2, 0, 1);
			assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
				.allMatch((line) -> line.startsWith("MQTT client 'client' "))
				.extracting((line) -> line.substring("MQTT client 'client' ".length()))
				.containsSubsequence("received CONNACK 0x00, 4 bytes", "sends PUBLISH 1 QoS 1, 8 bytes",
						"received PUBACK 1, 4 bytes")
				.anyMatch((line) -> line.startsWith("sends CONNECT, "))
				.noneMatch((line) -> line.contains("s3cret") || line.contains("user"));
		}
		finally {
			logger.setLevel(null);
			logger.detachAppender(appender);
		}
		assertThat(appender.list).isNotEmpty();
	}

}
