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

package io.resilientmqtt.sample.fault;

import java.util.List;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Cuts what a client sends into MQTT packets, and answers SUBSCRIBE in place of the
 * broker while it is to be refused. What is no MQTT, as TLS, passes as it is.
 */
final class SubscribeRefusal extends ByteToMessageDecoder {

	private static final int CONNECT = 1;

	private static final int SUBSCRIBE = 8;

	private static final int SUBACK = 0x90;

	private static final int VERSION_5 = 5;

	private static final int NOT_AUTHORIZED = 0x87;

	private static final int FAILURE = 0x80;

	private final BooleanSupplier refusing;

	private boolean foreign;

	/** Of the protocol, 0 before CONNECT. */
	private int version;

	SubscribeRefusal(BooleanSupplier refusing) {
		this.refusing = refusing;
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		int start = in.readerIndex();
		int type = in.getUnsignedByte(start) >> 4;
		this.foreign |= this.version == 0 && type != CONNECT;
		if (this.foreign) {
			out.add(in.readRetainedSlice(in.readableBytes()));
			return;
		}
		in.skipBytes(1);
		int length = readNumber(in);
		if (length < 0 || in.readableBytes() < length) {
			in.readerIndex(start);
			return;
		}
		if (type == CONNECT) {
			// After the name of the protocol
			this.version = in.getUnsignedByte(in.readerIndex() + 2 + in.getUnsignedShort(in.readerIndex()));
		}
		if (type == SUBSCRIBE && this.refusing.getAsBoolean()) {
			context.writeAndFlush(refusal(context, in.readSlice(length)));
			return;
		}
		int end = in.readerIndex() + length;
		in.readerIndex(start);
		out.add(in.readRetainedSlice(end - start));
	}

	private ByteBuf refusal(ChannelHandlerContext context, ByteBuf subscribe) {
		int id = subscribe.readUnsignedShort();
		if (this.version == VERSION_5) {
			subscribe.skipBytes(readNumber(subscribe));
		}
		int filters = 0;
		while (subscribe.isReadable()) {
			subscribe.skipBytes(subscribe.readUnsignedShort() + 1);
			filters++;
		}
		int properties = (this.version == VERSION_5) ? 1 : 0;
		ByteBuf suback = context.alloc().buffer();
		suback.writeByte(SUBACK);
		writeNumber(suback, 2 + properties + filters);
		suback.writeShort(id);
		suback.writeZero(properties);
		for (int i = 0; i < filters; i++) {
			suback.writeByte((this.version == VERSION_5) ? NOT_AUTHORIZED : FAILURE);
		}
		return suback;
	}

	private static int readNumber(ByteBuf in) {
		int number = 0;
		for (int shift = 0; shift < 28 && in.isReadable(); shift += 7) {
			int digit = in.readUnsignedByte();
			number |= (digit & 0x7F) << shift;
			if ((digit & 0x80) == 0) {
				return number;
			}
		}
		return -1;
	}

	private static void writeNumber(ByteBuf out, int number) {
		int left = number;
		while (left > 0x7F) {
			out.writeByte((left & 0x7F) | 0x80);
			left >>>= 7;
		}
		out.writeByte(left);
	}

}
