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

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a publishing thread from getting further ahead than so many publications. It is
 * woken when half of them are done, so that it does not cost more than what it measures.
 */
final class Window {

	private final int size;

	private final AtomicLong done = new AtomicLong();

	private long started;

	private volatile long wakeAt = Long.MAX_VALUE;

	private final Thread publisher;

	/**
	 * Create the window of the current thread.
	 * @param size how many may be under way
	 */
	Window(int size) {
		this.size = size;
		this.publisher = Thread.currentThread();
	}

	/**
	 * Wait until another one may be started. On the publishing thread.
	 */
	void start() {
		if (this.started - this.done.get() >= this.size) {
			this.wakeAt = this.started - this.size / 2; // volatile: done() sees it, or
														// this sees done
			while (this.done.get() < this.wakeAt) {
				LockSupport.park(this);
			}
			this.wakeAt = Long.MAX_VALUE;
		}
		this.started++;
	}

	/**
	 * One is done. On any thread.
	 */
	void done() {
		if (this.done.incrementAndGet() == this.wakeAt) { // waking is dear: once only
			LockSupport.unpark(this.publisher);
		}
	}

	long count() {
		return this.done.get();
	}

}
