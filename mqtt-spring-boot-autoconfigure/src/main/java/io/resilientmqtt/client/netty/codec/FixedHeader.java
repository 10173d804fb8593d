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

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.ReasonCode;

/**
 * What the fixed header of a packet says and what it may not say when a broker sent it
 * [MQTT 5, 2.1]: a type that is the client's alone, reserved flags, a length that the
 * packet can't have. It is refused before the rest of the packet has come. Stateless.
 */
public final class FixedHeader {

	/** Of a Remaining Length of more than four bytes. */
	static final int MALFORMED_LENGTH = Integer.MAX_VALUE;

	private static final int ID = 2;

	private FixedHeader() {
	}

	/**
	 * Return how long a packet is.
	 * @param in where it is
	 * @param start where it begins
	 * @param available how many bytes there are, at least two
	 * @return the length with its header, or -1 if that is not complete, or
	 * {@link #MALFORMED_LENGTH}
	 */
	static int packetLength(ByteBuf in, int start, int available) {
		int remaining = 0;
		int header = 1;
		byte next;
		do {
			if (header > 4) {
				return MALFORMED_LENGTH;
			}
			if (header == available) {
				return -1;
			}
			next = in.getByte(start + header);
			remaining |= (next & 0x7F) << (7 * (header - 1));
			header++;
		}
		while (next < 0);
		return header + remaining;
	}

	/**
	 * Return where the header of a packet ends.
	 * @param in where it is
	 * @param start where it begins
	 * @return the index of the first byte behind the Remaining Length, which is complete
	 */
	public static int end(ByteBuf in, int start) {
		int end = start + 2;
		while (in.getByte(end - 1) < 0) {
			end++;
		}
		return end;
	}

	/**
	 * Return whether a broker may send packets of a type.
	 * @param version the protocol version
	 * @param type the type
	 * @return {@code false} if it is reserved or only clients send it
	 */
	static boolean isSentByBrokers(ProtocolVersion version, int type) {
		return switch (type) {
			case PacketType.CONNACK, PacketType.PUBLISH, PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL,
					PacketType.PUBCOMP, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP ->
				true;
			case PacketType.DISCONNECT, PacketType.AUTH -> version == ProtocolVersion.MQTT_5;
			default -> false;
		};
	}

	/**
	 * Refuse what no broker may send.
	 * @param version the protocol version
	 * @param first the first byte of the packet
	 * @param remaining its Remaining Length
	 * @throws ProtocolViolation if no packet may begin like that
	 */
	static void check(ProtocolVersion version, int first, int remaining) {
		int type = first >>> 4;
		if (!isSentByBrokers(version, type)) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"it sent " + name(type) + ", which a broker must not send in MQTT " + version);
		}
		if (type == PacketType.PUBLISH) { // whose flags and length mean something
			return;
		}
		if ((first & 0x0F) != ((type == PacketType.PUBREL) ? 2 : 0)) {
			throw ProtocolViolation
				.malformed("%s with reserved flags 0x%X [MQTT-2.1.3-1]".formatted(name(type), first & 0x0F));
		}
		checkLength(version, type, remaining);
	}

	private static void checkLength(ProtocolVersion version, int type, int remaining) {
		boolean v5 = version == ProtocolVersion.MQTT_5;
		int shortest = shortest(type, v5);
		boolean longer = v5 ? type != PacketType.PINGRESP : type == PacketType.SUBACK;
		if (remaining < shortest || (remaining > shortest && !longer)) {
			String hint = (type == PacketType.CONNACK && remaining > shortest)
					? "; does it speak MQTT 5 only? mqtt.protocol-version=auto tries 5 first" : "";
			throw ProtocolViolation.malformed("%s with a remaining length of %d; %s%d expected in MQTT %s%s"
				.formatted(name(type), remaining, longer ? "at least " : "", shortest, version, hint));
		}
	}

	private static int shortest(int type, boolean v5) {
		return switch (type) {
			case PacketType.SUBACK -> v5 ? ID + 2 : ID + 1; // a Reason Code at least
			case PacketType.UNSUBACK -> v5 ? ID + 1 : ID; // one without a Reason Code can
															// be read
			case PacketType.PINGRESP, PacketType.DISCONNECT, PacketType.AUTH -> 0;
			default -> ID; // a CONNACK of 3.1.1 is told as such where MQTT 5 is spoken
		};
	}

	/**
	 * Return what people call a packet type.
	 * @param type 0 to 15
	 * @return its name
	 */
	static String name(int type) {
		return (type == 0) ? "a packet of type 0" : MqttMessageType.valueOf(type).name();
	}

}
