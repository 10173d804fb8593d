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
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
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
final class DisconnectWriter extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(DisconnectWriter.class);

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Channel channel;

	/** Ends the connection, whatever happens. */
	private final ScheduledFuture<?> end;

	private final boolean atOnce;

	/** Whether DISCONNECT has left. */
	private boolean written;

	private DisconnectWriter(Channel channel, long timeoutNanos) {
		this.channel = channel;
		this.atOnce = timeoutNanos == 0;
		this.end = channel.eventLoop()
			.schedule(this::overdue, timeoutNanos + SocketCloser.GRACE_NANOS, TimeUnit.NANOSECONDS);
	}

	/**
	 * Send the last packet. Nothing may be sent after it [MQTT-3.14.4-1], and what is
	 * received from now on is dropped.
	 * @param channel the connection
	 * @param disconnect the packet
	 * @param timeoutNanos how long it may take, in nanoseconds, up to which the packet
	 * waits for what was sent before it. From when it has left the broker has a second
	 * for closing the connection, which the client ends at the latest
	 * {@link SocketCloser#GRACE_NANOS} after that time, and with zero as soon as it has
	 * left
	 * @return complete when the connection is closed
	 */
	static ChannelFuture write(Channel channel, MqttMessage disconnect, long timeoutNanos) {
		PacketDecoder decoder = channel.pipeline().get(PacketDecoder.class);
		decoder.close();
		DisconnectWriter writer = new DisconnectWriter(channel, Math.max(timeoutNanos, 0));
		channel.pipeline().addBefore(channel.pipeline().context(decoder).name(), null, writer);
		channel.config().setAutoRead(true);
		channel.writeAndFlush(disconnect).addListener(writer::written);
		return channel.closeFuture().addListener((closed) -> writer.end.cancel(false));
	}

	private void written(Future<? super Void> result) {
		if (!result.isSuccess()) {
			SocketCloser.reset(this.channel);
			return;
		}
		this.written = true;
		if (this.atOnce) {
			notClosed();
		}
		else if (this.end.getDelay(TimeUnit.NANOSECONDS) > PATIENCE_NANOS) {
			Future<?> timer = this.channel.eventLoop().schedule(this::notClosed, PATIENCE_NANOS, TimeUnit.NANOSECONDS);
			this.channel.closeFuture().addListener((closed) -> timer.cancel(false));
		}
	}

	private void notClosed() {
		logger.debug("The broker did not close the connection after DISCONNECT: {}", this.channel);
		SocketCloser.close(this.channel);
	}

	private void overdue() {
		if (this.written) {
			notClosed();
			return;
		}
		logger.debug("The connection did not end in time after DISCONNECT: {}", this.channel);
		SocketCloser.reset(this.channel);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		// nothing was read
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		logger.debug("The connection ended after DISCONNECT: {}", context.channel(), failure);
		SocketCloser.reset(this.channel);
	}

}
