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

package io.resilientmqtt.client.netty.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every packet by name, for who wants to see what a connection does. It is part of a
 * connection only if its logger was at TRACE level when that was opened, and costs
 * nothing otherwise. On the event loop.
 */
public final class PacketLogHandler extends ChannelDuplexHandler {

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.packets");

	private final PacketLog received;

	private final PacketLog sent;

	private PacketLogHandler(String clientId) {
		this.received = new PacketLog((packet) -> logger.trace("MQTT client '{}' received {}", clientId, packet));
		this.sent = new PacketLog((packet) -> logger.trace("MQTT client '{}' sends {}", clientId, packet));
	}

	/**
	 * Log the packets of a connection if that is asked for.
	 * @param pipeline has the handlers for what is below MQTT and none else
	 * @param clientId the Client Identifier
	 */
	public static void addTo(ChannelPipeline pipeline, String clientId) {
		if (logger.isTraceEnabled()) {
			pipeline.addLast(new PacketLogHandler(clientId));
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf bytes) {
			this.received.bytes(bytes);
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf bytes) {
			this.sent.bytes(bytes);
		}
		context.write(message, promise);
	}

}
