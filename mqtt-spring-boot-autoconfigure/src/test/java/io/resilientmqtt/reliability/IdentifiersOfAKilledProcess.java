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

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process is killed between PUBREC and PUBREL of a QoS 2 message. The next one, without
 * a store, knows nothing of it and publishes with the same Packet Identifier, which the
 * broker remembers: its message must not be taken for a repetition and lost.
 */
abstract class IdentifiersOfAKilledProcess {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private final List<String> received = new CopyOnWriteArrayList<>();

	abstract String host();

	abstract int port();

	@AfterEach
	void close() {
		this.factory.close();
	}

	@ParameterizedTest
	@EnumSource
	void aMessageOfTheNextProcessIsNotTakenForARepetition(ProtocolVersion version) throws Exception {
		String clientId = "killed-" + version.name().toLowerCase();
		String topic = "once/" + version.name();
		MqttClient observer = this.factory
			.create(MqttClientOptions.builder().server(host(), port()).clientId("observer" + version.name()).build());
		observer.connect().join();
		observer.onMessage(topic, (message) -> this.received.add(message.payloadAsString()));
		observer.subscribe(Subscription.of(topic, QoS.EXACTLY_ONCE)).join();
		killedAfterPubrec(version, clientId, topic);
		MqttClient next = this.factory.create(MqttClientOptions.builder()
			.server(host(), port())
			.protocolVersion(version)
			.clientId(clientId)
			.clean(false)
			.cleanInit(false)
			.build());
		assertThat(next.connect().get(60, TimeUnit.SECONDS).sessionPresent()).isTrue();
		for (String payload : List.of("B", "C")) {
			assertThat(next.publish(topic, payload.getBytes(StandardCharsets.UTF_8), QoS.EXACTLY_ONCE, false)
				.get(60, TimeUnit.SECONDS)).isEqualTo(PublishResult.SUCCESS);
		}
		await().atMost(LONG).untilAsserted(() -> assertThat(this.received).containsExactly("A", "B", "C"));
	}

	private void killedAfterPubrec(ProtocolVersion version, String clientId, String topic) throws IOException {
		boolean v5 = version == ProtocolVersion.MQTT_5;
		try (Socket socket = new Socket(host(), port())) {
			socket.setSoTimeout((int) LONG.toMillis());
			InputStream in = socket.getInputStream();
			ByteArrayOutputStream connect = new ByteArrayOutputStream();
			DataOutputStream out = new DataOutputStream(connect);
			out.writeUTF("MQTT");
			out.writeByte(v5 ? 5 : 4);
			out.writeByte(0);
			out.writeShort(60);
			if (v5) {
				out.writeByte(5);
				out.writeByte(0x11);
				out.writeInt(3600);
			}
			out.writeUTF(clientId);
			send(socket, 0x10, connect.toByteArray());
			assertThat(in.read()).isEqualTo(0x20);
			in.readNBytes(in.read());
			ByteArrayOutputStream publish = new ByteArrayOutputStream();
			out = new DataOutputStream(publish);
			out.writeUTF(topic);
			out.writeShort(1);
			if (v5) {
				out.writeByte(0);
			}
			out.writeBytes("A");
			send(socket, 0x34, publish.toByteArray());
			assertThat(in.read()).as("PUBREC").isEqualTo(0x50);
			socket.setSoLinger(true, 0); // as a killed process ends
		}
	}

	private static void send(Socket socket, int type, byte[] body) throws IOException {
		ByteArrayOutputStream packet = new ByteArrayOutputStream();
		packet.write(type);
		packet.write(body.length);
		packet.write(body);
		socket.getOutputStream().write(packet.toByteArray());
	}

}
