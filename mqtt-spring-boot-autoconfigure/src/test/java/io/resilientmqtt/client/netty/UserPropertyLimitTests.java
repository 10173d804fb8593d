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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A packet may have 1,000 User Properties. A message with more is refused and costs next
 * to nothing; a packet of the broker's own with more ends the connection.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserPropertyLimitTests {

	private static final String REASON = "more than 1000 user properties";

	private final VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_5)
		.maximumPacketSize(64 * 1024 * 1024)
		.v5((v5) -> v5.topicAliasMaximum(10)));

	private final List<String> received = this.client.receive(100, Runnable::run);

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex);
	}

	private static byte[] varInt(int value) {
		return bytes("%02x%02x%02x%02x".formatted(value & 0x7F | 0x80, value >> 7 & 0x7F | 0x80,
				value >> 14 & 0x7F | 0x80, value >> 21));
	}

	private static byte[] concat(byte[]... parts) {
		int length = Arrays.stream(parts).mapToInt((part) -> part.length).sum();
		byte[] all = new byte[length];
		int at = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, at, part.length);
			at += part.length;
		}
		return all;
	}

	/**
	 * Return a packet whose properties are last but for its payload.
	 */
	private static byte[] packet(int first, String body, int userProperties, String others, String payload) {
		byte[] properties = new byte[userProperties * 5];
		for (int i = 0; i < userProperties; i++) {
			properties[i * 5] = 0x26;
		}
		byte[] all = concat(bytes(body), varInt(properties.length + others.length() / 2), properties, bytes(others),
				bytes(payload));
		return concat(new byte[] { (byte) first }, varInt(all.length), all);
	}

	@Test
	void aMessageWithSoManyIsReceived() {
		this.client.acceptMqtt5(false);
		this.client.receive(packet(0x30, "000174", 1000, "", "78"));
		assertThat(this.received).containsExactly("x");
	}

	@ParameterizedTest
	@CsvSource({ "30,000174,''", "32,0001740007,4004000797", "34,0001740007,5004000797" })
	void aMessageWithMoreIsRefusedAndNothingElse(String first, String body, String answer, CapturedOutput output) {
		this.client.acceptMqtt5(false);
		this.client.receive(packet(Integer.parseInt(first, 16), body, 1001, "", "78"));
		assertThat(this.received).isEmpty();
		String sent = this.client.sent();
		if (answer.isEmpty()) {
			assertThat(sent).isEmpty();
		}
		else {
			assertThat(sent).startsWith(answer.substring(0, 2)).contains("000797");
			this.client.receive(packet(Integer.parseInt(first, 16), body, 0, "", "79"));
			assertThat(this.received).as("the exchange is over").containsExactly("y");
		}
		assertThat(this.client.isClosed()).isFalse();
		assertThat(output).contains("1 received and refused with " + REASON);
	}

	@Test
	void aTopicAliasBehindThemIsSetAllTheSame() {
		this.client.acceptMqtt5(false);
		this.client.receive(packet(0x30, "000174", 1001, "230001", "78"));
		this.client.receive(packet(0x30, "0000", 0, "230001", "79"));
		assertThat(this.received).containsExactly("y");
	}

	@Test
	void millionsOfThemTakeNoTime() {
		this.client.acceptMqtt5(false);
		byte[] packet = packet(0x32, "0001740007", 3_300_000, "", "");
		long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
		this.client.receive(packet);
		Duration taken = Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
		assertThat(taken).isLessThan(Duration.ofSeconds(5));
		assertThat(this.client.isClosed()).isFalse();
		assertThat(this.client.sent()).contains("000797");
	}

	@ParameterizedTest
	@CsvSource({ "40,000100,''", "50,000100,''", "62,000100,''", "70,000100,''", "90,0001,00", "b0,0001,00", "e0,8b,''",
			"f0,18,''" })
	void aPacketOfTheBrokerWithMoreEndsTheConnection(String first, String body, String payload) {
		this.client.acceptMqtt5(false);
		this.client.receive(packet(Integer.parseInt(first, 16), body, 1001, "", payload));
		ConnectionEvent.Down down = (ConnectionEvent.Down) this.client.events.get(1);
		assertThat(down.cause().type()).isEqualTo(Type.PROTOCOL);
		assertThat(down.cause().reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
		assertThat(down.cause().description()).contains(REASON);
		assertThat(this.client.sent()).isEqualTo("e0029700");
	}

	@Test
	void aConnackWithMoreFailsTheAttempt() {
		this.client.accept();
		this.client.receive(packet(0x20, "0000", 1001, "", ""));
		ConnectionEvent.ConnectFailed failed = (ConnectionEvent.ConnectFailed) this.client.events.get(0);
		assertThat(failed.cause().description()).contains("CONNACK with " + REASON);
	}

}
