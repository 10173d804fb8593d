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

package io.resilientmqtt.client.netty.publish;

import java.util.concurrent.atomic.AtomicLongArray;

import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.session.OutboundPublish;

/**
 * How much is accepted for publishing and not completed: publications, and the bytes of
 * their payloads. Publishers add to it, the event loop takes away, message by message;
 * what the two write has cache lines of its own, and a publisher looks at what the event
 * loop wrote only when there seems to be no room.
 */
final class PublishLoad {

	/** What one publication adds to the load, on top of its bytes. */
	private static final long ONE = 1L << 40;

	/** Longs in the 64 bytes of a cache line. */
	private static final int LONGS = 8;

	/** The load ever accepted. */
	private static final int ACCEPTED = LONGS;

	/** The load released as a publisher last saw it. */
	private static final int SEEN = ACCEPTED + 1;

	/** The load ever released, which the event loop alone writes. */
	private static final int RELEASED = ACCEPTED + LONGS;

	private final PublishOptions options;

	/**
	 * What is between {@link #ACCEPTED} and {@link #RELEASED} is pending: publications,
	 * and their payload bytes in the low 40 bits. Both may overflow; their difference
	 * does not.
	 */
	private final AtomicLongArray load = new AtomicLongArray(RELEASED + LONGS);

	/**
	 * Create a load of nothing.
	 * @param options its limits
	 */
	PublishLoad(PublishOptions options) {
		this.options = options;
	}

	static long weight(OutboundPublish<?> publish) {
		return ONE + publish.message().payloadSize();
	}

	/**
	 * Add a weight if there is room for it. On any thread.
	 * @param weight the weight
	 * @return whether there was
	 */
	boolean reserve(long weight) {
		long accepted = this.load.addAndGet(ACCEPTED, weight);
		if (!isOver(accepted - this.load.getOpaque(SEEN)) || !isOver(accepted - lookAtReleased())) {
			return true;
		}
		this.load.addAndGet(ACCEPTED, -weight);
		return false;
	}

	/**
	 * Add a weight, whatever there is. On any thread.
	 * @param weight the weight
	 */
	void add(long weight) {
		this.load.addAndGet(ACCEPTED, weight);
	}

	private long lookAtReleased() {
		long released = this.load.getAcquire(RELEASED);
		this.load.setOpaque(SEEN, released);
		return released;
	}

	private boolean isOver(long load) {
		long count = load / ONE;
		return count > this.options.maxPending() || (count > 1 && load % ONE > this.options.maxPendingBytes());
	}

	/**
	 * Take a weight away. On the event loop.
	 * @param weight the weight
	 */
	void release(long weight) {
		this.load.setRelease(RELEASED, this.load.getPlain(RELEASED) + weight);
	}

	/**
	 * Return all that was ever released. On the event loop.
	 * @return a number that changes with every release
	 */
	long released() {
		return this.load.getPlain(RELEASED);
	}

	/**
	 * Return whether more is pending than the limits allow.
	 * @return whether more is pending than the limits allow
	 */
	boolean isOver() {
		return isOver(pendingLoad());
	}

	/**
	 * Return whether more is pending than twice what the limits allow. On any thread.
	 * @return whether more is pending than twice what the limits allow
	 */
	boolean isFarOver() {
		long load = this.load.get(ACCEPTED) - lookAtReleased();
		long count = load / ONE;
		return count > 2L * this.options.maxPending() || (count > 1 && load % ONE / 2 > this.options.maxPendingBytes());
	}

	/**
	 * Return whether a quarter of what the limits allow is pending. On the event loop.
	 * @return whether a quarter of what the limits allow is pending
	 */
	boolean isQuarterFull() {
		long load = pendingLoad();
		return load / ONE >= Math.max(1, this.options.maxPending() / 4)
				|| load % ONE >= this.options.maxPendingBytes() / 4;
	}

	int pending() {
		return (int) (pendingLoad() / ONE);
	}

	BufferFill fill() {
		long load = pendingLoad();
		return new BufferFill((int) (load / ONE), this.options.maxPending(), load % ONE,
				this.options.maxPendingBytes());
	}

	private long pendingLoad() {
		return this.load.get(ACCEPTED) - this.load.getAcquire(RELEASED);
	}

}
