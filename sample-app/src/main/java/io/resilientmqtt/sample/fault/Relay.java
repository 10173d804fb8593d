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

package io.resilientmqtt.sample.fault;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.resilientmqtt.sample.fault.FaultyNetwork.Fault;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection through the {@link FaultyNetwork}. It reads a piece,
 * passes it on and only then reads the next, so that it holds little. On the thread of
 * the network, but for what says otherwise.
 */
final class Relay extends ChannelInboundHandlerAdapter {

	private static final int DELAY_MILLIS = 500;

	private final FaultyNetwork network;

	/** What is held back. */
	private final Queue<Object> held = new ArrayDeque<>();

	private volatile @Nullable Channel from;

	private @Nullable Channel to;

	private boolean delayed;

	Relay(FaultyNetwork network) {
		this.network = network;
	}

	void begin(Channel from, Channel to) {
		this.from = from;
		this.to = to;
		this.network.added(this);
		if (from.isActive()) {
			flow();
		}
		else {
			channelEnded();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object piece) {
		this.held.add(piece);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.network.fault() == Fault.SLOW) {
			this.delayed = true;
			context.executor().schedule(() -> {
				this.delayed = false;
				flow();
			}, DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
		else {
			flow();
		}
	}

	/**
	 * Pass on what is held and read more, unless nothing is to pass. On any thread.
	 */
	void flow() {
		Channel from = this.from;
		if (from == null) {
			return;
		}
		if (!from.eventLoop().inEventLoop()) {
			from.eventLoop().execute(this::flow);
			return;
		}
		Channel to = this.to;
		if (to == null || this.delayed || this.network.fault() == Fault.FREEZE) {
			return;
		}
		for (Object piece = this.held.poll(); piece != null; piece = this.held.poll()) {
			to.write(piece);
		}
		to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> from.read());
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		channelEnded();
	}

	private void channelEnded() {
		this.network.removed(this);
		this.held.forEach(ReferenceCountUtil::release);
		this.held.clear();
		Channel to = this.to;
		if (to != null) {
			to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		}
	}

	/**
	 * End the connection. On any thread.
	 */
	void cut() {
		Channel from = this.from;
		if (from != null) {
			from.close();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close(); // the other end has gone
	}

}
