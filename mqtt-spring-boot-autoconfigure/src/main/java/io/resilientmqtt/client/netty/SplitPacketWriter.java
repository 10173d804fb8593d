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

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.resilientmqtt.client.netty.codec.FixedHeader;
import io.resilientmqtt.client.netty.codec.PacketType;
import org.jspecify.annotations.Nullable;

/**
 * Sends one packet with nothing around it, in three parts: the fixed header, the variable
 * header and, last, the payload. A broker that does not want the packet, because it is
 * too long or for its topic, closes the connection behind one of them. Nothing is left
 * unread then, so it does not have to reset the connection, and no link can have failed
 * under the length of the packet. What is written meanwhile waits its turn, but for
 * pings, upon which no broker closes. On the event loop.
 */
final class SplitPacketWriter extends ChannelOutboundHandlerAdapter {

	private static final byte PINGREQ = (byte) (PacketType.PINGREQ << 4);

	/** The fixed header and the variable header. */
	private static final int HEADS = 2;

	private final int payloadSize;

	private @Nullable ChannelHandlerContext context;

	/** The packet, and what waits behind it. */
	private @Nullable PendingWriteQueue held;

	private long pauseNanos;

	/** How many parts have been written. */
	private int parts;

	private boolean written;

	private boolean followed;

	private SplitPacketWriter(int payloadSize) {
		this.payloadSize = payloadSize;
	}

	/**
	 * Keep the packet that is written next, and all that is written then.
	 * @param channel its channel
	 * @param payloadSize how long its payload is, in bytes
	 * @return sends it when it is told to
	 */
	static SplitPacketWriter holdNext(Channel channel, int payloadSize) {
		SplitPacketWriter handler = new SplitPacketWriter(payloadSize);
		String traffic = channel.pipeline().context(TrafficHandler.class).name();
		channel.pipeline().addBefore(traffic, null, handler);
		return handler;
	}

	/**
	 * Send the packet part by part, and after one more pause what waits behind it.
	 * @param pauseNanos how long to wait behind each part
	 */
	void begin(long pauseNanos) {
		if (this.parts == 0) {
			this.pauseNanos = pauseNanos;
			next();
		}
	}

	/**
	 * Send at once what is left of the packet, and what waits behind it. One that has not
	 * begun is none that was sent alone.
	 */
	void release() {
		PendingWriteQueue held = this.held;
		if (held == null || this.context == null) {
			return;
		}
		boolean whole = this.parts > HEADS;
		this.followed |= this.parts == 0 || held.size() > (whole ? 0 : 1);
		this.parts = HEADS + 1;
		this.held = null;
		held.removeAndWriteAll();
		this.context.flush();
	}

	/**
	 * Return whether the packet has been sent, or some of it, and nothing behind it, so
	 * that nothing else can have made the broker close the connection.
	 * @return whether the packet is the last that was sent
	 */
	boolean isAlone() {
		return this.parts > 0 && !this.followed;
	}

	/**
	 * Return whether what has been sent of the packet has left the process, without the
	 * payload or with all of it.
	 * @return {@code false} while the socket takes the payload
	 */
	boolean hasLeft() {
		return this.written || this.parts <= HEADS;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		PendingWriteQueue held = new PendingWriteQueue(context);
		this.held = held;
		context.channel().closeFuture().addListener((closed) -> held.removeAndFailAll(new ClosedChannelException()));
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (isPing(message)) {
			context.write(message, promise);
		}
		else if (this.held != null) {
			this.held.add(message, promise.unvoid());
		}
		else {
			this.followed = true;
			context.pipeline().remove(this);
			context.write(message, promise);
		}
	}

	private static boolean isPing(Object message) {
		return message instanceof ByteBuf bytes && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == PINGREQ;
	}

	private void next() {
		PendingWriteQueue held = this.held;
		ChannelHandlerContext context = this.context;
		if (held == null || context == null || !(held.current() instanceof ByteBuf packet)) {
			return;
		}
		if (this.parts < HEADS) {
			int start = packet.readerIndex();
			int length = (this.parts == 0) ? FixedHeader.end(packet, start) - start
					: Math.max(0, packet.readableBytes() - this.payloadSize);
			context.writeAndFlush(packet.readRetainedSlice(length));
			later(this::next);
		}
		else {
			held.removeAndWrite().addListener((sent) -> {
				this.written = sent.isSuccess();
				later(this::release);
			});
			context.flush();
		}
		this.parts++;
	}

	private void later(Runnable then) {
		if (this.context != null) {
			this.context.executor().schedule(then, this.pauseNanos, TimeUnit.NANOSECONDS);
		}
	}

}
