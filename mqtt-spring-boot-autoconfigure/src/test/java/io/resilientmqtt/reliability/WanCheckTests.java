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

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBufUtil;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.WanCheckOptions;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link MqttClient#wanOk()} with a DNS server of the test's own.
 */
class WanCheckTests extends ScriptedBrokerFixture {

	private final List<String> questions = new CopyOnWriteArrayList<>();

	private DatagramSocket dns;

	/**
	 * Start a DNS server.
	 * @param answer makes the answer from the question; none if it is empty
	 */
	private void answer(UnaryOperator<byte[]> answer) throws IOException {
		DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
		this.dns = socket;
		Thread thread = new Thread(() -> {
			try {
				while (true) {
					DatagramPacket packet = new DatagramPacket(new byte[512], 512);
					socket.receive(packet);
					byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
					this.questions.add(ByteBufUtil.hexDump(question));
					byte[] reply = answer.apply(question);
					if (reply.length > 0) {
						socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
					}
				}
			}
			catch (SocketException ex) {
				assertThat(socket.isClosed()).isTrue();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	private static byte[] reply(byte[] question) {
		byte[] reply = question.clone();
		reply[2] |= (byte) 0x80;
		return reply;
	}

	@AfterEach
	void stop() {
		this.dns.close();
	}

	private MqttClient client(Duration responseTime) {
		return connect(ProtocolVersion.MQTT_3_1_1, (options) -> options.responseTime(responseTime)
			.wanCheck(new WanCheckOptions(new ServerAddress("127.0.0.1", this.dns.getLocalPort()), "a.example")));
	}

	@Test
	@Behaviour("S28")
	void anAnswerToTheQuestionIsEnough() throws IOException {
		answer(WanCheckTests::reply);
		assertThat(get(client(LONG).wanOk())).isTrue();
		assertThat(this.questions).singleElement()
			.asString()
			.endsWith("01000001000000000000" + "0161" + "076578616d706c65" + "00" + "00010001");
	}

	@Test
	@Behaviour("S28")
	void noAnswerInTheResponseTimeIsNo() throws IOException {
		answer((question) -> new byte[0]);
		assertThat(get(client(SHORT).wanOk())).isFalse();
		assertThat(this.questions).hasSize(1);
	}

	@Test
	@Behaviour("S28")
	void anAnswerToAnotherQuestionIsNone() throws IOException {
		answer((question) -> {
			byte[] reply = reply(question);
			reply[0]++;
			return reply;
		});
		assertThat(get(client(SHORT).wanOk())).isFalse();
		assertThat(this.questions).hasSize(1);
	}

	@Test
	@Behaviour("S28")
	void theQuestionSentBackIsNoAnswer() throws IOException {
		answer((question) -> question);
		assertThat(get(client(SHORT).wanOk())).isFalse();
		assertThat(this.questions).hasSize(1);
	}

	@Test
	@Behaviour("S28")
	void withoutTheBrokerNothingIsAsked() throws IOException {
		answer(WanCheckTests::reply);
		MqttClient client = client(LONG);
		get(client.disconnect());
		assertThat(get(client.wanOk())).isFalse();
		assertThat(this.questions).isEmpty();
	}

}
