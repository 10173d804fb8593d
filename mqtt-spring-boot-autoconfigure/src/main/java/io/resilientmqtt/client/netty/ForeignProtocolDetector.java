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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Before the decoders: recognizes by the first bytes received that the server speaks
 * something else than MQTT, and says what to do about it. Leaves the pipeline with them.
 * On the event loop.
 */
final class ForeignProtocolDetector extends ChannelInboundHandlerAdapter {

	/** Content type of the records of an alert [RFC 8446, 5.1]. */
	private static final int TLS_ALERT = 0x15;

	private static final String HTTP = "HTTP/";

	private static final int LONGEST_SHOWN = 60;

	/** The characters that may begin a CONNACK begin no text so short. */
	private static final int SURELY_TEXT = 4;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf bytes && bytes.isReadable()) {
			context.pipeline().remove(this);
			String problem = problem(bytes);
			if (problem != null) {
				ReferenceCountUtil.release(message);
				throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, problem);
			}
		}
		context.fireChannelRead(message);
	}

	private static @Nullable String problem(ByteBuf bytes) {
		int first = bytes.getByte(bytes.readerIndex()) & 0xFF;
		if (first == TLS_ALERT) {
			return "it answers in TLS: set mqtt.ssl.enabled=true, or check mqtt.port";
		}
		String line = bytes
			.toString(bytes.readerIndex(), Math.min(bytes.readableBytes(), LONGEST_SHOWN), StandardCharsets.US_ASCII)
			.split("[^ -~]", 2)[0];
		boolean text = !line.isEmpty() && (first >> 4 != PacketType.CONNACK || line.length() >= SURELY_TEXT);
		if (!text) {
			return null;
		}
		String shown = " ('" + line + "')";
		if (line.startsWith(HTTP) || HTTP.startsWith(line)) {
			return "it answers in HTTP" + shown
					+ ": for MQTT over WebSocket set mqtt.transport=websocket and mqtt.websocket.path, else check mqtt.port";
		}
		return "it answers in text" + shown + ", so this is no MQTT server: check mqtt.port";
	}

}
