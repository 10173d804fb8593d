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

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
 * TCP. The host name is looked up at every attempt (behaviour S10), on a thread of its
 * own because that blocks. With a proxy it is the proxy's name that is looked up; the
 * server's is left to it.
 */
final class NioTransport implements Transport {

	private static final int SMALLEST_READ = 64;

	private static final int FIRST_READ = 2048;

	/** Where a lot comes, few large reads wake the sender less often than many. */
	private static final int LARGEST_READ = 256 * 1024;

	private static final int READS_IN_TURN = 4;

	/**
	 * Bytes the operating system is asked to hold at most that have not arrived, of which
	 * Linux makes twice as many: no more than {@link Outflow} reckons with. Left to
	 * itself it takes several megabytes.
	 */
	private static final int SEND_BUFFER = 1024 * 1024;

	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

	private final EventLoop loop;

	private final Executor lookups;

	private final Resolver resolver;

	private final int connectTimeoutMillis;

	private final @Nullable ProxyOptions proxy;

	private final @Nullable String localAddress;

	NioTransport(EventLoop loop, Executor lookups, Resolver resolver, int connectTimeoutMillis,
			TransportOptions options) {
		this.loop = loop;
		this.lookups = lookups;
		this.resolver = resolver;
		this.connectTimeoutMillis = connectTimeoutMillis;
		this.proxy = options.proxy();
		this.localAddress = options.localAddress();
	}

	@Override
	public void lookUp(ServerAddress server, Promise<List<Route>> found) {
		String host = (this.proxy != null) ? this.proxy.host() : server.host();
		InetAddress literal = literal(host);
		InetAddress local = (this.localAddress != null) ? literal(this.localAddress) : null;
		try {
			if (literal != null && (local != null || this.localAddress == null)) {
				found.trySuccess(routes(server, new InetAddress[] { literal }, local));
			}
			else {
				this.lookups.execute(() -> lookUp(host, server, found));
			}
		}
		catch (RejectedExecutionException ex) {
			found.tryFailure(ex);
		}
	}

	/**
	 * Read an IP literal. One with a zone is left to the lookup: the zone may be the name
	 * of an interface, which is to be asked for.
	 * @param host a host
	 * @return the address, or {@code null} if it is to be looked up
	 */
	private static @Nullable InetAddress literal(String host) {
		byte[] address = (host.indexOf('%') < 0) ? NetUtil.createByteArrayFromIpAddressString(host) : null;
		try {
			return (address != null) ? InetAddress.getByAddress(host, address) : null;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("4 or 16 bytes are an address", ex);
		}
	}

	private void lookUp(String host, ServerAddress server, Promise<List<Route>> found) {
		try {
			InetAddress local = (this.localAddress != null) ? lookUpLocal(this.localAddress) : null;
			found.trySuccess(routes(server, this.resolver.addresses(host), local));
		}
		catch (IOException | RejectedExecutionException ex) {
			found.tryFailure(ex);
		}
	}

	private static InetAddress lookUpLocal(String localAddress) throws ConnectException {
		try {
			return InetAddress.getByName(localAddress);
		}
		catch (UnknownHostException ex) {
			throw cause(new ConnectException("the host name of mqtt.local-address can't be resolved: " + localAddress),
					ex);
		}
	}

	private static ConnectException cause(ConnectException exception, Throwable cause) {
		exception.initCause(cause);
		return exception;
	}

	private List<Route> routes(ServerAddress server, InetAddress[] addresses, @Nullable InetAddress local) {
		int port = (this.proxy != null) ? this.proxy.port() : server.port();
		InetSocketAddress from = (local != null) ? new InetSocketAddress(local, 0) : null;
		return Stream.of(addresses)
			.distinct()
			.map((address) -> new Route(server, new InetSocketAddress(address, port), from))
			.toList();
	}

	@Override
	public void open(Route route, Promise<Channel> opened) {
		Bootstrap bootstrap = bootstrap();
		if (route.local() != null) {
			bootstrap.localAddress(route.local());
		}
		ChannelFuture connecting = (this.proxy == null)
				? bootstrap.handler(new ActiveChannel(opened)).connect(route.address())
				: bootstrap.resolver(NoopAddressResolverGroup.INSTANCE)
					.handler(new ProxyTunnel(this.proxy, route.address(), opened))
					.connect(destination(route.server()));
		connecting.addListener((result) -> {
			if (!result.isSuccess()) {
				opened.tryFailure(failure(route, result.cause()));
			}
		});
		opened.addListener((result) -> {
			if (!result.isSuccess()) {
				connecting.channel().close();
			}
		});
	}

	private Throwable failure(Route route, Throwable failure) {
		if (this.proxy != null && failure instanceof ConnectException) {
			return ProxyTunnel.unreachable(this.proxy, failure);
		}
		boolean bound = failure instanceof ConnectException || failure instanceof NoRouteToHostException;
		return (route.local() != null && failure instanceof SocketException && !bound)
				? cause(new ConnectException("mqtt.local-address = '" + this.localAddress + "' is no address of this "
						+ "machine that leads to " + route.address().getAddress().getHostAddress()), failure)
				: failure;
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

	private Bootstrap bootstrap() {
		return new Bootstrap().group(this.loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.option(ChannelOption.AUTO_READ, false) // until somebody is there to read
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, this.connectTimeoutMillis)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.option(ChannelOption.RECVBUF_ALLOCATOR,
					new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ)
						.maxMessagesPerRead(READS_IN_TURN));
	}

	/**
	 * Looks host names up.
	 */
	interface Resolver {

		/**
		 * Return the addresses of a host. May block.
		 * @param host the name
		 * @return the addresses, at least one
		 * @throws UnknownHostException if there are none
		 */
		InetAddress[] addresses(String host) throws UnknownHostException;

	}

	/**
	 * Tells when the channel is active, once everything but a handler is there.
	 */
	private static final class ActiveChannel extends ChannelInboundHandlerAdapter {

		private final Promise<Channel> opened;

		ActiveChannel(Promise<Channel> opened) {
			this.opened = opened;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			context.pipeline().remove(this);
			if (!this.opened.trySuccess(context.channel())) {
				context.close();
			}
		}

	}

}
