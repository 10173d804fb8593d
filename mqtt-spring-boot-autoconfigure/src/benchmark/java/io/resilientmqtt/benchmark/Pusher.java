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
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/**
 * Sends publications to a subscriber as told by its topic,
 * {@code push/qos/size/window/rate}: frames encoded beforehand, in batches, as fast as
 * the connection takes them (QoS 0) or with a window of unacknowledged ones (QoS 1). With
 * a rate they are sent one by one, and their payload begins with the time by
 * {@link System#nanoTime}, which is the same for all processes on Linux. On the event
 * loop. A filter with a + at its end is sent to 16 topics in turn.
 */
final class Pusher {

	private static final int BATCH = 64;

	/** What a + at the end of the filter stands for, in turn: 10 to 25. */
	private static final int TOPICS = 16;

	private final ChannelHandlerContext context;

	private final boolean qos1;

	private final int window;

	private final int rate;

	private final int frame;

	private final int idOffset;

	private final int payloadOffset;

	private final ByteBuf frames;

	private int inFlight;

	private int packetId;

	private boolean pushing;

	private volatile boolean closed;

	Pusher(ChannelHandlerContext context, String topic, boolean v5) {
		String[] parts = topic.split("/");
		this.context = context;
		this.qos1 = parts[1].equals("1");
		int size = Integer.parseInt(parts[2]);
		this.window = Integer.parseInt(parts[3]);
		this.rate = Integer.parseInt(parts[4]);
		byte[] name = name(topic, 0);
		int remaining = 2 + name.length + (this.qos1 ? 2 : 0) + (v5 ? 1 : 0) + size;
		int header = 1 + ((remaining < 128) ? 1 : 2);
		this.frame = header + remaining;
		this.idOffset = header + 2 + name.length;
		this.payloadOffset = this.frame - size;
		ByteBuf frames = Unpooled.directBuffer(this.frame * BATCH);
		for (int i = 0; i < BATCH; i++) {
			frames.writeByte(this.qos1 ? 0x32 : 0x30);
			if (remaining < 128) {
				frames.writeByte(remaining);
			}
			else {
				frames.writeByte(remaining & 0x7F | 0x80).writeByte(remaining >>> 7);
			}
			frames.writeShort(name.length).writeBytes(name(topic, i));
			frames.writeZero(this.frame * (i + 1) - frames.writerIndex());
		}
		this.frames = Unpooled.unreleasableBuffer(frames);
	}

	private static byte[] name(String filter, int index) {
		return filter.replace("+", String.valueOf(10 + index % TOPICS)).getBytes(StandardCharsets.UTF_8);
	}

	void start() {
		if (this.rate == 0) {
			push();
			return;
		}
		Thread pacer = new Thread(this::pace, "pacer");
		pacer.setDaemon(true);
		pacer.start();
	}

	private void pace() {
		long interval = 1_000_000_000L / this.rate;
		for (long due = System.nanoTime(); !this.closed; due += interval) {
			long left = due - System.nanoTime();
			while (left > 0) {
				LockSupport.parkNanos(left);
				left = due - System.nanoTime();
			}
			this.context.executor().execute(this::sendOne);
		}
	}

	private void sendOne() {
		if (this.inFlight >= this.window) {
			return; // a client this far behind has no latency to speak of
		}
		ByteBuf out = copy(1);
		out.setLong(this.payloadOffset, System.nanoTime());
		this.context.writeAndFlush(out);
	}

	void acknowledged() {
		this.inFlight--;
	}

	/**
	 * Send what may be sent.
	 */
	void push() {
		if (this.rate != 0 || this.pushing) {
			return;
		}
		this.pushing = true; // a flush may call back
		while (this.context.channel().isWritable() && !this.closed
				&& (!this.qos1 || this.inFlight + BATCH <= this.window)) {
			this.context.write(this.qos1 ? copy(BATCH) : this.frames.duplicate());
			if (!this.context.channel().isWritable()) {
				this.context.flush();
			}
		}
		this.context.flush();
		this.pushing = false;
	}

	private ByteBuf copy(int count) {
		ByteBuf out = this.context.alloc().directBuffer(this.frame * count);
		out.writeBytes(this.frames, 0, this.frame * count);
		if (this.qos1) {
			for (int i = 0; i < count; i++) {
				this.packetId = this.packetId % 65_535 + 1;
				out.setShort(i * this.frame + this.idOffset, this.packetId);
			}
			this.inFlight += count;
		}
		return out;
	}

	void close() {
		this.closed = true;
	}

}
