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

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A value that any number of futures are completed with, one after another, without
 * running what depends on them. A {@code CompletableFuture} has no method for that, but
 * does it with the future that {@code whenComplete} makes of one that is complete: as
 * nobody can depend on a new future, it sets the result and looks no further. The future
 * that is made here, by {@link Source#newIncompleteFuture()}, is not new. Belongs to one
 * thread.
 *
 * @param <T> the type of the value
 */
public final class SharedValue<T> {

	/**
	 * How many futures a source is for. It is written to for each, and writing a new
	 * object into an old one costs the garbage collector's card marking (with G1 a memory
	 * barrier, and the cleaning of the card). So sources are kept young.
	 */
	private static final int GIVEN_AT_MOST = 256;

	private final T value;

	private Source<T> source;

	private int given;

	/**
	 * Create a value to share.
	 * @param value the value
	 */
	public SharedValue(T value) {
		this.value = value;
		this.source = new Source<>(value);
	}

	/**
	 * Complete a future, unless it is complete.
	 * @param future the future
	 */
	void give(CompletableFuture<T> future) {
		if (this.given++ == GIVEN_AT_MOST) {
			this.given = 1;
			this.source = new Source<>(this.value);
		}
		CompletableFuture<T> completed = this.source.completing(future);
		if (completed != future) {
			throw new IllegalStateException("whenComplete() has not used newIncompleteFuture()");
		}
	}

	private static void ignore(@Nullable Object value, @Nullable Throwable failure) {
	}

	private static final class Source<T> extends CompletableFuture<T> {

		private @Nullable CompletableFuture<T> target;

		Source(T value) {
			complete(value);
		}

		CompletableFuture<T> completing(CompletableFuture<T> future) {
			this.target = future;
			CompletableFuture<T> completed = whenComplete(SharedValue::ignore);
			this.target = null;
			return completed;
		}

		@Override
		@SuppressWarnings("unchecked") // whenComplete() has the same result
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return (this.target != null) ? (CompletableFuture<U>) this.target : new CompletableFuture<>();
		}

	}

}
