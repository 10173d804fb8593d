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

package io.resilientmqtt.testsupport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection through a {@link FaultProxy}: takes bytes from one
 * channel and hands them to the other when they are due and may pass. What it holds is
 * bounded; beyond that it stops reading, as a network does. On the proxy's thread.
 */
final class Relay extends ChannelInboundHandlerAdapter {

	private static final int CAPACITY = 64 * 1024;

	private static final long ONE_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final LinkConditions conditions;

	private final boolean towardsClient;

	private final Deque<Chunk> chunks = new ArrayDeque<>();

	private int held;

	private long lastSent = System.nanoTime();

	private long lastDue = this.lastSent;

	private boolean scheduled;

	private boolean sourceEnded;

	private @Nullable Channel source;

	private @Nullable Channel sink;

	Relay(LinkConditions conditions, boolean towardsClient) {
		this.conditions = conditions;
		this.towardsClient = towardsClient;
	}

	void sink(Channel sink) {
		this.sink = sink;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.source = context.channel();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf bytes = (ByteBuf) message;
		this.held += bytes.readableBytes();
		this.lastSent = Math.max(this.lastSent, System.nanoTime())
				+ bytes.readableBytes() * this.conditions.nanosPerByte();
		// Nothing overtakes what was sent before the latency fell
		this.lastDue = Math.max(this.lastDue, this.lastSent + this.conditions.latency());
		this.chunks.add(new Chunk(bytes, this.lastDue));
		forward();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.sourceEnded = true;
		forward();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		context.close(); // a reset, passed on as an end
	}

	/**
	 * Hand on what is due, if anything may pass, and then the end of the connection.
	 */
	void forward() {
		if (this.source == null) {
			return;
		}
		if (this.sink != null && this.conditions.isPassable(this.towardsClient)) {
			forward(this.source, this.sink);
		}
		this.source.config().setAutoRead(this.held < CAPACITY);
	}

	private void forward(Channel source, Channel sink) {
		long now = System.nanoTime();
		Chunk next = this.chunks.peek();
		while (next != null && next.due <= now && (sink.isWritable() || !sink.isOpen())) {
			this.chunks.remove();
			this.held -= next.bytes.readableBytes();
			sink.write(next.bytes);
			next = this.chunks.peek();
		}
		sink.flush();
		if (next != null && !this.scheduled) {
			this.scheduled = true;
			source.eventLoop().schedule(this::due, Math.max(next.due - now, ONE_MILLI), TimeUnit.NANOSECONDS);
		}
		else if (next == null && this.sourceEnded) {
			sink.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		}
	}

	private void due() {
		this.scheduled = false;
		forward();
	}

	/**
	 * Forget what has not been handed on.
	 */
	void discard() {
		this.chunks.forEach((chunk) -> chunk.bytes.release());
		this.chunks.clear();
	}

	private static final class Chunk {

		private final ByteBuf bytes;

		private final long due;

		Chunk(ByteBuf bytes, long due) {
			this.bytes = bytes;
			this.due = due;
		}

	}

}
