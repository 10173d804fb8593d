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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.TransportOptions.Type;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.ScriptedConnection;
import io.resilientmqtt.testsupport.WebSocketServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that know no MQTT 5, with what they answered a CONNECT of MQTT 5 when they were
 * asked: the client comes up with 3.1.1, over TCP and over a WebSocket, and asks for that
 * from then on.
 */
class OldServersTests extends ScriptedBrokerFixture {

	private final List<Integer> asked = new CopyOnWriteArrayList<>();

	static Stream<Arguments> answers() {
		return Stream.of(Type.values())
			.flatMap((transport) -> Stream.of(Answer.values()).map((answer) -> Arguments.of(transport, answer)));
	}

	private void answering(Answer answer) {
		this.broker.on(MqttMessageType.CONNECT, (connection, packet) -> {
			int version = ((MqttConnectMessage) packet).variableHeader().version();
			this.asked.add(version);
			if (version == 5) {
				answer.give(connection);
			}
			else {
				connection.react(packet);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("answers")
	void theClientComesUpWithMqtt311AndRemembersIt(Type transport, Answer answer) {
		answering(answer);
		try (WebSocketServer webSocket = new WebSocketServer(this.broker.port(), null)) {
			MqttClient client = client(ProtocolVersion.MQTT_5,
					(options) -> options
						.server("127.0.0.1", (transport == Type.WEBSOCKET) ? webSocket.port() : this.broker.port())
						.transport(new TransportOptions(transport, WebSocketOptions.DEFAULT, null, null))
						.connectTimeout((answer == Answer.SILENCE) ? Duration.ofSeconds(1) : Duration.ofSeconds(30))
						.v5((v5) -> v5.fallback(true)));
			assertThat(get(client.connect()).protocolVersion()).isEqualTo(ProtocolVersion.MQTT_3_1_1);
			get(publish(client, "1", QoS.EXACTLY_ONCE));
			assertThat(this.asked).containsExactly(5, 4);
			for (int outages = 1; outages <= 3; outages++) {
				this.broker.closeConnections();
				int connections = 2 + outages;
				eventually(() -> assertThat(this.asked).hasSize(connections));
				get(publish(client, "2", QoS.AT_LEAST_ONCE));
			}
			assertThat(this.asked).containsExactly(5, 4, 4, 4, 4);
			assertThat(this.events).as("no failure is told").noneMatch((event) -> event.toString().contains("Failed"));
		}
	}

	/**
	 * What a server answers.
	 */
	enum Answer {

		/** RabbitMQ 3.10: its decoder fails. */
		CLOSE("", 0),

		/** Mosquitto 1.4. */
		MQTT_3_1_1_AND_CLOSE("20020001", 0),

		/** Aedes 1.2, which closes a little later. */
		MQTT_3_1_1_AND_CLOSE_LATER("20020001", 120),

		/** The same of MQTT 5, as Moquette puts it. */
		RETURN_CODE_IN_MQTT_5("2003000100", 0),

		/** As MQTT 5 has it. */
		UNSUPPORTED_PROTOCOL_VERSION("2003008400", 0),

		RESET("", -1),

		SILENCE("", Integer.MAX_VALUE);

		private final String bytes;

		private final int closeAfterMillis;

		Answer(String bytes, int closeAfterMillis) {
			this.bytes = bytes;
			this.closeAfterMillis = closeAfterMillis;
		}

		private void give(ScriptedConnection connection) {
			connection.channel().writeAndFlush(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(this.bytes)));
			if (this == RESET) {
				connection.reset();
			}
			else if (this != SILENCE) {
				connection.channel()
					.eventLoop()
					.schedule(() -> connection.channel().close(), this.closeAfterMillis, TimeUnit.MILLISECONDS);
			}
		}

	}

}
