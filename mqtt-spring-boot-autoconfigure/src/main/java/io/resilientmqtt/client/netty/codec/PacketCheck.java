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

import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.util.ReferenceCountUtil;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.ReasonCode;

/**
 * Refuses what Netty's decoder would let through or could not name: Reason Codes that do
 * not belong to the packet, and in MQTT 5 properties that do not belong to it, come
 * twice, are no UTF-8, have a value that is not allowed or are longer than the packet.
 * Sees the packets whole, before that decoder. Stateless.
 */
@Sharable
public final class PacketCheck extends ChannelInboundHandlerAdapter {

	private static final PacketCheck OF_MQTT_3_1_1 = new PacketCheck(false, true);

	private static final PacketCheck ALL = new PacketCheck(true, true);

	private static final PacketCheck NO_PROBLEM_INFORMATION = new PacketCheck(true, false);

	private static final Set<Integer> OF_CONNACK = Set.of(MqttProperties.SESSION_EXPIRY_INTERVAL,
			MqttProperties.RECEIVE_MAXIMUM, MqttProperties.MAXIMUM_QOS, MqttProperties.RETAIN_AVAILABLE,
			MqttProperties.MAXIMUM_PACKET_SIZE, MqttProperties.ASSIGNED_CLIENT_IDENTIFIER,
			MqttProperties.TOPIC_ALIAS_MAXIMUM, MqttProperties.REASON_STRING, MqttProperties.USER_PROPERTY,
			MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
			MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, MqttProperties.SERVER_KEEP_ALIVE,
			MqttProperties.RESPONSE_INFORMATION, MqttProperties.SERVER_REFERENCE, MqttProperties.AUTHENTICATION_METHOD,
			MqttProperties.AUTHENTICATION_DATA);

	private static final Set<Integer> OF_SUBACK = Set.of(MqttProperties.REASON_STRING, MqttProperties.USER_PROPERTY);

	/** A server must not send a Session Expiry Interval [MQTT-3.14.2-2]. */
	private static final Set<Integer> OF_DISCONNECT = Set.of(MqttProperties.REASON_STRING, MqttProperties.USER_PROPERTY,
			MqttProperties.SERVER_REFERENCE);

	private static final Set<Integer> OF_AUTH = Set.of(MqttProperties.AUTHENTICATION_METHOD,
			MqttProperties.AUTHENTICATION_DATA, MqttProperties.REASON_STRING, MqttProperties.USER_PROPERTY);

	/** Of the return codes of MQTT 3.1.1 [MQTT 3.1.1, 3.2.2.3]. */
	private static final int HIGHEST_RETURN_CODE = 5;

	/** The return code of MQTT 3.1.1, which no packet of MQTT 5 has in CONNACK. */
	private static final int UNACCEPTABLE_VERSION = 1;

	private final boolean v5;

	/** May the broker explain itself anywhere but in CONNACK and DISCONNECT? */
	private final boolean problemInformation;

	private PacketCheck(boolean v5, boolean problemInformation) {
		this.v5 = v5;
		this.problemInformation = problemInformation;
	}

	/**
	 * Return the check of a connection.
	 * @param version its protocol version
	 * @param problemInformation the Request Problem Information of CONNECT
	 * @return the check
	 */
	public static PacketCheck of(ProtocolVersion version, boolean problemInformation) {
		if (version != ProtocolVersion.MQTT_5) {
			return OF_MQTT_3_1_1;
		}
		return problemInformation ? ALL : NO_PROBLEM_INFORMATION;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf packet) {
			try {
				check(packet.slice());
			}
			catch (ProtocolViolation ex) {
				ReferenceCountUtil.release(message);
				throw ex;
			}
		}
		context.fireChannelRead(message);
	}

	private void check(ByteBuf packet) {
		int type = packet.readUnsignedByte() >>> 4;
		PacketReader.readVarInt(packet, packet.writerIndex()); // the Remaining Length
		switch (type) {
			case PacketType.CONNACK -> checkConnack(packet);
			case PacketType.SUBACK, PacketType.UNSUBACK -> checkAnswer(type, packet);
			case PacketType.DISCONNECT -> checkReasonPacket(type, packet, OF_DISCONNECT);
			case PacketType.AUTH -> requireNoProblemInformation("AUTH", checkReasonPacket(type, packet, OF_AUTH));
			default -> {
			}
		}
	}

	/**
	 * A CONNACK has at least three bytes in MQTT 5 and exactly two in MQTT 3.1.1, in
	 * which a server answers that knows nothing newer.
	 * @param packet positioned at the flags
	 */
	private void checkConnack(ByteBuf packet) {
		int flags = packet.readUnsignedByte();
		int code = packet.readUnsignedByte();
		if (this.v5 && !packet.isReadable()) {
			throw new ProtocolViolation(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
					"it answered in MQTT 3.1.1, return code " + code);
		}
		if (this.v5 && code == UNACCEPTABLE_VERSION) { // as Moquette puts it
			throw new ProtocolViolation(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
					"it answered with return code 1 of MQTT 3.1.1");
		}
		if ((flags & 0xFE) != 0) {
			throw ProtocolViolation.malformed("CONNACK with reserved flags 0x%02X".formatted(flags));
		}
		if (this.v5) {
			AllowedReasonCodes.check(PacketType.CONNACK, code);
			checkAll("CONNACK", packet, OF_CONNACK);
		}
		else if (code > HIGHEST_RETURN_CODE) {
			throw ProtocolViolation.reservedReturnCode(code);
		}
	}

	private void checkAnswer(int type, ByteBuf packet) {
		packet.skipBytes(2); // the Packet Identifier
		if (this.v5) {
			String name = FixedHeader.name(type);
			requireNoProblemInformation(name, checkProperties(name, packet, OF_SUBACK));
		}
		while (packet.isReadable()) {
			AllowedReasonCodes.check(type, packet.readUnsignedByte());
		}
	}

	/**
	 * Check a packet of a Reason Code and properties, both of which may be left out.
	 * @param type its type
	 * @param packet positioned at the Reason Code
	 * @param allowed which properties it may have
	 * @return which it has, one bit each
	 */
	private long checkReasonPacket(int type, ByteBuf packet, Set<Integer> allowed) {
		if (!this.v5) {
			return 0; // which has none; that is told where CONNACK is awaited
		}
		if (packet.isReadable()) {
			AllowedReasonCodes.check(type, packet.readUnsignedByte());
		}
		return packet.isReadable() ? checkAll(FixedHeader.name(type), packet, allowed) : 0;
	}

	private void requireNoProblemInformation(String name, long properties) {
		long explanations = 1L << MqttProperties.REASON_STRING | 1L << MqttProperties.USER_PROPERTY;
		if (!this.problemInformation && (properties & explanations) != 0) {
			throw ProtocolViolation.problemInformation(name);
		}
	}

	private static long checkAll(String name, ByteBuf packet, Set<Integer> allowed) {
		long seen = checkProperties(name, packet, allowed);
		if (packet.isReadable()) {
			throw ProtocolViolation.malformed(name + " goes on after its properties");
		}
		return seen;
	}

	/**
	 * Check the properties of a packet.
	 * @param name the packet
	 * @param packet positioned at the Property Length, behind the properties afterwards
	 * @param allowed which it may have
	 * @return which it has, one bit each
	 */
	private static long checkProperties(String name, ByteBuf packet, Set<Integer> allowed) {
		int length = PacketReader.readVarInt(packet, packet.writerIndex());
		PacketReader.require(packet, packet.writerIndex(), length);
		int end = packet.readerIndex() + length;
		long seen = 0;
		int userProperties = 0;
		while (packet.readerIndex() < end) {
			int id = packet.readUnsignedByte();
			if (!allowed.contains(id)) {
				throw ProtocolViolation.malformed("%s with property 0x%02X, which it can't have".formatted(name, id));
			}
			if (id != MqttProperties.USER_PROPERTY && (seen & 1L << id) != 0) {
				throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
						"%s with property 0x%02X twice".formatted(name, id));
			}
			if (id == MqttProperties.USER_PROPERTY && ++userProperties > PacketReader.MAX_USER_PROPERTIES) {
				throw PacketReader.tooManyUserProperties(name);
			}
			seen |= 1L << id;
			checkValue(name, id, packet, end);
		}
		return seen;
	}

	private static void checkValue(String name, int id, ByteBuf packet, int end) {
		switch (id) {
			case MqttProperties.SESSION_EXPIRY_INTERVAL, MqttProperties.MAXIMUM_PACKET_SIZE -> skip(packet, end, 4);
			case MqttProperties.RECEIVE_MAXIMUM, MqttProperties.TOPIC_ALIAS_MAXIMUM, MqttProperties.SERVER_KEEP_ALIVE ->
				skip(packet, end, 2);
			case MqttProperties.MAXIMUM_QOS, MqttProperties.RETAIN_AVAILABLE,
					MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
					MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE -> {
				PacketReader.require(packet, end, 1);
				int value = packet.readUnsignedByte();
				if (value > 1) {
					throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
							"%s with %d for property 0x%02X; 0 or 1 expected".formatted(name, value, id));
				}
			}
			case MqttProperties.AUTHENTICATION_DATA -> PacketReader.readBytes(packet, end);
			case MqttProperties.USER_PROPERTY -> {
				PacketReader.readString(packet, end);
				PacketReader.readString(packet, end);
			}
			default -> PacketReader.readString(packet, end);
		}
	}

	private static void skip(ByteBuf packet, int end, int length) {
		PacketReader.require(packet, end, length);
		packet.skipBytes(length);
	}

}
