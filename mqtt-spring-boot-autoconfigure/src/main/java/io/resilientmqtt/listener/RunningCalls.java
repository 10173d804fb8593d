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
 * Counts the calls that are running and lets none begin after it was closed. Costs two
 * atomic operations a call.
 */
final class RunningCalls {

	/**
	 * Added to the count when closed, so that it stays negative.
	 */
	private static final int CLOSED = Integer.MIN_VALUE;

	private final AtomicInteger count = new AtomicInteger();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	/** How many calls are not waited for; read after the next. */
	private int idleAt;

	private volatile @Nullable CompletableFuture<Void> idle;

	/**
	 * Begin a call.
	 * @return {@code false} if it must not run; otherwise {@link #end()} is due
	 */
	boolean begin() {
		if (this.count.incrementAndGet() < 0) {
			end();
			return false;
		}
		return true;
	}

	void end() {
		int left = this.count.decrementAndGet();
		if (left == CLOSED) {
			this.ended.complete(null);
		}
		CompletableFuture<Void> idle = this.idle;
		if (idle != null && (left & ~CLOSED) <= this.idleAt) {
			idle.complete(null);
		}
	}

	/**
	 * Wait for a moment without calls.
	 * @return complete when none was running
	 */
	CompletableFuture<Void> idle() {
		return idle(0);
	}

	/**
	 * Wait for a moment with few calls.
	 * @param left how many calls are not waited for
	 * @return complete when no more were running
	 */
	CompletableFuture<Void> idle(int left) {
		CompletableFuture<Void> idle = new CompletableFuture<>();
		this.idleAt = left;
		this.idle = idle;
		if ((this.count.get() & ~CLOSED) <= left) {
			idle.complete(null);
		}
		return idle;
	}

	/**
	 * Return whether no further call may begin.
	 * @return {@code true} after {@link #close()}
	 */
	boolean isClosed() {
		return this.count.get() < 0;
	}

	/**
	 * Let no further call begin.
	 * @return complete when the last running call has ended
	 */
	CompletableFuture<Void> close() {
		int before = this.count.getAndUpdate((current) -> current | CLOSED);
		if ((before & ~CLOSED) == 0) {
			this.ended.complete(null);
		}
		return this.ended;
	}

}
