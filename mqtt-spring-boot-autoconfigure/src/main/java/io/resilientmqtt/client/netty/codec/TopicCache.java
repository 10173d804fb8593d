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
import org.jspecify.annotations.Nullable;

/**
 * Remembers the topics received lately, so that a topic that comes again is neither
 * decoded nor checked again, nor matched, as who receives it is kept with it. One slot
 * for each hash: a newcomer takes it over. Belongs to the event loop.
 */
public final class TopicCache {

	/** A power of two. */
	private static final int SLOTS = 256;

	/** The highest bits of a hash, which depend on all of the topic. */
	private static final int SLOT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);

	/** Odd, with bits all over: 2^64 divided by the golden ratio. */
	private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

	private @Nullable ReceivedTopic @Nullable [] slots;

	/**
	 * Return the topic whose UTF-8 bytes are at an index.
	 * @param in the packet, positioned at the field
	 * @param index where the bytes start
	 * @param length the length in bytes
	 * @return the topic whose UTF-8 bytes are at an index
	 * @throws ProtocolViolation if they are no valid topic name
	 */
	ReceivedTopic get(ByteBuf in, int index, int length) {
		if (this.slots == null) {
			this.slots = new @Nullable ReceivedTopic[SLOTS];
		}
		int slot = slot(in, index, length);
		ReceivedTopic cached = this.slots[slot];
		if (cached == null || !cached.isAt(in, index, length)) {
			cached = new ReceivedTopic(in, index, length);
			this.slots[slot] = cached;
		}
		return cached;
	}

	private static int slot(ByteBuf in, int index, int length) {
		long hash = length;
		for (int from = 0; from < length; from += Long.BYTES) {
			hash = (hash ^ ReceivedTopic.word(in, index, length, from)) * MULTIPLIER;
		}
		return (int) (hash >>> SLOT_SHIFT);
	}

}
