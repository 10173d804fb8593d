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
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import org.jspecify.annotations.Nullable;

/**
 * TCP. The host name is looked up at every attempt (SEMANTICS S10), on a thread of its
 * own because that blocks; the addresses found are tried in turn, one an attempt. With a
 * proxy it is the proxy's name that is looked up; the server's is left to it.
 */
final class NioTransport implements Transport {

	private static final int SMALLEST_READ = 64;

	private static final int FIRST_READ = 2048;

	/** Where a lot comes, few large reads wake the sender less often than many. */
	private static final int LARGEST_READ = 256 * 1024;

	private static final int READS_IN_TURN = 4;

	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

	private final EventLoop loop;

	private final Executor lookups;

	private final int connectTimeoutMillis;

	private final @Nullable ProxyOptions proxy;

	private final @Nullable String localAddress;

	private int attempt;

	NioTransport(EventLoop loop, Executor lookups, int connectTimeoutMillis, TransportOptions options) {
		this.loop = loop;
		this.lookups = lookups;
		this.connectTimeoutMillis = connectTimeoutMillis;
		this.proxy = options.proxy();
		this.localAddress = options.localAddress();
	}

	@Override
	public void open(ServerAddress server, ChannelHandler handler, Promise<Channel> opened) {
		String host = (this.proxy != null) ? this.proxy.host() : server.host();
		InetAddress literal = literal(host);
		InetAddress local = (this.localAddress != null) ? literal(this.localAddress) : null;
		try {
			if (literal != null && (local != null || this.localAddress == null)) {
				connect(server, new InetAddress[] { literal }, local, handler, opened);
			}
			else {
				this.lookups.execute(() -> lookUp(host, server, handler, opened));
			}
		}
		catch (RejectedExecutionException ex) {
			opened.tryFailure(ex);
		}
	}

	private static @Nullable InetAddress literal(String host) {
		byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
		try {
			return (address != null) ? InetAddress.getByAddress(host, address) : null;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("4 or 16 bytes are an address", ex);
		}
	}

	private void lookUp(String host, ServerAddress server, ChannelHandler handler, Promise<Channel> opened) {
		try {
			InetAddress local = (this.localAddress != null) ? InetAddress.getByName(this.localAddress) : null;
			InetAddress[] addresses = InetAddress.getAllByName(host);
			this.loop.execute(() -> connect(server, addresses, local, handler, opened));
		}
		catch (UnknownHostException | RejectedExecutionException ex) {
			opened.tryFailure(ex);
		}
	}

	private void connect(ServerAddress server, InetAddress[] addresses, @Nullable InetAddress local,
			ChannelHandler handler, Promise<Channel> opened) {
		if (opened.isDone()) {
			return;
		}
		InetAddress address = addresses[Math.floorMod(this.attempt++, addresses.length)];
		Bootstrap bootstrap = bootstrap();
		if (local != null) {
			bootstrap.localAddress(new InetSocketAddress(local, 0));
		}
		if (this.proxy == null) {
			ChannelFuture connecting = bootstrap.handler(handler)
				.connect(new InetSocketAddress(address, server.port()));
			connecting.addListener((result) -> {
				if (result.isSuccess() && !opened.trySuccess(connecting.channel())) {
					connecting.channel().close();
				}
			});
			end(connecting, opened);
		}
		else {
			InetSocketAddress next = new InetSocketAddress(address, this.proxy.port());
			end(bootstrap.resolver(NoopAddressResolverGroup.INSTANCE)
				.handler(new ProxyTunnel(this.proxy, next, handler, opened))
				.connect(destination(server)), opened);
		}
	}

	/**
	 * Return the server as a proxy is told of it, which looks up its name.
	 * @param server the server
	 * @return its address
	 */
	private static InetSocketAddress destination(ServerAddress server) {
		InetAddress literal = literal(server.host());
		return (literal != null) ? new InetSocketAddress(literal, server.port())
				: InetSocketAddress.createUnresolved(server.host(), server.port());
	}

	private static void end(ChannelFuture connecting, Promise<Channel> opened) {
		connecting.addListener((result) -> {
			if (!result.isSuccess()) {
				opened.tryFailure(result.cause());
			}
		});
		opened.addListener((result) -> {
			if (result.isCancelled()) {
				connecting.channel().close();
			}
		});
	}

	private Bootstrap bootstrap() {
		return new Bootstrap().group(this.loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, this.connectTimeoutMillis)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.option(ChannelOption.RECVBUF_ALLOCATOR,
					new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ)
						.maxMessagesPerRead(READS_IN_TURN));
	}

}
