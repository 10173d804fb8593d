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

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the null broker. Both versions of MQTT; acknowledgements of all that
 * was read at once leave together. On the event loop.
 */
final class NullBrokerHandler extends ByteToMessageDecoder {

	private boolean v5;

	private @Nullable ByteBuf answers;

	private @Nullable Pusher pusher;

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		while (in.readableBytes() >= 2) {
			int remaining = readVarInt(in);
			if (remaining < 0 || in.readableBytes() - 1 < remaining + varIntLength(remaining)) {
				return;
			}
			int first = in.readUnsignedByte();
			in.skipBytes(varIntLength(remaining));
			int end = in.readerIndex() + remaining;
			packet(context, first, in);
			in.readerIndex(end);
		}
	}

	// Of the length behind the first byte, without moving on; -1 if it is incomplete
	private static int readVarInt(ByteBuf in) {
		int value = 0;
		for (int i = 1; i <= 4 && i < in.readableBytes(); i++) {
			byte next = in.getByte(in.readerIndex() + i);
			value |= (next & 0x7F) << (7 * (i - 1));
			if (next >= 0) {
				return value;
			}
		}
		return -1;
	}

	private static int varIntLength(int value) {
		return (value < 128) ? 1 : (value < 16_384) ? 2 : (value < 2_097_152) ? 3 : 4;
	}

	private void packet(ChannelHandlerContext context, int first, ByteBuf in) {
		switch (first >>> 4) {
			case 1 -> {
				this.v5 = in.getByte(in.readerIndex() + 2 + in.getUnsignedShort(in.readerIndex())) == 5;
				answer(context).writeBytes(this.v5 ? new byte[] { 0x20, 3, 0, 0, 0 } : new byte[] { 0x20, 2, 0, 0 });
			}
			case 3 -> {
				if ((first & 0x06) != 0) {
					in.skipBytes(in.readUnsignedShort());
					answer(context).writeInt(0x4002_0000 | in.readUnsignedShort());
				}
			}
			case 4 -> {
				if (this.pusher != null) {
					this.pusher.acknowledged();
				}
			}
			case 8 -> subscribe(context, in);
			case 10 -> {
				int packetId = in.readUnsignedShort();
				answer(context).writeBytes(this.v5 ? new byte[] { (byte) 0xB0, 4 } : new byte[] { (byte) 0xB0, 2 })
					.writeShort(packetId);
				if (this.v5) {
					answer(context).writeShort(0);
				}
			}
			case 12 -> answer(context).writeShort(0xD000);
			case 14 -> context.close();
			default -> throw new IllegalStateException("Packet type " + (first >>> 4));
		}
	}

	private void subscribe(ChannelHandlerContext context, ByteBuf in) {
		int packetId = in.readUnsignedShort();
		if (this.v5) {
			in.skipBytes(in.readUnsignedByte()); // never as long as 128
		}
		String filter = in.readCharSequence(in.readUnsignedShort(), StandardCharsets.UTF_8).toString();
		int qos = in.readByte() & 3;
		ByteBuf answer = answer(context);
		if (this.v5) {
			answer.writeShort(0x9004).writeShort(packetId).writeByte(0).writeByte(qos);
		}
		else {
			answer.writeShort(0x9003).writeShort(packetId).writeByte(qos);
		}
		if (filter.startsWith("push/") && this.pusher == null) {
			flushAnswers(context);
			this.pusher = new Pusher(context, filter, this.v5);
			this.pusher.start();
		}
	}

	private ByteBuf answer(ChannelHandlerContext context) {
		if (this.answers == null) {
			this.answers = context.alloc().directBuffer(4096);
		}
		return this.answers;
	}

	private void flushAnswers(ChannelHandlerContext context) {
		if (this.answers != null) {
			context.writeAndFlush(this.answers);
			this.answers = null;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) throws Exception {
		flushAnswers(context);
		if (this.pusher != null) {
			this.pusher.push();
		}
		// A publisher that does not read the answers is read no further
		if (this.pusher == null) {
			context.channel().config().setAutoRead(context.channel().isWritable());
		}
		super.channelReadComplete(context);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			context.channel().config().setAutoRead(true);
			if (this.pusher != null) {
				this.pusher.push();
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		if (this.pusher != null) {
			this.pusher.close();
		}
		super.channelInactive(context);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		System.out.println("FAILED " + failure);
		context.close();
	}

}
