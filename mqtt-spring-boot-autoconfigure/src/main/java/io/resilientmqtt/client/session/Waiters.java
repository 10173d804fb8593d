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

package io.resilientmqtt.client.session;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that wait for futures. They are kept apart from the stages that depend on the
 * same futures, so that an event loop can wake the ones and leave the others alone; and
 * apart from the futures, most of which nobody waits for. Used by any thread.
 */
public final class Waiters {

	private final Map<AsyncFuture<?>, CompletableFuture<?>> results = new ConcurrentHashMap<>();

	/** How many results there are; at least as many, while one is added or removed. */
	private final AtomicInteger count = new AtomicInteger();

	/**
	 * Return what the calling thread waits for.
	 * @param future the future
	 * @return complete when the future is
	 */
	CompletableFuture<?> await(AsyncFuture<?> future) {
		return this.results.computeIfAbsent(future, (awaited) -> {
			this.count.incrementAndGet();
			return new CompletableFuture<>();
		});
	}

	/**
	 * Wake those who wait for a future, which is complete.
	 * @param future the future
	 */
	void wake(AsyncFuture<?> future) {
		if (this.count.get() > 0) {
			CompletableFuture<?> result = this.results.remove(future);
			if (result != null) {
				this.count.decrementAndGet();
				result.complete(null);
			}
		}
	}

}
