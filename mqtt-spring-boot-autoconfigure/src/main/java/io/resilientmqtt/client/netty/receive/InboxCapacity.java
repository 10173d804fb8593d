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

package io.resilientmqtt.client.netty.receive;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much an inbox that exerts back-pressure may hold: its capacity, and more while its
 * receiver waits for an answer that can't be read otherwise. The event loop asks; the
 * receiver's thread claims, by {@link #isReached(long)}, that there is room again.
 */
final class InboxCapacity {

	private static final long NEVER = Long.MAX_VALUE;

	/** As many messages as a broker may leave unacknowledged. */
	private static final int MAX_EXTENSION = 65_535;

	private final int capacity;

	/** How many may wait beyond the capacity. */
	private int extension;

	/** How many were handled when that was last noted. */
	private long noted;

	/** How many must be handled for the event loop to be told. */
	private final AtomicLong roomAt = new AtomicLong(NEVER);

	/**
	 * Create room.
	 * @param capacity for how many messages
	 */
	InboxCapacity(int capacity) {
		this.capacity = capacity;
	}

	boolean isExtended() {
		return this.extension > 0;
	}

	/**
	 * Take back what the receiver no longer needs.
	 * @param waiting how many messages wait
	 */
	void shrink(long waiting) {
		if (waiting <= this.capacity / 2) {
			this.extension = 0;
		}
	}

	boolean isUsedUp(long waiting) {
		return waiting >= (long) this.capacity + this.extension;
	}

	/**
	 * Have it reported when half of the capacity is free again.
	 * @param added how many messages there were
	 * @return how many of them must be handled for that
	 */
	long await(long added) {
		long roomAt = added - this.capacity / 2;
		this.roomAt.set(roomAt);
		return roomAt;
	}

	boolean isAwaited() {
		return this.roomAt.get() != NEVER;
	}

	/**
	 * Return whether there is room as awaited and it falls to the caller to report it.
	 * @param handled how many messages have been handled
	 * @return {@code true} at most once for each {@link #await(long)}
	 */
	boolean isReached(long handled) {
		return handled >= this.roomAt.get() && this.roomAt.getAndSet(NEVER) != NEVER;
	}

	/**
	 * Remember how far the receiver has come.
	 * @param handled how many messages have been handled
	 */
	void note(long handled) {
		this.noted = handled;
	}

	boolean isStalled(long handled) {
		return handled == this.noted;
	}

	/**
	 * Let as many more messages wait as may anyhow.
	 * @return whether there is more room now
	 */
	boolean extend() {
		if (this.extension >= MAX_EXTENSION) {
			return false;
		}
		this.extension = (int) Math.min(MAX_EXTENSION, (long) this.extension + this.capacity);
		return true;
	}

}
