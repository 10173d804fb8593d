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
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ServerAddress;

/**
 * TCP. The host name is looked up at every attempt (SEMANTICS S10), on a thread of its
 * own because that blocks; the addresses found are tried in turn, one an attempt.
 */
final class NioTransport implements Transport {

	private static final int SMALLEST_READ = 64;

	private static final int FIRST_READ = 2048;

	private static final int LARGEST_READ = 64 * 1024;

	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

	private final EventLoop loop;

	private final Executor lookups;

	private final int connectTimeoutMillis;

	private int attempt;

	NioTransport(EventLoop loop, Executor lookups, int connectTimeoutMillis) {
		this.loop = loop;
		this.lookups = lookups;
		this.connectTimeoutMillis = connectTimeoutMillis;
	}

	@Override
	public void open(ServerAddress server, ChannelHandler handler, Promise<Channel> opened) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(server.host());
		try {
			if (literal != null) {
				connect(server, new InetAddress[] { InetAddress.getByAddress(server.host(), literal) }, handler,
						opened);
			}
			else {
				this.lookups.execute(() -> lookUp(server, handler, opened));
			}
		}
		catch (UnknownHostException | RejectedExecutionException ex) {
			opened.tryFailure(ex);
		}
	}

	private void lookUp(ServerAddress server, ChannelHandler handler, Promise<Channel> opened) {
		try {
			InetAddress[] addresses = InetAddress.getAllByName(server.host());
			this.loop.execute(() -> connect(server, addresses, handler, opened));
		}
		catch (UnknownHostException | RejectedExecutionException ex) {
			opened.tryFailure(ex);
		}
	}

	private void connect(ServerAddress server, InetAddress[] addresses, ChannelHandler handler,
			Promise<Channel> opened) {
		if (opened.isDone()) {
			return;
		}
		InetAddress address = addresses[Math.floorMod(this.attempt++, addresses.length)];
		ChannelFuture connecting = new Bootstrap().group(this.loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, this.connectTimeoutMillis)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.option(ChannelOption.RECVBUF_ALLOCATOR,
					new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ))
			.handler(handler)
			.connect(new InetSocketAddress(address, server.port()));
		connecting.addListener((ChannelFuture future) -> {
			if (!future.isSuccess()) {
				opened.tryFailure(future.cause());
			}
			else if (!opened.trySuccess(future.channel())) {
				future.channel().close();
			}
		});
		opened.addListener((result) -> {
			if (result.isCancelled()) {
				connecting.channel().close();
			}
		});
	}

}
