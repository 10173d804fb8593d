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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future that callers hold and that is completed on their threads, never on the event
 * loop. Its stages run where it is completed, those with {@code Async} in their name on
 * threads of the callers too.
 *
 * @param <T> the result
 */
public final class CallerFuture<T> extends CompletableFuture<T> {

	private final Executor callers;

	/**
	 * Create a future that is not complete.
	 * @param callers runs its stages
	 */
	public CallerFuture(Executor callers) {
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
