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

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Splits the stream into packets. PUBLISH and its acknowledgements, which come by the
 * million, are decoded here and handed to their {@link Sink} directly; every other packet
 * goes on whole to Netty's decoder, in order with the rest. A packet longer than allowed
 * is refused by its header, before memory is set aside for it. Reading can be paused
 * between any two packets. One for each channel, on its event loop.
 */
final class PublishDecoder extends ByteToMessageDecoder {

	private static final byte[] NO_PAYLOAD = {};

	private static final int QOS_BITS = 0x06;

	private final ProtocolVersion version;

	private final int maximumPacketSize;

	private final TopicCache topics;

	private final ReceivedAliases aliases;

	private final boolean problemInformation;

	private @Nullable Sink sink;

	/** Packets read since they were last asked for. */
	private int packets;

	private boolean paused;

	/** Whether all that follows the packet at hand is dropped. */
	private boolean refused;

	/**
	 * Create the decoder of a channel.
	 * @param version the protocol version
	 * @param maximumPacketSize the longest packet accepted, in bytes
	 * @param options what the broker was told in CONNECT
	 * @param topics the topics received lately
	 */
	PublishDecoder(ProtocolVersion version, int maximumPacketSize, Mqtt5Options options, TopicCache topics) {
		this.version = version;
		this.aliases = new ReceivedAliases(options.topicAliasMaximum());
		this.problemInformation = options.requestProblemInformation();
		this.maximumPacketSize = maximumPacketSize;
		this.topics = topics;
	}

	/**
	 * Let publications in, once CONNACK has accepted the connection.
	 * @param sink who takes what is decoded
	 */
	void open(Sink sink) {
		this.sink = sink;
	}

	void close() { // the connection has ended
		this.refused = true;
	}

	/**
	 * Return how many packets were read since the last call.
	 * @return the count
	 */
	int takePackets() {
		int packets = this.packets;
		this.packets = 0;
		return packets;
	}

	/**
	 * Stop after the packet at hand.
	 */
	void pause() {
		this.paused = true;
	}

	/**
	 * Go on with what has been read already.
	 * @param context the context of this handler
	 */
	void resume(ChannelHandlerContext context) {
		this.paused = false;
		try {
			channelRead(context, Unpooled.EMPTY_BUFFER);
		}
		catch (Exception ex) {
			context.fireExceptionCaught(ex);
		}
		context.fireChannelReadComplete();
	}

	/**
	 * Not as inherited while paused: that would ask for more to read, because nothing was
	 * passed on.
	 */
	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		if (this.paused) {
			discardSomeReadBytes();
			context.fireChannelReadComplete();
		}
		else {
			super.channelReadComplete(context);
		}
	}

	/**
	 * Complete a packet of which the last read left the beginning, and decode the rest
	 * where it was read to. Inherited, all of it would be copied behind that beginning.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof ByteBuf in) {
			int missing = missing(internalBuffer());
			if (missing > 0 && missing < in.readableBytes()) {
				readFirst(context, in, missing);
				return;
			}
		}
		super.channelRead(context, message);
	}

	private void readFirst(ChannelHandlerContext context, ByteBuf in, int length) throws Exception {
		boolean goesOn = false;
		try {
			super.channelRead(context, in.readRetainedSlice(length));
			goesOn = !context.isRemoved(); // the packet may have ended the connection
		}
		finally {
			if (!goesOn) {
				in.release();
			}
		}
		if (goesOn) {
			super.channelRead(context, in);
		}
	}

	/**
	 * Return how much a packet lacks that has begun.
	 * @param begun what there is of it
	 * @return the number of bytes; not positive if there is none, it is complete or its
	 * length is not known yet
	 */
	private static int missing(ByteBuf begun) {
		int available = begun.readableBytes();
		return (available < 2) ? 0 : length(begun, begun.readerIndex(), available) - available;
	}

	/**
	 * Return how long a packet is.
	 * @param in where it is
	 * @param start where it begins
	 * @param available how many bytes there are, at least two
	 * @return the length with its header, or -1 if that is not complete
	 */
	private static int length(ByteBuf in, int start, int available) {
		int remaining = 0;
		int header = 1;
		byte next;
		do {
			if (header > 4) {
				return Integer.MAX_VALUE;
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

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.refused) {
			in.skipBytes(in.readableBytes());
		}
		while (out.isEmpty() && !this.paused && !this.refused) {
			int start = in.readerIndex();
			int available = in.readableBytes();
			if (available < 2) {
				return;
			}
			int length = length(in, start, available);
			if (length > this.maximumPacketSize) {
				throw refuse((length == Integer.MAX_VALUE)
						? ProtocolViolation.malformed("the remaining length has more than four bytes")
						: new ProtocolViolation(ReasonCode.PACKET_TOO_LARGE,
								"a packet of " + length + " bytes is longer than the " + this.maximumPacketSize
										+ " of mqtt.maximum-packet-size"));
			}
			if (length < 0 || length > available) {
				return;
			}
			packet(in, start, length, out);
		}
	}

	private void packet(ByteBuf in, int start, int length, List<Object> out) {
		int first = in.getByte(start) & 0xFF;
		int type = first >>> 4;
		if (type < PacketType.PUBLISH || type > PacketType.PUBCOMP) {
			requireNoFlags(type, first & 0x0F);
			this.packets++;
			out.add(in.readRetainedSlice(length));
			return;
		}
		Sink sink = this.sink;
		if (sink == null) {
			throw refuse(
					new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "packet type " + type + " came before CONNACK"));
		}
		int end = start + length;
		try {
			if (type == PacketType.PUBLISH && (first & QOS_BITS) != 0 && !sink.hasRoom()) {
				return; // reading is paused
			}
			int body = start + 2;
			while (in.getByte(body - 1) < 0) {
				body++;
			}
			in.readerIndex(body);
			if (type == PacketType.PUBLISH) {
				publish(sink, first, in, end);
			}
			else {
				ack(sink, first, in, end);
			}
		}
		catch (ProtocolViolation ex) {
			throw refuse(ex);
		}
		in.readerIndex(end);
		this.packets++;
	}

	/**
	 * Refuse reserved flags [MQTT-2.1.3-1] [MQTT-3.14.1-1] [MQTT-3.15.1-1], which Netty's
	 * decoder does not look at. What a broker never sends is refused elsewhere: it may be
	 * no MQTT at all.
	 * @param type the packet type
	 * @param flags its flags
	 */
	private void requireNoFlags(int type, int flags) {
		boolean sentByBrokers = switch (type) {
			case PacketType.CONNACK, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP, PacketType.DISCONNECT,
					PacketType.AUTH ->
				true;
			default -> false;
		};
		if (sentByBrokers && flags != 0) {
			throw refuse(ProtocolViolation
				.malformed("packet type %d with reserved flags 0x%X [MQTT-2.1.3-1]".formatted(type, flags)));
		}
	}

	private void publish(Sink sink, int first, ByteBuf in, int end) {
		int qos = first >>> 1 & 3;
		boolean duplicate = (first & 0x08) != 0;
		if (qos == 3 || (duplicate && qos == 0)) {
			throw ProtocolViolation
				.malformed("PUBLISH with flags 0x%X [MQTT-3.3.1-2] [MQTT-3.3.1-4]".formatted(first & 0x0F));
		}
		PacketReader.require(in, end, 2);
		int topicLength = in.readUnsignedShort();
		PacketReader.require(in, end, topicLength);
		boolean v5 = this.version == ProtocolVersion.MQTT_5;
		TopicCache.Topics named = (topicLength > 0 || !v5) ? this.topics.get(in, in.readerIndex(), topicLength) : null;
		in.skipBytes(topicLength);
		int packetId = (qos > 0) ? packetId(in, end) : 0;
		PublishProperties properties = v5 ? PacketReader.readPublishProperties(in, end, this.aliases)
				: PublishProperties.NONE;
		TopicCache.Topics topic = this.aliases.topic(named);
		int length = end - in.readerIndex();
		byte[] payload = NO_PAYLOAD;
		if (length > 0) {
			payload = new byte[length];
			in.readBytes(payload);
		}
		sink.publish(topic, MqttMessage.received(topic.name(), payload, QoS.of(qos), (first & 1) != 0, duplicate,
				packetId, properties), packetId);
	}

	private void ack(Sink sink, int first, ByteBuf in, int end) {
		int type = first >>> 4;
		int flags = first & 0x0F;
		if (flags != ((type == PacketType.PUBREL) ? 2 : 0)) {
			throw ProtocolViolation
				.malformed("packet type %d with reserved flags 0x%X [MQTT-2.1.3-1]".formatted(type, flags));
		}
		int packetId = packetId(in, end);
		if (in.readerIndex() == end) {
			sink.ack(type, packetId, 0, ReasonProperties.NONE);
			return;
		}
		if (this.version != ProtocolVersion.MQTT_5) {
			throw ProtocolViolation.malformed("packet type " + type + " is longer than two bytes");
		}
		int reasonCode = in.readUnsignedByte();
		if (!AckReason.isAllowed(type, reasonCode)) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"packet type %d with reason code 0x%02X, which it can't have [MQTT-3.4.2-1]".formatted(type,
							reasonCode));
		}
		ReasonProperties properties = (in.readerIndex() < end) ? PacketReader.readReasonProperties(in, end)
				: ReasonProperties.NONE;
		if (!this.problemInformation && !properties.isEmpty()) {
			throw ProtocolViolation.problemInformation("packet type " + type);
		}
		sink.ack(type, packetId, reasonCode, properties);
	}

	private static int packetId(ByteBuf in, int end) {
		PacketReader.require(in, end, 2);
		int packetId = in.readUnsignedShort();
		if (packetId == 0) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "a packet identifier is 0 [MQTT-2.2.1-3]");
		}
		return packetId;
	}

	/**
	 * Nothing is read any more from a stream that has been found broken.
	 * @param violation the violation
	 * @return the same violation
	 */
	private ProtocolViolation refuse(ProtocolViolation violation) {
		this.refused = true;
		return violation;
	}

	/**
	 * Takes what has been decoded.
	 */
	interface Sink {

		/**
		 * A PUBLISH of QoS 1 or 2 is there to be decoded.
		 * @return {@code false} if it has to wait, in which case the decoder has been
		 * {@linkplain #pause() paused}
		 */
		boolean hasRoom();

		/**
		 * A PUBLISH arrived.
		 * @param topic its topic
		 * @param message the message
		 * @param packetId its Packet Identifier, 0 for QoS 0
		 */
		void publish(TopicCache.Topics topic, MqttMessage message, int packetId);

		/**
		 * A PUBACK, PUBREC, PUBREL or PUBCOMP arrived.
		 * @param type which of them, a {@link PacketType}
		 * @param packetId its Packet Identifier
		 * @param reasonCode its Reason Code, 0 under 3.1.1
		 * @param properties its properties
		 */
		void ack(int type, int packetId, int reasonCode, ReasonProperties properties);

	}

}
