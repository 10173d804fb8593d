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

package io.resilientmqtt.testsupport;

import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Notes each packet as it came over the wire and passes it on. One for each channel.
 */
final class RawPackets extends ByteToMessageDecoder {

	private final Consumer<String> packets;

	RawPackets(Consumer<String> packets) {
		this.packets = packets;
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		int remaining = 0;
		int header = 1;
		byte next;
		do {
			if (header >= in.readableBytes()) {
				return;
			}
			next = in.getByte(in.readerIndex() + header);
			remaining |= (next & 0x7F) << (7 * (header - 1));
			header++;
		}
		while (next < 0 && header < 5);
		if (in.readableBytes() >= header + remaining) {
			ByteBuf packet = in.readRetainedSlice(header + remaining);
			this.packets.accept(ByteBufUtil.hexDump(packet));
			out.add(packet);
		}
	}

}
