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

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.resilientmqtt.client.netty.publish.CallerFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls whose futures callers hold, publications apart. The event loop answers each
 * with a future of its own, which the caller's follows on a thread of the callers, so
 * that nothing that depends on it runs on the event loop. None is left open: what the
 * event loop has not answered when the client is closed, or does not take any more, is
 * answered as a closed client does. Used by any thread.
 */
final class Calls {

	private final Executor loop;

	private final Executor callers;

	/** What ends each call that has no answer yet. */
	private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Create without calls.
	 * @param loop answers calls
	 * @param callers completes the futures of the callers
	 */
	Calls(Executor loop, Executor callers) {
		this.loop = loop;
		this.callers = callers;
	}

	/**
	 * Make a call.
	 * @param call answers it, on the event loop
	 * @param whenClosed answers it if the client is closed
	 * @param <T> the answer
	 * @return the caller's future
	 */
	<T> CompletableFuture<T> make(Consumer<CompletableFuture<T>> call, Consumer<CompletableFuture<T>> whenClosed) {
		CompletableFuture<T> future = new CallerFuture<>(this.callers);
		make(future, call, whenClosed);
		return future;
	}

	/**
	 * Make a call.
	 * @param future the caller's future
	 * @param call answers it, on the event loop
	 * @param whenClosed answers it if the client is closed
	 * @param <T> the answer
	 */
	<T> void make(CompletableFuture<T> future, Consumer<CompletableFuture<T>> call,
			Consumer<CompletableFuture<T>> whenClosed) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		Runnable end = () -> whenClosed.accept(answer);
		this.open.add(end);
		answer.whenCompleteAsync((value, failure) -> {
			this.open.remove(end);
			tell(future, value, failure);
		}, this.callers);
		if (this.closed) {
			end.run();
			return;
		}
		try {
			this.loop.execute(() -> answer(call, answer));
		}
		catch (RejectedExecutionException ex) { // the factory is closed
			end.run();
		}
		if (this.closed) { // since it was looked at
			end.run();
		}
	}

	private static <T> void tell(CompletableFuture<T> future, T value, @Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
		}
		else {
			future.complete(value);
		}
	}

	private static <T> void answer(Consumer<CompletableFuture<T>> call, CompletableFuture<T> answer) {
		try {
			call.accept(answer);
		}
		catch (Throwable ex) { // ends this call only
			answer.completeExceptionally(ex);
		}
	}

	/**
	 * Answer what is left, and all that comes from now on, as a closed client does.
	 */
	void close() {
		this.closed = true;
		this.open.forEach(Runnable::run);
	}

}
