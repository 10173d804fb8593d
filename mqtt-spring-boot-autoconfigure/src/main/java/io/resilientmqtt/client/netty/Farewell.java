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
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends DISCONNECT and leaves it to the broker to close the connection, which it should
 * do [MQTT 5, 3.14.4]: then it has certainly read DISCONNECT. Closed by the client at
 * once, the connection may end before that. A broker that handles packets in one thread
 * and the end of connections in another then publishes the will, and if anything is left
 * unread the operating system resets the connection. Reads and drops what still comes. On
 * the event loop.
 */
final class Farewell extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(Farewell.class);

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private Farewell() {
	}

	/**
	 * Send the last packet. Nothing may be sent after it [MQTT-3.14.4-1].
	 * @param channel the connection
	 * @param disconnect the packet
	 * @param timeoutNanos how long the broker has for closing the connection, if that is
	 * less than a second; zero or less if the client is to close it at once
	 * @return complete when the connection is closed
	 */
	static ChannelFuture say(Channel channel, MqttMessage disconnect, long timeoutNanos) {
		String decoder = channel.pipeline().context(PublishDecoder.class).name();
		channel.pipeline().addBefore(decoder, null, new Farewell());
		channel.config().setAutoRead(true);
		channel.writeAndFlush(disconnect).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		Future<?> timer = channel.eventLoop()
			.schedule(() -> close(channel), Math.min(timeoutNanos, PATIENCE_NANOS), TimeUnit.NANOSECONDS);
		return channel.closeFuture().addListener((closed) -> timer.cancel(false));
	}

	private static void close(Channel channel) {
		logger.debug("The broker did not close the connection after DISCONNECT: {}", channel);
		channel.close();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ReferenceCountUtil.release(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		// nothing was read
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		logger.debug("The connection ended after DISCONNECT: {}", context.channel(), failure);
		context.close();
	}

}
