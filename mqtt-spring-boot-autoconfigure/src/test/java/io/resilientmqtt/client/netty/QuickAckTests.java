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
import java.net.ServerSocket;
import java.time.Duration;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker with Nagle's algorithm on gets TCP's acknowledgement where it keeps a PUBACK
 * back for want of it.
 */
class QuickAckTests {

	private static final int[] MESSAGE = { 0x30, 3, 0, 1, 'x' };

	private static final int[] PUBACK = { 0x40, 2, 0, 1 };

	private static final Duration INTERVAL = Duration.ofMillis(1);

	@Test
	void whatIsReadBeforeAPubackIsAcknowledgedAtOnce() {
		VirtualClient client = client();
		client.publish(QoS.AT_LEAST_ONCE);
		client.receive(MESSAGE);
		assertThat(client.channel().quickAcks()).isEqualTo(1);
		client.receive(MESSAGE);
		assertThat(client.channel().quickAcks()).isEqualTo(2);
	}

	@Test
	void nothingIsAcknowledgedInHasteWhereNoPubackIsAwaited() {
		VirtualClient client = client();
		client.receive(MESSAGE);
		client.publish(QoS.AT_LEAST_ONCE);
		client.receive(PUBACK);
		client.receive(MESSAGE);
		assertThat(client.channel().quickAcks()).isZero();
	}

	@Test
	void whatIsSentInReplyAcknowledges() {
		VirtualClient client = client();
		client.publish(QoS.EXACTLY_ONCE);
		client.receive(0x50, 2, 0, 1); // PUBREC, answered with PUBREL
		assertThat(client.channel().quickAcks()).isZero();
	}

	@Test
	void whatIsReadBeforeSeveralPubacksIsAcknowledgedTogetherOnceAMillisecond() {
		VirtualClient client = client();
		client.publish(QoS.AT_LEAST_ONCE);
		client.publish(QoS.AT_LEAST_ONCE);
		client.receive(MESSAGE);
		client.receive(MESSAGE);
		client.receive(MESSAGE);
		assertThat(client.channel().quickAcks()).isEqualTo(1);
		client.pass(INTERVAL);
		assertThat(client.channel().quickAcks()).isEqualTo(2);
		client.pass(INTERVAL.multipliedBy(5));
		assertThat(client.channel().quickAcks()).isEqualTo(2);
		client.receive(MESSAGE);
		assertThat(client.channel().quickAcks()).isEqualTo(3);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void linuxAcknowledgesAtOnceAndAClosedSocketDoesNoHarm() throws Exception {
		MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Channel channel = new Bootstrap().group(group)
				.channel(NioSocketChannel.class)
				.handler(new ChannelInboundHandlerAdapter())
				.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()))
				.sync()
				.channel();
			QuickAck quickAck = new QuickAck(channel);
			channel.eventLoop().submit(() -> quickAck.request(1)).sync();
			assertThat(quickAck.isAvailable()).isTrue();
			channel.close().sync();
			QuickAck late = new QuickAck(channel);
			channel.eventLoop().submit(() -> late.request(1)).sync();
			assertThat(late.isAvailable()).isFalse();
		}
		finally {
			group.shutdownGracefully();
		}
	}

	private static VirtualClient client() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.acceptMqtt();
		return client;
	}

}
