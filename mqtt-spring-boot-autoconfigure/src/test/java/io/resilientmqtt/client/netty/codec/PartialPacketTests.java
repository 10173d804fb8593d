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

package io.resilientmqtt.client.netty.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProtocolVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A packet that comes in several reads is put together, and what comes behind it is
 * decoded where it was read to.
 */
class PartialPacketTests {

	private static final byte[] PINGRESP = { (byte) 0xD0, 0 };

	private final PacketDecoder decoder = new PacketDecoder(ProtocolVersion.MQTT_3_1_1, 1024,
			Mqtt5Options.builder().build(), new TopicCache());

	private final EmbeddedChannel channel = new EmbeddedChannel(this.decoder);

	private final List<String> received = new ArrayList<>();

	PartialPacketTests() {
		this.decoder.open((PublishSink) (topic, message, packetId) -> this.received.add(message.payloadAsString()));
	}

	@Test
	void packetsArriveWhereverTheStreamIsCut() {
		String text = "x".repeat(200);
		byte[] stream = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(publish(text), publish("2"), publish("3")));
		for (int cut = 1; cut < stream.length; cut++) {
			this.received.clear();
			ByteBuf first = Unpooled.copiedBuffer(stream, 0, cut);
			ByteBuf second = Unpooled.copiedBuffer(stream, cut, stream.length - cut);
			this.channel.writeInbound(first);
			this.channel.writeInbound(second);
			assertThat(this.received).as("cut at %d", cut).containsExactly(text, "2", "3");
			assertThat(first.refCnt() + second.refCnt()).as("cut at %d", cut).isZero();
		}
	}

	@Test
	void aPacketArrivesByteForByte() {
		for (byte next : ByteBufUtil.getBytes(publish("x".repeat(200)))) {
			this.channel.writeInbound(Unpooled.copiedBuffer(new byte[] { next }));
		}
		assertThat(this.received).containsExactly("x".repeat(200));
	}

	@Test
	void whatComesBehindAPartialPacketIsNotCopied() {
		byte[] publish = ByteBufUtil.getBytes(publish("1"));
		this.channel.writeInbound(Unpooled.copiedBuffer(publish, 0, 4));
		ByteBuf read = Unpooled.copiedBuffer(Unpooled.wrappedBuffer(publish, 4, publish.length - 4),
				Unpooled.wrappedBuffer(PINGRESP));
		this.channel.writeInbound(read);
		assertThat(this.received).containsExactly("1");
		ByteBuf pingresp = this.channel.readInbound();
		assertThat(pingresp.unwrap()).isSameAs(read);
		pingresp.release();
		assertThat(read.refCnt()).isZero();
	}

	@Test
	void nothingIsKeptOfAReadWhoseBeginningIsRefused() {
		byte[] publish = ByteBufUtil.getBytes(publish("1"));
		publish[0] = 0x36; // QoS 3
		this.channel.writeInbound(Unpooled.copiedBuffer(publish, 0, 4));
		ByteBuf read = Unpooled.copiedBuffer(Unpooled.wrappedBuffer(publish, 4, publish.length - 4), publish("2"));
		assertThatExceptionOfType(DecoderException.class).isThrownBy(() -> this.channel.writeInbound(read))
			.withMessageContaining("PUBLISH with flags 0x6");
		assertThat(read.refCnt()).isZero();
		assertThat(this.received).isEmpty();
	}

	private static ByteBuf publish(String payload) {
		ByteBuf packet = Unpooled.buffer().writeByte(0x30);
		int remaining = 3 + payload.length();
		if (remaining >= 128) {
			packet.writeByte(remaining & 0x7F | 0x80).writeByte(remaining >>> 7);
		}
		else {
			packet.writeByte(remaining);
		}
		packet.writeShort(1).writeByte('a').writeBytes(payload.getBytes(StandardCharsets.US_ASCII));
		return packet;
	}

}
