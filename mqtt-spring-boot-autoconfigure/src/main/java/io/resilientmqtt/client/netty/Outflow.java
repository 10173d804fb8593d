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

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Knows how far what was written has left the process, and when the socket last took
 * something of what it could not take at once. Stands next to the socket, where bytes are
 * what TLS and a WebSocket have made of them, and looks at the socket only while
 * something waits for it. One for each channel, on its event loop.
 */
final class Outflow extends ChannelOutboundHandlerAdapter {

	private static final long LONGEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

	private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

	/** Looks in a response time. */
	private static final int LOOKS = 20;

	/**
	 * How many bytes may be on their way that the socket has taken: its own buffer, and
	 * those of the other end and of a proxy.
	 */
	private static final double ON_THE_WAY = 2 * 1024 * 1024;

	/** How many response times these may take at most. */
	private static final int LONGEST_SETTLING = 6;

	private final ClientContext client;

	private final long responseTime;

	private final long interval;

	private final Backlog backlog = new Backlog();

	private @Nullable ChannelHandlerContext context;

	/** Bytes passed to the channel so far. */
	private long written;

	/** Bytes of them that were not flushed yet. */
	private long unflushed;

	/** Whether the socket could not take all that was flushed. */
	private boolean backedUp;

	/** Bytes the socket had taken when that was last looked at. */
	private long taken;

	private long movedAt;

	/** How long what is on its way takes at the speed seen lately. */
	private long settling;

	/** Since when, and from how many bytes taken on, the speed is measured. */
	private long measuredSince;

	private long measuredFrom;

	/** Where the next measurement begins. */
	private long nextSince;

	private long nextFrom;

	Outflow(ClientContext client) {
		this.client = client;
		this.responseTime = TimeUnit.NANOSECONDS.convert(client.options().liveness().responseTime());
		this.interval = Math.max(SHORTEST_INTERVAL, Math.min(LONGEST_INTERVAL, this.responseTime / LOOKS));
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		this.movedAt = this.client.now();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf bytes) {
			this.written += bytes.readableBytes();
			this.unflushed += bytes.readableBytes();
		}
		context.write(message, promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		this.unflushed = 0;
		context.flush();
		if (!this.backedUp && !isEmpty()) {
			this.backedUp = true;
			this.taken = this.written - this.backlog.bytes();
			long now = this.client.now();
			if (now - settledAt() >= 0) {
				this.settling = 0; // what was on its way has arrived
			}
			this.movedAt = now;
			this.measuredSince = this.movedAt;
			this.measuredFrom = this.taken;
			this.nextSince = this.movedAt;
			this.nextFrom = this.taken;
			lookAgain();
		}
	}

	private boolean isEmpty() {
		ChannelOutboundBuffer buffer = buffer();
		return buffer == null || buffer.isEmpty();
	}

	/**
	 * Return what waits for the socket.
	 * @return the buffer or {@code null} if the channel is closed
	 */
	private @Nullable ChannelOutboundBuffer buffer() {
		return (this.context != null) ? this.context.channel().unsafe().outboundBuffer() : null;
	}

	private void lookAgain() {
		this.client.loop().schedule(this::look, this.interval, TimeUnit.NANOSECONDS);
	}

	private void look() {
		update();
		if (this.backedUp) {
			lookAgain();
		}
	}

	private void update() {
		long now = this.client.now();
		long taken = this.written - this.unflushed - this.backlog.bytes();
		if (taken != this.taken) {
			this.taken = taken;
			this.movedAt = now;
			measure(now);
		}
		this.backedUp = !isEmpty();
	}

	/**
	 * See how fast the socket takes bytes, over one to two halves of a response time.
	 * @param now the time in nanoseconds
	 */
	private void measure(long now) {
		if (now - this.measuredSince >= 2 * this.interval) {
			double bytes = this.taken - this.measuredFrom;
			this.settling = (long) Math.min((double) LONGEST_SETTLING * this.responseTime,
					(now - this.measuredSince) * ON_THE_WAY / bytes);
		}
		if (now - this.nextSince >= this.responseTime / 2) {
			this.measuredSince = this.nextSince;
			this.measuredFrom = this.nextFrom;
			this.nextSince = now;
			this.nextFrom = this.taken;
		}
	}

	/**
	 * Return where that ends which was written so far.
	 * @return a position for {@link #hasLeft}
	 */
	long position() {
		return this.written;
	}

	/**
	 * Return whether the socket has taken all that was written up to a position.
	 * @param position the position
	 * @return whether it has left the process
	 */
	boolean hasLeft(long position) {
		if (this.backedUp) {
			update();
		}
		return !this.backedUp || this.taken - position >= 0;
	}

	/**
	 * Return when the socket last took something of what had waited for it.
	 * @return the time in nanoseconds
	 */
	long movedAt() {
		return this.movedAt;
	}

	/**
	 * Return when that has arrived which the socket took last: it lies behind what the
	 * operating system and the way hold, and if the socket took that slowly, it leaves
	 * them as slowly.
	 * @return the time in nanoseconds, perhaps to come
	 */
	long settledAt() {
		return this.movedAt + this.settling;
	}

	/**
	 * Counts what waits for the socket.
	 */
	private final class Backlog implements ChannelOutboundBuffer.MessageProcessor {

		private long bytes;

		long bytes() {
			ChannelOutboundBuffer buffer = buffer();
			this.bytes = 0;
			if (buffer != null) {
				try {
					buffer.forEachFlushedMessage(this);
				}
				catch (Exception ex) {
					throw new IllegalStateException("counting throws nothing", ex);
				}
			}
			return this.bytes;
		}

		@Override
		public boolean processMessage(Object message) {
			if (message instanceof ByteBuf buffer) {
				this.bytes += buffer.readableBytes();
			}
			return true;
		}

	}

}
