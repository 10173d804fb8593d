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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.session.AsyncFuture;

/**
 * A future that the event loop completes and a caller holds. Its stages run on threads of
 * the callers: nothing user-written ever runs on the event loop.
 *
 * @param <T> the result
 */
final class CallerFuture<T> extends AsyncFuture<T> {

	private final Executor callers;

	/**
	 * Create a future that is not complete.
	 * @param callers runs its stages
	 */
	CallerFuture(Executor callers) {
		this.callers = callers;
	}

	@Override
	public Executor defaultExecutor() {
		return this.callers;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CallerFuture<>(this.callers);
	}

}
