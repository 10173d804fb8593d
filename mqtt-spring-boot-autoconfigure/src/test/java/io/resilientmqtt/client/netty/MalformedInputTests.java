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

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker is not trusted: half a million mutated packets of each protocol version do no
 * more than end the connection with a cause that blames the broker, after which the
 * client connects again; and no buffer is left behind.
 */
class MalformedInputTests {

	private static final Logger logger = LoggerFactory.getLogger(MalformedInputTests.class);

	/** Of the client, which logs the beginning and end of each connection. */
	private static final ch.qos.logback.classic.Logger connections = (ch.qos.logback.classic.Logger) LoggerFactory
		.getLogger("io.resilientmqtt.client");

	/** So few that they are sent again on each connection without taking all the time. */
	private static final PublishOptions FEW = new PublishOptions(20, Integer.MAX_VALUE, Overflow.DROP_OLDEST,
			Duration.ofSeconds(1), null, 10);

	private static final int PACKETS = 500_000;

	private final long seed = Long.getLong("fuzz.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	@BeforeEach
	void beQuiet() {
		connections.setLevel(Level.ERROR);
	}

	@AfterEach
	void beNormal() {
		connections.setLevel(null);
	}

	@ParameterizedTest
	@EnumSource
	void mutatedPacketsEndTheConnectionAtMost(ProtocolVersion version) {
		logger.info("Repeat with -Dfuzz.seed={}", this.seed);
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(version)
			.maximumPacketSize(64 * 1024)
			.publish(FEW)
			.reconnect(new ReconnectOptions(Duration.ofMillis(10), Duration.ofMillis(10), 1, 0, Duration.ZERO)));
		int[] received = new int[1];
		Receiver receiver = new Receiver("test", Set.of(TopicFilter.of("#")), (message, acknowledgement) -> {
			received[0] += message.payloadAsString().length();
			acknowledgement.acknowledge();
		}, 1024, Receiver.Overflow.BACKPRESSURE, null);
		client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
		}, () -> {
		}));
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("#", QoS.EXACTLY_ONCE)), new CompletableFuture<>());
		connect(client, version);
		int connections = 1;
		for (int i = 0; i < PACKETS; i++) {
			client.receive(mutate(packet(version)));
			client.sent();
			if (client.isClosed()) {
				assertBlamesTheBroker(client.events);
			}
			else if (this.random.nextInt(20) == 0) { // what a wrong length has swallowed
				client.closeConnection();
			}
			if (client.isClosed()) {
				client.forgetHistory();
				client.pass(Duration.ofMillis(10));
				connect(client, version);
				connections++;
			}
			if (i % 50 == 0) {
				client.publish(QoS.of(1 + i % 2));
			}
		}
		client.supervisor.close();
		client.sent();
		logger.info("{} packets, {} connections, {} characters received", PACKETS, connections, received[0]);
		assertThat(connections).isBetween(1_000, PACKETS);
		assertThat(received[0]).isGreaterThan(PACKETS / 100);
		assertThat(client.buffersInUse()).isZero();
	}

	@Test
	void whatCameBeforeAViolationIsReceivedAndSoIsWhatComesOnTheNextConnection() {
		VirtualClient client = new VirtualClient((options) -> options
			.reconnect(new ReconnectOptions(Duration.ofMillis(10), Duration.ofMillis(10), 1, 0, Duration.ZERO)));
		List<String> received = new ArrayList<>();
		Receiver receiver = Receiver.of("test", List.of("#"), (message, acknowledgement) -> {
			received.add(message.payloadAsString());
			acknowledgement.acknowledge();
		});
		client.context.inboxes().add(new Inbox(receiver, Runnable::run, client.context.loop(), () -> {
		}, () -> {
		}));
		connect(client, ProtocolVersion.MQTT_3_1_1);
		client.receive(0x30, 4, 0, 1, 't', '1', 0x36, 4, 0, 1, 't', 'x');
		assertThat(client.isClosed()).isTrue();
		assertThat(received).containsExactly("1");
		client.pass(Duration.ofMillis(10));
		connect(client, ProtocolVersion.MQTT_3_1_1);
		client.receive(0x30, 4, 0, 1, 't', '2');
		assertThat(received).containsExactly("1", "2");
	}

	private static void connect(VirtualClient client, ProtocolVersion version) {
		client.accept();
		client.receive(
				(version == ProtocolVersion.MQTT_5) ? new int[] { 0x20, 3, 0, 0, 0 } : new int[] { 0x20, 2, 0, 0 });
		client.sent();
		assertThat(client.isClosed()).isFalse();
	}

	private static void assertBlamesTheBroker(List<ConnectionEvent> events) {
		for (ConnectionEvent event : events) {
			if (event instanceof ConnectionEvent.Down down) {
				assertThat(down.cause().type()).as(down.cause().toString()).isIn(Type.PROTOCOL, Type.BROKER);
			}
			else if (event instanceof ConnectionEvent.ConnectFailed failed) {
				assertThat(failed.cause().type()).as(failed.cause().toString()).isIn(Type.PROTOCOL, Type.BROKER);
			}
		}
	}

	private byte[] packet(ProtocolVersion version) {
		boolean five = version == ProtocolVersion.MQTT_5;
		int id = 1 + this.random.nextInt(20);
		int qos = this.random.nextInt(3);
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int type = 2 + this.random.nextInt(13);
		switch (type) {
			case PacketType.PUBLISH -> {
				body.writeBytes(new byte[] { 0, 3, 'a', '/', 'b' });
				if (qos > 0) {
					body.writeBytes(new byte[] { 0, (byte) id });
				}
				if (five) {
					body.writeBytes(new byte[] { 7, 0x26, 0, 1, 'k', 0, 1, 'v' });
				}
				body.writeBytes(new byte[this.random.nextInt(50)]);
				return frame(type << 4 | qos << 1, body);
			}
			case 13 -> {
				return frame(type << 4, body);
			}
			case 14 -> {
				body.writeBytes(five ? new byte[] { (byte) this.random.nextInt(256) } : new byte[0]);
				return frame(type << 4, body);
			}
			case 9 -> body.writeBytes(five ? new byte[] { 0, (byte) id, 0, 1 } : new byte[] { 0, (byte) id, 1 });
			case 11 -> body.writeBytes(five ? new byte[] { 0, (byte) id, 0, 0 } : new byte[] { 0, (byte) id });
			default -> body.writeBytes(new byte[] { 0, (byte) id });
		}
		return frame(type << 4 | ((type == PacketType.PUBREL) ? 2 : 0), body);
	}

	private static byte[] frame(int first, ByteArrayOutputStream body) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(first);
		frame.write(body.size());
		frame.writeBytes(body.toByteArray());
		return frame.toByteArray();
	}

	/**
	 * Change a packet, more often than not behind its header, so that its length stays
	 * right.
	 */
	private byte[] mutate(byte[] packet) {
		if (packet.length == 2 || this.random.nextInt(8) == 0) {
			return mutateAnywhere(packet);
		}
		byte[] body = mutateAnywhere(Arrays.copyOfRange(packet, 2, packet.length));
		ByteArrayOutputStream mutated = new ByteArrayOutputStream();
		mutated.writeBytes(body);
		return frame(packet[0], mutated);
	}

	private byte[] mutateAnywhere(byte[] packet) {
		int mutations = this.random.nextInt(4);
		byte[] mutated = packet;
		for (int i = 0; i < mutations; i++) {
			int at = this.random.nextInt(mutated.length);
			mutated = switch (this.random.nextInt(5)) {
				case 0 -> with(mutated, at, mutated[at] ^ 1 << this.random.nextInt(8));
				case 1 -> with(mutated, at, this.random.nextInt(256));
				case 2 -> with(mutated, at, 0xFF);
				case 3 -> Arrays.copyOf(mutated, at + 1);
				default -> inserted(mutated, at, this.random.nextInt(256));
			};
		}
		return mutated;
	}

	private static byte[] with(byte[] bytes, int at, int value) {
		byte[] changed = bytes.clone();
		changed[at] = (byte) value;
		return changed;
	}

	private static byte[] inserted(byte[] bytes, int at, int value) {
		byte[] longer = new byte[bytes.length + 1];
		IntStream.range(0, longer.length)
			.forEach((i) -> longer[i] = (i == at) ? (byte) value : bytes[(i < at) ? i : i - 1]);
		return longer;
	}

}
