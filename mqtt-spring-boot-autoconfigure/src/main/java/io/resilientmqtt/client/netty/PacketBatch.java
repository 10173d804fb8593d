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

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.netty.codec.PublishEncoder;
import io.resilientmqtt.client.netty.codec.TopicAliases;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the packets written in one go, so that they leave in one write and one flush
 * (behaviour S38). One for each connection, on its event loop.
 */
final class PacketBatch {

	/**
	 * Length of the longest buffer: the longest one that Netty keeps for the thread that
	 * releases it, which makes it cheap to get again.
	 */
	private static final int LONGEST = 32 * 1024;

	/**
	 * Bytes gathered before they are passed on to the channel, so that a buffer seldom
	 * has to grow.
	 */
	private static final int CHUNK = LONGEST - 1024;

	private static final int SHORTEST = 256;

	private final ChannelHandlerContext context;

	private final PublishEncoder encoder;

	private final Listener written;

	private final TrafficHandler traffic;

	/** What acknowledgements say that have nothing of their own to say. */
	private final @Nullable AckReason usual;

	/** QoS 0 publications in the channel, in the order written. */
	private final ArrayDeque<OutboundPublish<PublishResult>> unconfirmed = new ArrayDeque<>();

	private @Nullable ByteBuf buffer;

	/** Packets in the buffer. */
	private int packets;

	/** QoS 0 publications in the buffer. */
	private int fireAndForget;

	private boolean dirty;

	private boolean closed;

	/** How long the next buffer is: as the last, or half of those before it. */
	private int expected = SHORTEST;

	/**
	 * Create the batch of a connection.
	 * @param context where the packets are written
	 * @param connection the connection
	 * @param usual what acknowledgements of MQTT 5 say that have nothing of their own to
	 * say
	 * @param written told about publications
	 * @param traffic told how many packets are written at once
	 */
	PacketBatch(ChannelHandlerContext context, ConnectResult connection, ReasonProperties usual, Listener written,
			TrafficHandler traffic) {
		this.context = context;
		this.encoder = new PublishEncoder(connection.protocolVersion(), connection.limits().maximumPacketSize());
		this.usual = (connection.protocolVersion() == ProtocolVersion.MQTT_5 && !usual.isEmpty())
				? new AckReason(ReasonCode.SUCCESS, usual) : null;
		this.written = written;
		this.traffic = traffic;
	}

	PublishEncoder encoder() {
		return this.encoder;
	}

	/**
	 * Return whether the channel is there and takes more without buffering beyond its
	 * mark.
	 * @return whether the channel is there and takes more without buffering beyond its
	 * mark
	 */
	boolean isWritable() {
		return !this.closed && this.context.channel().isWritable();
	}

	/**
	 * Add a PUBLISH.
	 * @param publish the publication
	 * @param duplicate the DUP flag
	 * @param alias what {@link TopicAliases#use} says, 0 for no topic alias
	 * @param age for how many seconds it has waited, if it has a Message Expiry Interval
	 * @return {@code false} if there is no packet that could be made of it, which the
	 * listener has been told
	 */
	boolean publish(OutboundPublish<PublishResult> publish, boolean duplicate, int alias, int age) {
		int packetId = publish.packetId();
		if (!encode(publish, packetId, duplicate, alias, age)) {
			return false;
		}
		if (packetId == 0) {
			this.unconfirmed.add(publish);
			this.fireAndForget++;
		}
		added();
		return true;
	}

	private boolean encode(OutboundPublish<PublishResult> publish, int packetId, boolean duplicate, int alias,
			int age) {
		int end = (this.buffer != null) ? this.buffer.writerIndex() : 0;
		try {
			this.encoder.writePublish(buffer(), publish.message(), publish.qos(), packetId, duplicate, alias, age);
			return true;
		}
		catch (Throwable ex) { // no memory for it, perhaps, which costs this one alone
			takeBack(end);
			this.written.unsendable(publish, ex);
			return false;
		}
	}

	/**
	 * Take back what was written of a packet.
	 * @param end where the packets before it end
	 */
	private void takeBack(int end) {
		if (this.buffer != null) {
			this.buffer.writerIndex(end);
			if (end == 0) {
				this.buffer.release();
				this.buffer = null;
			}
		}
	}

	/**
	 * Add an acknowledgement that says Success.
	 * @param type the packet type
	 * @param packetId the Packet Identifier
	 */
	void ack(int type, int packetId) {
		if (this.usual != null) {
			ack(type, packetId, this.usual);
			return;
		}
		if (this.closed) {
			return;
		}
		PublishEncoder.writeAck(buffer(), type, packetId);
		added();
	}

	/**
	 * Add an acknowledgement of MQTT 5 that has more to say.
	 * @param type the packet type
	 * @param packetId the Packet Identifier
	 * @param reason what it says
	 */
	void ack(int type, int packetId, AckReason reason) {
		if (this.closed) {
			return;
		}
		this.encoder.writeAck(buffer(), type, packetId, reason);
		added();
	}

	/**
	 * Send what was gathered.
	 * @return whether there was anything
	 */
	boolean flush() {
		passOn();
		if (!this.dirty) {
			return false;
		}
		this.dirty = false;
		this.context.flush();
		return true;
	}

	/**
	 * Drop what was not sent and take nothing more: the link has ended.
	 */
	void close() {
		this.closed = true;
		if (this.buffer != null) {
			this.buffer.release();
			this.buffer = null;
		}
		for (; this.fireAndForget > 0; this.fireAndForget--) {
			this.written.written(this.unconfirmed.removeLast(), false);
		}
	}

	/**
	 * Return whether all QoS 0 publications have been written to the socket.
	 * @return {@code false} if some are still in the buffer or the channel
	 */
	boolean isWritten() {
		return this.unconfirmed.isEmpty();
	}

	/**
	 * Give up what is still in the channel after {@link #close()}.
	 */
	void abandon() {
		OutboundPublish<PublishResult> publish = this.unconfirmed.poll();
		while (publish != null) {
			this.written.written(publish, false);
			publish = this.unconfirmed.poll();
		}
	}

	private ByteBuf buffer() {
		if (this.buffer == null) {
			this.buffer = this.context.alloc().directBuffer(this.expected);
		}
		return this.buffer;
	}

	private void added() {
		this.packets++;
		if (this.buffer != null && this.buffer.readableBytes() >= CHUNK) {
			passOn();
		}
	}

	private void passOn() {
		ByteBuf buffer = this.buffer;
		if (buffer == null) {
			return;
		}
		this.buffer = null;
		this.dirty = true;
		this.expected = Math.min(LONGEST, Math.max(SHORTEST, Math.max(buffer.readableBytes(), this.expected / 2)));
		int count = this.fireAndForget;
		this.fireAndForget = 0;
		this.traffic.gathered(this.packets);
		this.packets = 0;
		Channel channel = this.context.channel();
		if (count == 0) {
			this.context.write(buffer, channel.voidPromise());
		}
		else {
			this.context.write(buffer).addListener((ChannelFuture future) -> confirm(count, future.isSuccess()));
		}
	}

	private void confirm(int count, boolean success) {
		for (int i = 0; i < count && !this.unconfirmed.isEmpty(); i++) { // none if given
																			// up
			this.written.written(this.unconfirmed.remove(), success);
		}
		this.written.allWritten();
	}

	/**
	 * Told about publications of which no packet can be made, and about those of QoS 0,
	 * which are complete when they are on the socket (behaviour S12).
	 */
	interface Listener {

		/**
		 * No packet can be made of a publication.
		 * @param publish the publication
		 * @param failure why
		 */
		void unsendable(OutboundPublish<PublishResult> publish, Throwable failure);

		/**
		 * A QoS 0 publication was written, or could not be.
		 * @param publish the publication
		 * @param success whether it was written
		 */
		void written(OutboundPublish<PublishResult> publish, boolean success);

		/**
		 * All publications written by one write have been reported.
		 */
		void allWritten();

	}

}
