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
import org.jspecify.annotations.Nullable;

/**
 * Sends the head of the next packet and the rest a little later. A broker that does not
 * want the packet, because it is too long or for its topic, then closes the connection
 * before the rest: nothing is left unread, and no link can have failed under the length
 * of it. What is written meanwhile waits its turn. On the event loop.
 */
final class HeadFirst extends ChannelOutboundHandlerAdapter {

	private final int length;

	private final long pauseNanos;

	private @Nullable PendingWriteQueue held;

	private boolean divided;

	private boolean written;

	private boolean alone;

	private HeadFirst(int length, long pauseNanos, boolean alone) {
		this.length = length;
		this.alone = alone;
		this.pauseNanos = pauseNanos;
	}

	/**
	 * Divide the packet that is written next.
	 * @param channel its channel
	 * @param length how long the head is, in bytes
	 * @param pauseNanos how long the rest waits
	 * @param alone whether nothing was sent just before it
	 * @return tells how far it has got
	 */
	static HeadFirst divideNext(Channel channel, int length, long pauseNanos, boolean alone) {
		HeadFirst handler = new HeadFirst(length, pauseNanos, alone);
		String traffic = channel.pipeline().context(TrafficHandler.class).name();
		channel.pipeline().addBefore(traffic, null, handler);
		return handler;
	}

	/**
	 * Return whether no more than the head has been sent.
	 * @return {@code true} while the rest waits
	 */
	boolean isHolding() {
		return this.held != null;
	}

	/**
	 * Return whether the packet has left the process.
	 * @return whether the socket has taken all of it
	 */
	boolean isWritten() {
		return this.written;
	}

	/**
	 * Return whether nothing else that was sent can have made the broker close the
	 * connection.
	 * @return {@code false} if something was sent just before or behind it
	 */
	boolean isAlone() {
		return this.alone;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (this.held != null) {
			this.held.add(message, promise);
			return;
		}
		if (this.divided) {
			this.alone = false;
			context.pipeline().remove(this);
			context.write(message, promise);
			return;
		}
		this.divided = true;
		ChannelPromise rest = promise.unvoid();
		rest.addListener((sent) -> this.written = sent.isSuccess());
		if (message instanceof ByteBuf packet && packet.readableBytes() > this.length) {
			context.write(packet.readRetainedSlice(this.length));
			hold(context).add(packet, rest);
		}
		else { // there is no more to it
			context.write(message, rest);
		}
	}

	private PendingWriteQueue hold(ChannelHandlerContext context) {
		PendingWriteQueue held = new PendingWriteQueue(context);
		this.held = held;
		context.channel().closeFuture().addListener((closed) -> held.removeAndFailAll(new ClosedChannelException()));
		context.executor().schedule(() -> release(context), this.pauseNanos, TimeUnit.NANOSECONDS);
		return held;
	}

	private void release(ChannelHandlerContext context) {
		PendingWriteQueue held = this.held;
		if (held != null && context.channel().isOpen()) {
			this.held = null;
			this.alone &= held.size() == 1;
			held.removeAndWriteAll();
			context.flush();
		}
	}

}
