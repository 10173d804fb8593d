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

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessageType;

/**
 * Names the packets of a stream of bytes: type, Packet Identifier, flags of PUBLISH,
 * Reason Code of an acknowledgement, length; never a topic, a payload or a property. Of
 * what is no MQTT it says so, once. Keeps the beginning of a packet of which the rest is
 * still to come. For use by one thread.
 */
public final class PacketLog {

	/** As much of a packet as says what it is. */
	private static final int HEAD = 5 + 2 + 65_535 + 2;

	private final Consumer<String> log;

	private ByteBuf head = Unpooled.EMPTY_BUFFER;

	/** How many bytes of the packet at hand are still to be skipped. */
	private int skip;

	private boolean lost;

	/**
	 * Create a log.
	 * @param log takes one line for each packet
	 */
	public PacketLog(Consumer<String> log) {
		this.log = log;
	}

	/**
	 * Bytes pass.
	 * @param bytes the bytes, which are left as they are
	 */
	public void bytes(ByteBuf bytes) {
		ByteBuf in = Unpooled.wrappedBuffer(this.head, Unpooled.copiedBuffer(bytes));
		this.head = Unpooled.EMPTY_BUFFER;
		while (in.isReadable() && !this.lost) {
			int skipped = Math.min(this.skip, in.readableBytes());
			in.skipBytes(skipped);
			this.skip -= skipped;
			if (in.isReadable() && !packet(in)) {
				this.head = Unpooled.copiedBuffer(in);
				return;
			}
		}
	}

	/**
	 * Log a packet.
	 * @param in positioned at its first byte, and behind it afterwards
	 * @return {@code false} if more of it is needed
	 */
	private boolean packet(ByteBuf in) {
		int start = in.readerIndex();
		int first = in.getUnsignedByte(start);
		int header = 1;
		int remaining = 0;
		byte next;
		do {
			if (header > in.readableBytes() - 1) {
				return false;
			}
			if (header > 4) {
				this.lost = true;
				this.log.accept("something that is no MQTT");
				return true;
			}
			next = in.getByte(start + header);
			remaining |= (next & 0x7F) << (7 * (header - 1));
			header++;
		}
		while (next < 0);
		int head = Math.min(header + remaining, HEAD);
		if (in.readableBytes() < head) {
			return false;
		}
		this.log.accept(describe(first, in.slice(start + header, head - header), header + remaining));
		this.skip = header + remaining;
		return true;
	}

	private static String describe(int first, ByteBuf body, int length) {
		int type = first >>> 4;
		if (type == 0) {
			return "packet of type 0, " + length + " bytes";
		}
		String name = MqttMessageType.valueOf(type).name();
		String rest = ", " + length + " bytes";
		if (type == PacketType.PUBLISH) {
			int qos = first >>> 1 & 3;
			return name + id((qos > 0 && body.readableBytes() >= 2) ? 2 + body.getUnsignedShort(0) : -1, body) + " QoS "
					+ qos + (((first & 0x08) != 0) ? " DUP" : "") + (((first & 0x01) != 0) ? " RETAIN" : "") + rest;
		}
		if (type >= PacketType.PUBACK && type <= PacketType.PUBCOMP) {
			return name + id(0, body) + ((body.readableBytes() > 2) ? reason(body.getUnsignedByte(2)) : "") + rest;
		}
		return switch (type) {
			case PacketType.CONNACK ->
				name + ((body.readableBytes() > 1) ? reason(body.getUnsignedByte(1)) : "") + rest;
			case PacketType.DISCONNECT, PacketType.AUTH ->
				name + (body.isReadable() ? reason(body.getUnsignedByte(0)) : "") + rest;
			case PacketType.SUBSCRIBE, PacketType.SUBACK, PacketType.UNSUBSCRIBE, PacketType.UNSUBACK ->
				name + id(0, body) + rest;
			default -> name + rest;
		};
	}

	private static String id(int index, ByteBuf body) {
		return (index >= 0 && index + 2 <= body.readableBytes()) ? " " + body.getUnsignedShort(index) : "";
	}

	private static String reason(int code) {
		return " 0x%02X".formatted(code);
	}

}
