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
import io.resilientmqtt.message.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the topics received lately, so that a topic that comes again is neither
 * decoded nor checked nor matched again. One slot for each hash: a newcomer takes it
 * over. Belongs to the event loop.
 */
final class TopicCache {

	/** A power of two. */
	private static final int SLOTS = 256;

	/** The highest bits of a hash, which depend on all of the topic. */
	private static final int SLOT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);

	/** Odd, with bits all over: 2^64 divided by the golden ratio. */
	private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

	private @Nullable Topics @Nullable [] slots;

	/**
	 * Return the topic whose UTF-8 bytes are at an index.
	 * @param in the packet, positioned at the field
	 * @param index where the bytes start
	 * @param length the length in bytes
	 * @return the topic whose UTF-8 bytes are at an index
	 * @throws ProtocolViolation if they are no valid topic name
	 */
	Topics get(ByteBuf in, int index, int length) {
		if (this.slots == null) {
			this.slots = new @Nullable Topics[SLOTS];
		}
		int slot = slot(in, index, length);
		Topics cached = this.slots[slot];
		if (cached == null || !cached.isAt(in, index, length)) {
			cached = new Topics(in, index, length);
			this.slots[slot] = cached;
		}
		return cached;
	}

	private static int slot(ByteBuf in, int index, int length) {
		long hash = length;
		for (int from = 0; from < length; from += Long.BYTES) {
			hash = (hash ^ word(in, index, length, from)) * MULTIPLIER;
		}
		return (int) (hash >>> SLOT_SHIFT);
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
	private static long word(ByteBuf in, int index, int length, int from) {
		if (length >= Long.BYTES) {
			return in.getLong(index + Math.min(from, length - Long.BYTES));
		}
		long word = 0;
		for (int i = 0; i < length; i++) {
			word = word << Byte.SIZE | in.getUnsignedByte(index + i);
		}
		return word;
	}

	/**
	 * One topic received and who receives it.
	 */
	static final class Topics {

		private static final Inbox[] NOBODY = {};

		private final int length;

		private final long[] words;

		private final String name;

		private Inbox[] inboxes = NOBODY;

		private int generation = -1;

		private Topics(ByteBuf in, int index, int length) {
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

		private boolean isAt(ByteBuf in, int index, int length) {
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

		String name() {
			return this.name;
		}

		/**
		 * Return who receives the topic, matching it only if receivers have changed since
		 * it was last matched.
		 * @param all all inboxes
		 * @return who receives the topic, matching it only if receivers have changed
		 * since it was last matched
		 */
		Inbox[] inboxes(Inboxes all) {
			if (this.generation != all.generation()) {
				this.inboxes = all.match(this.name);
				this.generation = all.generation();
			}
			return this.inboxes;
		}

	}

}
