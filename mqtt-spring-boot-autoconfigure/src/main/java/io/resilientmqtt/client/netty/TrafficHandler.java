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

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.resilientmqtt.client.netty.support.Counters;

/**
 * Counts the bytes of MQTT that pass, and the packets sent: for each buffer, not for each
 * message. Stands where buffers hold nothing but MQTT. One for each channel, on its event
 * loop.
 */
final class TrafficHandler extends ChannelDuplexHandler {

	private final Counters counters;

	private long bytesReceived;

	private long bytesSent;

	private long packetsSent;

	/** How many packets are in the buffer that is written next. */
	private int gathered = 1;

	TrafficHandler(Counters counters) {
		this.counters = counters;
	}

	/**
	 * Several packets are about to be written in one buffer.
	 * @param packets how many
	 */
	void gathered(int packets) {
		this.gathered = packets;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf buffer) {
			this.bytesReceived += buffer.readableBytes();
		}
		context.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.bytesReceived > 0) {
			this.counters.bytesReceived(this.bytesReceived);
			this.bytesReceived = 0;
		}
		context.fireChannelReadComplete();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf buffer) {
			this.bytesSent += buffer.readableBytes();
			this.packetsSent += this.gathered;
			this.gathered = 1;
		}
		context.write(message, promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		if (this.bytesSent > 0) {
			this.counters.sent(this.packetsSent, this.bytesSent);
			this.bytesSent = 0;
			this.packetsSent = 0;
		}
		context.flush();
	}

}
