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

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a connection is closed, so that its socket is soon gone whatever TLS and WebSocket
 * still have to say and whether or not the other end reads. In good order what was sent
 * still arrives. A reset takes it back as far as it has not arrived: the operating system
 * would otherwise go on sending it for minutes, and a CONNECT that arrives late takes
 * over the session of a newer connection. Stateless. On the event loop of the channel.
 */
final class SocketCloser {

	/**
	 * How long a connection may take to close in good order, in nanoseconds.
	 */
	static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final Logger logger = LoggerFactory.getLogger(SocketCloser.class);

	private SocketCloser() {
	}

	/**
	 * Close a connection in good order, or reset it if that is not done within
	 * {@link #GRACE_NANOS}.
	 * @param channel the connection
	 */
	static void close(Channel channel) {
		channel.close();
		if (channel.isOpen()) { // close_notify or a Close frame has to be written first
			Future<?> timer = channel.eventLoop().schedule(() -> reset(channel), GRACE_NANOS, TimeUnit.NANOSECONDS);
			channel.closeFuture().addListener((closed) -> timer.cancel(false));
		}
	}

	/**
	 * Reset a connection at once. No handler is asked: there is nothing more to say.
	 * @param channel the connection
	 */
	static void reset(Channel channel) {
		if (!channel.isOpen()) {
			return;
		}
		try {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) { // the other end was faster
			logger.debug("The connection can't be reset any more: {}", channel, ex);
		}
		ChannelHandlerContext first = channel.pipeline().firstContext();
		if (first != null) {
			first.close();
		}
		else {
			channel.close();
		}
	}

}
