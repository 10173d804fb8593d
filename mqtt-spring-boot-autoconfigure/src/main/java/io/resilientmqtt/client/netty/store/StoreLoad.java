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

package io.resilientmqtt.client.netty.store;

import java.util.concurrent.atomic.AtomicLong;

import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.client.StoreOptions.OnFailure;
import io.resilientmqtt.client.session.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * How many publications are kept, and their payload bytes. Used by any thread.
 */
public final class StoreLoad {

	/** How far the limit may be passed before publishers wait for the oldest to go. */
	private static final long BEYOND = 4096;

	private final StoreOptions options;

	private final AtomicLong messages;

	private final AtomicLong bytes;

	private volatile @Nullable String failure;

	/**
	 * Create the load of what is kept already.
	 * @param options the limits
	 * @param kept what is kept
	 */
	public StoreLoad(StoreOptions options, StoredSession kept) {
		this.options = options;
		this.messages = new AtomicLong(kept.messages());
		this.bytes = new AtomicLong(kept.bytes());
	}

	/**
	 * Take a publication in if there is room.
	 * @param size the bytes of its payload
	 * @return whether there was
	 */
	public boolean reserve(int size) {
		long messages = this.messages.incrementAndGet();
		long bytes = this.bytes.addAndGet(size);
		if (this.options.overflow() == Overflow.DROP_OLDEST) {
			messages -= BEYOND;
			bytes -= Math.max(size, BEYOND);
		}
		if (messages <= this.options.maxMessages() && (messages <= 1 || bytes <= this.options.maxBytes())) {
			return true;
		}
		release(size);
		return false;
	}

	/**
	 * A publication is over.
	 * @param size the bytes of its payload
	 */
	public void release(int size) {
		this.messages.decrementAndGet();
		this.bytes.addAndGet(-size);
	}

	/**
	 * Many publications are over.
	 * @param messages how many
	 * @param bytes the bytes of their payloads
	 */
	public void release(long messages, long bytes) {
		this.messages.addAndGet(-messages);
		this.bytes.addAndGet(-bytes);
	}

	/**
	 * Return whether the oldest has to go.
	 * @return whether more is kept than may be
	 */
	public boolean isOverfull() {
		long messages = this.messages.get();
		return this.options.overflow() == Overflow.DROP_OLDEST && (messages > this.options.maxMessages()
				|| (messages > 1 && this.bytes.get() > this.options.maxBytes()));
	}

	/**
	 * Return whether publishers wait for room.
	 * @return whether they do
	 */
	public boolean blocks() {
		return this.options.overflow() != Overflow.FAIL;
	}

	public long messages() {
		return this.messages.get();
	}

	public long bytes() {
		return this.bytes.get();
	}

	/**
	 * Return whether publications are to be refused.
	 * @return {@code true} while the store can't be written and the client is to stop
	 */
	public boolean isStopped() {
		return this.failure != null && this.options.onFailure() == OnFailure.STOP;
	}

	/**
	 * The store can't be written, or can be again.
	 * @param failure why not, or {@code null}
	 */
	public void failure(@Nullable String failure) {
		this.failure = failure;
	}

	public @Nullable String failure() {
		return this.failure;
	}

}
