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
import io.resilientmqtt.message.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it was received, and what whoever deals with its messages keeps with it.
 * Belongs to the event loop.
 */
public final class ReceivedTopic {

	private final int length;

	private final long[] words;

	private final String name;

	private @Nullable Object attachment;

	private int version = -1;

	/**
	 * Create from the UTF-8 bytes at an index.
	 * @param in the packet
	 * @param index where the bytes start
	 * @param length the length in bytes
	 * @throws ProtocolViolation if they are no valid topic name
	 */
	ReceivedTopic(ByteBuf in, int index, int length) {
		this.length = length;
		this.words = new long[(length + Long.BYTES - 1) / Long.BYTES];
		for (int i = 0; i < this.words.length; i++) {
			this.words[i] = word(in, index, length, i * Long.BYTES);
		}
		byte[] utf8 = new byte[length];
		in.getBytes(index, utf8);
		try {
			this.name = Topic.check(PacketReader.decodeUtf8(utf8));
		}
		catch (IllegalArgumentException ex) {
			throw ProtocolViolation.malformed("PUBLISH: " + ex.getMessage());
		}
	}

	boolean isAt(ByteBuf in, int index, int length) {
		if (length != this.length) {
			return false;
		}
		for (int i = 0; i < this.words.length; i++) {
			if (this.words[i] != word(in, index, length, i * Long.BYTES)) {
				return false;
			}
		}
		return true;
	}

	public String name() {
		return this.name;
	}

	/**
	 * Return what was attached last.
	 * @param version the version that is current
	 * @return what was attached, or {@code null} if that was of another version
	 */
	@Nullable public Object attachment(int version) {
		return (version == this.version) ? this.attachment : null;
	}

	/**
	 * Keep something with the topic, instead of what was attached before.
	 * @param attachment what to keep
	 * @param version of what version it is, 0 or more
	 */
	public void attach(Object attachment, int version) {
		this.attachment = attachment;
		this.version = version;
	}

	/**
	 * Return bytes of a topic as a number, which is faster than byte by byte.
	 * @param in where it is
	 * @param index where it starts
	 * @param length how many bytes it has
	 * @param from the first of eight to return; the last eight if there are less from
	 * there on, or all if it is shorter
	 * @return the number
	 */
	static long word(ByteBuf in, int index, int length, int from) {
		if (length >= Long.BYTES) {
			return in.getLong(index + Math.min(from, length - Long.BYTES));
		}
		long word = 0;
		for (int i = 0; i < length; i++) {
			word = word << Byte.SIZE | in.getUnsignedByte(index + i);
		}
		return word;
	}

}
