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

package io.resilientmqtt.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Counts the messages that a listener has been handed and not finished, and closes the
 * gate while they are as many as may be, until half of them are. Costs two atomic
 * operations a message. One thread at a time takes, any thread releases.
 */
final class InFlightLimit {

	private final Gate gate;

	private final int capacity;

	private final AtomicInteger taken = new AtomicInteger();

	private volatile boolean full;

	private volatile @Nullable CompletableFuture<Void> empty;

	InFlightLimit(Gate gate, int capacity) {
		this.gate = gate;
		this.capacity = capacity;
	}

	/**
	 * Take the room of one message.
	 * @return whether that was the last
	 */
	boolean take() {
		if (this.taken.incrementAndGet() < this.capacity) {
			return false;
		}
		synchronized (this) {
			if (!this.full && this.taken.get() >= this.capacity) {
				this.full = true;
				this.gate.close(Gate.Reason.FULL);
			}
		}
		return true;
	}

	/**
	 * Give room back.
	 * @param messages for how many
	 */
	void release(int messages) {
		int left = this.taken.addAndGet(-messages);
		if (this.full && left <= this.capacity / 2) {
			reopen();
		}
		CompletableFuture<Void> empty = this.empty;
		if (left == 0 && empty != null) {
			empty.complete(null);
		}
	}

	private synchronized void reopen() {
		if (this.full && this.taken.get() <= this.capacity / 2) {
			this.full = false;
			this.gate.open(Gate.Reason.FULL);
		}
	}

	int taken() {
		return this.taken.get();
	}

	/**
	 * Wait for all to be given back; no more is taken.
	 * @return complete when none is taken
	 */
	CompletableFuture<Void> empty() {
		CompletableFuture<Void> empty = new CompletableFuture<>();
		this.empty = empty;
		if (this.taken.get() == 0) {
			empty.complete(null);
		}
		return empty;
	}

}
