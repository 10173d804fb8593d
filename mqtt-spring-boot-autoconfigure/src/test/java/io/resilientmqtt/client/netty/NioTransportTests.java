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
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Promise;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.testsupport.Behaviour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NioTransport}.
 */
@Behaviour({ "S10", "S38" })
class NioTransportTests {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final EventLoop loop = this.group.next();

	private final AtomicInteger lookups = new AtomicInteger();

	private final NioTransport transport = new NioTransport(this.loop, (lookup) -> {
		this.lookups.incrementAndGet();
		new Thread(lookup).start();
	}, InetAddress::getAllByName, 60_000, TransportOptions.DEFAULT);

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
		Promise<List<Route>> found = this.loop.newPromise();
		found.addListener((done) -> this.transport.open(found.getNow().get(0), opened));
		this.loop.execute(() -> this.transport.lookUp(new ServerAddress(host, port), found));
	}

	@Test
	@Behaviour("S10")
	void theHostIsLookedUpAtEveryAttempt() throws IOException {
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
	@Behaviour("S38")
	void nothingIsHeldBackForFullerSegments() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
			Channel channel = open("127.0.0.1", server.getLocalPort());
			assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
			channel.close();
		}
	}

	private List<Route> lookUp(TransportOptions options, String host) {
		NioTransport transport = new NioTransport(this.loop, Runnable::run, InetAddress::getAllByName, 60_000, options);
		Promise<List<Route>> found = this.loop.newPromise();
		transport.lookUp(new ServerAddress(host, 1883), found);
		return found.syncUninterruptibly().getNow();
	}

	@Test
	void theZoneOfAnAddressIsNotLost() throws IOException {
		for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
			assertZone(String.valueOf(each.getIndex()), each.getIndex());
			if (each.inetAddresses().anyMatch(NioTransportTests::isLinkLocal)) {
				assertZone(each.getName(), each.getIndex());
			}
		}
	}

	private static boolean isLinkLocal(InetAddress address) {
		return address instanceof Inet6Address && address.isLinkLocalAddress();
	}

	private void assertZone(String zone, int scope) {
		assertScope(lookUp(TransportOptions.DEFAULT, "fe80::1%" + zone).get(0).address(), scope);
		TransportOptions from = new TransportOptions(TransportOptions.Type.TCP, WebSocketOptions.DEFAULT, null,
				"fe80::2%" + zone);
		assertScope(lookUp(from, "127.0.0.1").get(0).local(), scope);
	}

	private static void assertScope(@Nullable InetSocketAddress address, int scope) {
		assertThat(address).isNotNull();
		assertThat(address.getAddress()).isInstanceOfSatisfying(Inet6Address.class,
				(inet6) -> assertThat(inet6.getScopeId()).isEqualTo(scope));
	}

	@Test
	void everyAddressIsAWay() throws IOException {
		InetAddress[] addresses = { InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"),
				InetAddress.getByName("192.0.2.1") };
		NioTransport transport = new NioTransport(this.loop, Runnable::run, (host) -> addresses, 60_000,
				TransportOptions.DEFAULT.withProxy(new ProxyOptions(ProxyOptions.Type.HTTP, "proxy", 3128)));
		Promise<List<Route>> found = this.loop.newPromise();
		transport.lookUp(new ServerAddress("broker", 1883), found);
		assertThat(found.syncUninterruptibly().getNow()).extracting((route) -> route.address().toString())
			.containsExactly("/192.0.2.1:3128", "/[2001:db8:0:0:0:0:0:1]:3128");
	}

}
