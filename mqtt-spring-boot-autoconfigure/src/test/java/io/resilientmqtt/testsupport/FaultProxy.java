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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 that does to connections what networks do: resets and ends
 * them, swallows what is sent one way or both, delays, narrows, refuses. It keeps a
 * {@link PassageLog log} of when traffic could pass.
 * <p>
 * A black hole behaves as an unplugged cable: nothing passes, not even the end of a
 * connection, and what was on its way arrives when it is over. A connection opened
 * meanwhile gets nowhere until then, and never existed if it is given up before.
 * <p>
 * Methods may be called from any thread and return when the fault is there. One thread
 * does it all.
 */
public final class FaultProxy implements AutoCloseable {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final EventLoop loop = this.group.next();

	private final InetSocketAddress target;

	private final Set<ProxiedConnection> connections = new LinkedHashSet<>();

	private final LinkConditions conditions = new LinkConditions();

	private final PassageLog log = new PassageLog();

	private @Nullable Channel server;

	private final int port = FreePort.find();

	/**
	 * Create a proxy that listens on a free port.
	 * @param host where connections lead
	 * @param port the port they lead to
	 */
	public FaultProxy(String host, int port) {
		this.target = new InetSocketAddress(host, port);
		listen();
	}

	/**
	 * Return the port.
	 * @return the port, the same after {@link #refuse()}
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return what is known about when traffic could pass.
	 * @return the log
	 */
	public PassageLog log() {
		return this.log;
	}

	/**
	 * Cut all connections: both ends see a reset.
	 */
	public void cut() {
		onLoop(() -> {
			this.log.interrupted();
			connections(ProxiedConnection::reset);
		});
	}

	/**
	 * Close all connections: both ends see the end of the stream.
	 */
	public void closeConnections() {
		onLoop(() -> {
			this.log.interrupted();
			connections(ProxiedConnection::close);
		});
	}

	/**
	 * Let nothing pass either way.
	 */
	public void blackHole() {
		blackHole(true, true);
	}

	/**
	 * Let nothing pass to the client.
	 */
	public void blackHoleIn() {
		blackHole(true, false);
	}

	/**
	 * Let nothing pass to the broker.
	 */
	public void blackHoleOut() {
		blackHole(false, true);
	}

	private void blackHole(boolean towardsClient, boolean towardsBroker) {
		onLoop(() -> {
			this.conditions.blackHole(towardsClient, towardsBroker);
			this.log.passable(false);
		});
	}

	/**
	 * End all connections and refuse new ones.
	 */
	public void refuse() {
		onLoop(() -> this.log.passable(false));
		if (this.server != null) {
			this.server.close().syncUninterruptibly();
			this.server = null;
			// The port is closed once the selector has let go of it, in its next round
			this.loop.schedule(() -> {
			}, 1, TimeUnit.MILLISECONDS).syncUninterruptibly();
		}
		onLoop(() -> connections(ProxiedConnection::close));
	}

	/**
	 * Deliver everything late, in both directions.
	 * @param latency how late
	 */
	public void latency(Duration latency) {
		onLoop(() -> this.conditions.latency(latency.toNanos()));
	}

	/**
	 * Let only so much pass, in each direction of each connection.
	 * @param bytesPerSecond how much
	 */
	public void throttle(long bytesPerSecond) {
		onLoop(() -> this.conditions.nanosPerByte(TimeUnit.SECONDS.toNanos(1) / bytesPerSecond));
	}

	/**
	 * End every fault. Connections that still exist go on.
	 */
	public void restore() {
		onLoop(() -> {
			this.conditions.reset();
			this.log.passable(true);
			connections(ProxiedConnection::goOn);
		});
		if (this.server == null) {
			listen();
		}
	}

	/**
	 * Return how many connections there are.
	 * @return the count
	 */
	public int connections() {
		int[] count = new int[1];
		onLoop(() -> count[0] = this.connections.size());
		return count[0];
	}

	private void listen() {
		this.server = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					accept(channel);
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port))
			.syncUninterruptibly()
			.channel();
	}

	private void accept(SocketChannel client) {
		ProxiedConnection connection = new ProxiedConnection(client, this.conditions, this::connect);
		this.connections.add(connection);
		connection.ended().addListener((ended) -> this.connections.remove(connection));
		connection.goOn();
	}

	private void connect(ProxiedConnection connection) {
		new Bootstrap().group(this.loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					connection.leadTo(channel);
				}

			})
			.connect(this.target)
			.addListener((connected) -> {
				if (connected.isSuccess()) {
					connection.connected();
				}
				else {
					connection.unconnected();
				}
			});
	}

	private void connections(Consumer<ProxiedConnection> action) {
		new ArrayList<>(this.connections).forEach(action);
	}

	private void onLoop(Runnable task) {
		this.loop.submit(task).syncUninterruptibly();
	}

	@Override
	public void close() {
		refuse();
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

}
