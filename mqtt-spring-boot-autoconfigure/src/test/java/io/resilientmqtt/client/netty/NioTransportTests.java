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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SEMANTICS S10 and S38.
 */
class NioTransportTests {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final EventLoop loop = this.group.next();

	private final AtomicInteger lookups = new AtomicInteger();

	private final NioTransport transport = new NioTransport(this.loop, (lookup) -> {
		this.lookups.incrementAndGet();
		new Thread(lookup).start();
	}, 60_000, TransportOptions.DEFAULT);

	@AfterEach
	void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private Channel open(String host, int port) {
		Promise<Channel> opened = this.loop.newPromise();
		open(host, port, opened);
		return opened.syncUninterruptibly().getNow();
	}

	private void open(String host, int port, Promise<Channel> opened) {
		this.loop.execute(
				() -> this.transport.open(new ServerAddress(host, port), new ChannelInboundHandlerAdapter(), opened));
	}

	@Test
	void s10TheHostIsLookedUpAtEveryAttempt() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
			open("127.0.0.1", server.getLocalPort()).close();
			assertThat(this.lookups).hasValue(0);
		}
		Promise<Channel> opened = this.loop.newPromise();
		Promise<Channel> openedAgain = this.loop.newPromise();
		open("localhost", 1, opened);
		open("localhost", 1, openedAgain);
		assertThat(opened.awaitUninterruptibly(60, TimeUnit.SECONDS)).isTrue();
		assertThat(openedAgain.awaitUninterruptibly(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.lookups).hasValue(2);
	}

	@Test
	void s38NothingIsHeldBackForFullerSegments() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
			Channel channel = open("127.0.0.1", server.getLocalPort());
			assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
			channel.close();
		}
	}

}
