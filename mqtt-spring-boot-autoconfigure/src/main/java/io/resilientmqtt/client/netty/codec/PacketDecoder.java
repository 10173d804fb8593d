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

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.MqttMessage;
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
public final class PacketDecoder extends ByteToMessageDecoder {

	private static final int QOS_BITS = 0x06;

	private final ProtocolVersion version;

	private final int maximumPacketSize;

	private final PublishReader reader;

	private @Nullable Sink sink;

	/** Packets read since they were last asked for. */
	private int packets;

	/** Whether bytes have come since that was last asked for. */
	private boolean received;

	/** How many bytes of a packet that is not complete there were then. */
	private int begun;

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
	public PacketDecoder(ProtocolVersion version, int maximumPacketSize, Mqtt5Options options, TopicCache topics) {
		this.version = version;
		this.maximumPacketSize = maximumPacketSize;
		this.reader = new PublishReader(version, options, topics);
	}

	/**
	 * Let publications in, once CONNACK has accepted the connection.
	 * @param sink who takes what is decoded
	 */
	public void open(Sink sink) {
		this.sink = sink;
	}

	public void close() { // the connection has ended
		this.refused = true;
	}

	/**
	 * Return how many packets were read since the last call.
	 * @return the count
	 */
	public int takePackets() {
		int packets = this.packets;
		this.packets = 0;
		return packets;
	}

	/**
	 * Return whether anything was read since the last call, be it a part of a packet.
	 * What TLS and a WebSocket say to each other does not count.
	 * @return whether there was a byte of MQTT
	 */
	public boolean takeReceived() {
		boolean received = this.received;
		this.received = false;
		return received;
	}

	/**
	 * Return whether nothing has come since the last call but one more part of a packet,
	 * behind which everything else has to wait. To be called before
	 * {@link #takePackets()}.
	 * @return whether a packet takes several reads
	 */
	public boolean takeGrown() {
		int before = this.begun;
		this.begun = internalBuffer().readableBytes();
		return this.packets == 0 && this.begun > before && before > 0;
	}

	/**
	 * Stop after the packet at hand.
	 */
	public void pause() {
		this.paused = true;
	}

	/**
	 * Go on with what has been read already.
	 * @param context the context of this handler
	 */
	public void resume(ChannelHandlerContext context) {
		this.paused = false;
		this.received |= internalBuffer().isReadable();
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
			this.received |= in.isReadable();
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
		return (available < 2) ? 0 : FixedHeader.packetLength(begun, begun.readerIndex(), available) - available;
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
			int length = FixedHeader.packetLength(in, start, available);
			if (length > this.maximumPacketSize) {
				throw refuse((length == FixedHeader.MALFORMED_LENGTH)
						? ProtocolViolation.malformed("the remaining length has more than four bytes")
						: new ProtocolViolation(ReasonCode.PACKET_TOO_LARGE,
								OversizedPacket.describe(in, start, available, length) + " is longer than the "
										+ this.maximumPacketSize + " of mqtt.maximum-packet-size"
										+ ((this.version == ProtocolVersion.MQTT_5) ? ""
												: ", which MQTT 3.1.1 can't tell a broker: raise that")));
			}
			if (length < 0) {
				return;
			}
			checkHeader(in.getByte(start) & 0xFF, start + length - FixedHeader.end(in, start));
			if (length > available) {
				return;
			}
			packet(in, start, length, out);
		}
	}

	/**
	 * Refuse a packet that begins as none may. A type that brokers never send is refused
	 * elsewhere as long as CONNACK is awaited: it may be no MQTT at all.
	 * @param first the first byte
	 * @param remaining the Remaining Length
	 */
	private void checkHeader(int first, int remaining) {
		int type = first >>> 4;
		if (this.sink == null) {
			if (isPublishOrAck(type)) {
				throw refuse(new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
						"packet type " + type + " came before CONNACK"));
			}
			if (!FixedHeader.isSentByBrokers(this.version, type)) {
				return;
			}
		}
		try {
			FixedHeader.check(this.version, first, remaining);
		}
		catch (ProtocolViolation ex) {
			throw refuse(ex);
		}
	}

	private static boolean isPublishOrAck(int type) {
		return type >= PacketType.PUBLISH && type <= PacketType.PUBCOMP;
	}

	private void packet(ByteBuf in, int start, int length, List<Object> out) {
		int first = in.getByte(start) & 0xFF;
		int type = first >>> 4;
		Sink sink = this.sink;
		if (sink == null || !isPublishOrAck(type)) {
			this.packets++;
			out.add(in.readRetainedSlice(length));
			return;
		}
		int end = start + length;
		try {
			if (type == PacketType.PUBLISH && (first & QOS_BITS) != 0 && !sink.hasRoom()) {
				return; // reading is paused
			}
			in.readerIndex(FixedHeader.end(in, start));
			if (type == PacketType.PUBLISH) {
				this.reader.publish(sink, first, in, end);
			}
			else {
				this.reader.ack(sink, type, in, end);
			}
		}
		catch (ProtocolViolation ex) {
			throw refuse(ex);
		}
		in.readerIndex(end);
		this.packets++;
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
	public interface Sink {

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
		void publish(ReceivedTopic topic, MqttMessage message, int packetId);

		/**
		 * A PUBLISH arrived that is not to be taken.
		 * @param qos its QoS
		 * @param packetId its Packet Identifier, 0 for QoS 0
		 * @param reason why
		 */
		void refuse(QoS qos, int packetId, AckReason reason);

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
