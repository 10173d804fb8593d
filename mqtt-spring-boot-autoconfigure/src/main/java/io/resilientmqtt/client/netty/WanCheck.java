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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.WanCheckOptions;

/**
 * Asks a DNS server something over UDP to find out whether the wide area network is there
 * (behaviour S28). Any answer to the question will do. On the event loop.
 */
final class WanCheck {

	private static final int RECURSION_DESIRED = 0x0100;

	private static final int TYPE_A = 1;

	private static final int CLASS_INTERNET = 1;

	private WanCheck() {
	}

	/**
	 * Ask.
	 * @param options whom and what
	 * @param loop the event loop
	 * @param lookups resolves the server's name
	 * @param timeoutNanos how long the lookup and the answer may take
	 * @param future completed with whether one came; never fails
	 */
	static void ask(WanCheckOptions options, EventLoop loop, Executor lookups, long timeoutNanos,
			CompletableFuture<Boolean> future) {
		ScheduledFuture<?> timeout = loop.schedule(() -> future.complete(false), timeoutNanos, TimeUnit.NANOSECONDS);
		future.whenComplete((answered, failure) -> timeout.cancel(false));
		try {
			lookups.execute(() -> lookUp(options, loop, future));
		}
		catch (Throwable ex) { // no thread, or the client is being closed
			future.complete(false);
		}
	}

	private static void lookUp(WanCheckOptions options, EventLoop loop, CompletableFuture<Boolean> future) {
		ServerAddress server = options.server();
		try {
			ask(new InetSocketAddress(InetAddress.getByName(server.host()), (server.port() != 0) ? server.port() : 53),
					options.query(), loop, future);
		}
		catch (Throwable ex) { // UnknownHostException for one
			future.complete(false);
		}
	}

	private static void ask(InetSocketAddress server, String query, EventLoop loop, CompletableFuture<Boolean> future) {
		int id = ThreadLocalRandom.current().nextInt(1 << 16);
		ChannelFuture binding = new Bootstrap().group(loop)
			.channel(NioDatagramChannel.class)
			.handler(new Answer(id, future))
			.bind(0);
		binding.addListener((ChannelFuture bound) -> {
			if (!bound.isSuccess()) {
				future.complete(false);
				return;
			}
			Channel channel = bound.channel();
			future.whenComplete((answered, failure) -> channel.close());
			channel.writeAndFlush(new DatagramPacket(question(channel.alloc().buffer(), id, query), server))
				.addListener((sent) -> {
					if (!sent.isSuccess()) {
						future.complete(false);
					}
				});
		});
	}

	private static ByteBuf question(ByteBuf out, int id, String name) {
		out.writeShort(id).writeShort(RECURSION_DESIRED).writeShort(1).writeShort(0).writeShort(0).writeShort(0);
		for (String label : name.split("\\.", -1)) {
			byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
			out.writeByte(bytes.length).writeBytes(bytes);
		}
		return out.writeByte(0).writeShort(TYPE_A).writeShort(CLASS_INTERNET);
	}

	private static final class Answer extends SimpleChannelInboundHandler<DatagramPacket> {

		private final int id;

		private final CompletableFuture<Boolean> future;

		Answer(int id, CompletableFuture<Boolean> future) {
			this.id = id;
			this.future = future;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
			ByteBuf content = packet.content();
			boolean isResponse = content.readableBytes() >= 12 && (content.getByte(2) & 0x80) != 0;
			if (isResponse && content.getUnsignedShort(0) == this.id) {
				this.future.complete(true);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
			this.future.complete(false);
		}

	}

}
