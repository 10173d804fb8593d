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

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.resilientmqtt.message.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the topics received lately, so that a topic that comes again is neither
 * decoded nor checked nor matched again. One slot for each hash: a newcomer takes it
 * over. Belongs to the event loop.
 */
final class TopicCache {

	private static final int SLOTS = 256;

	private @Nullable Topics @Nullable [] slots;

	private byte[] scratch = new byte[64];

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
		if (this.scratch.length < length) {
			this.scratch = new byte[Math.max(length, this.scratch.length * 2)];
		}
		byte[] bytes = this.scratch;
		in.getBytes(index, bytes, 0, length);
		int hash = hash(bytes, length);
		int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
		Topics cached = this.slots[slot];
		if (cached == null || !Arrays.equals(cached.utf8, 0, cached.utf8.length, bytes, 0, length)) {
			cached = new Topics(Arrays.copyOf(bytes, length));
			this.slots[slot] = cached;
		}
		return cached;
	}

	private static int hash(byte[] bytes, int length) {
		int hash = 0;
		for (int i = 0; i < length; i++) {
			hash = 31 * hash + bytes[i];
		}
		return hash;
	}

	/**
	 * One topic received and who receives it.
	 */
	static final class Topics {

		private static final Inbox[] NOBODY = {};

		private final byte[] utf8;

		private final String name;

		private Inbox[] inboxes = NOBODY;

		private int generation = -1;

		private Topics(byte[] utf8) {
			this.utf8 = utf8;
			try {
				this.name = Topic.check(PacketReader.decodeUtf8(utf8));
			}
			catch (IllegalArgumentException ex) {
				throw ProtocolViolation.malformed("PUBLISH: " + ex.getMessage());
			}
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
