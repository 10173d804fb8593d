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

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A network between the client and the embedded broker, which can be told to fail: it
 * listens on 127.0.0.1 and passes on to the broker's port what comes. Methods may be
 * called from any thread; what passes is on one thread of its own.
 */
final class FaultyNetwork implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("faulty-network", true), NioIoHandler.newFactory());

	private final IntSupplier brokerPort;

	private final Set<Relay> relays = ConcurrentHashMap.newKeySet();

	private volatile int port;

	private volatile Fault fault = Fault.NONE;

	private @Nullable Channel listening;

	/**
	 * Create a network that is down.
	 * @param port where it listens, 0 for a free port
	 * @param brokerPort the port of the broker, asked for at each connection
	 */
	FaultyNetwork(int port, IntSupplier brokerPort) {
		this.port = port;
		this.brokerPort = brokerPort;
	}

	/**
	 * Accept connections. Does nothing if it does.
	 */
	synchronized void open() {
		if (this.listening != null) {
			return;
		}
		Channel channel = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.AUTO_READ, false)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel client) {
					connect(client);
				}

			})
			.bind(HOST, this.port)
			.syncUninterruptibly()
			.channel();
		this.port = ((InetSocketAddress) channel.localAddress()).getPort();
		this.listening = channel;
	}

	private void connect(Channel client) {
		Relay toBroker = new Relay(this);
		Relay toClient = new Relay(this);
		client.pipeline().addLast(new SubscribeRefusal(() -> this.fault == Fault.REFUSE), toBroker);
		ChannelFuture broker = new Bootstrap().group(client.eventLoop())
			.channel(NioSocketChannel.class)
			.option(ChannelOption.AUTO_READ, false)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(toClient)
			.connect(HOST, this.brokerPort.getAsInt());
		broker.addListener((connected) -> {
			if (!connected.isSuccess()) {
				client.close();
				return;
			}
			toBroker.begin(client, broker.channel());
			toClient.begin(broker.channel(), client);
		});
	}

	void added(Relay relay) {
		this.relays.add(relay);
	}

	void removed(Relay relay) {
		this.relays.remove(relay);
	}

	/**
	 * Accept no connections any more, and end those there are.
	 */
	synchronized void shut() {
		Channel channel = this.listening;
		this.listening = null;
		if (channel != null) {
			channel.close().syncUninterruptibly();
		}
		cut();
	}

	/**
	 * End the connections there are.
	 */
	void cut() {
		this.relays.forEach(Relay::cut);
	}

	/**
	 * Fail from now on.
	 * @param fault how
	 */
	void fail(Fault fault) {
		this.fault = fault;
		this.relays.forEach(Relay::flow);
	}

	Fault fault() {
		return this.fault;
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		shut();
		this.group.shutdownGracefully();
	}

	/**
	 * How the network fails.
	 */
	enum Fault {

		/**
		 * Not at all.
		 */
		NONE,

		/**
		 * Connections are accepted, and nothing passes.
		 */
		FREEZE,

		/**
		 * Each piece takes half a second.
		 */
		SLOW,

		/**
		 * Each SUBSCRIBE is refused, as by a broker that does not allow it.
		 */
		REFUSE

	}

}
