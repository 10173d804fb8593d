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

package io.resilientmqtt.benchmark;

import java.net.InetSocketAddress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * A broker that does next to nothing, so that what is measured is the client: it knows no
 * sessions and routes nothing. It has a JVM and one event loop of its own.
 */
public final class NullBroker {

	private NullBroker() {
	}

	/**
	 * Run until the process is ended, after printing the port.
	 * @param args none
	 * @throws Exception if there is no port
	 */
	public static void main(String[] args) throws Exception {
		ServerBootstrap bootstrap = new ServerBootstrap()
			.group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 4096)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 * 1024, 512 * 1024))
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new NullBrokerHandler());
				}

			});
		Channel channel = bootstrap.bind("127.0.0.1", 0).sync().channel();
		System.out.println("PORT " + ((InetSocketAddress) channel.localAddress()).getPort());
		// Ends with the driver, whatever becomes of that
		while (System.in.read() >= 0) {
			continue;
		}
		System.exit(0);
	}

}
