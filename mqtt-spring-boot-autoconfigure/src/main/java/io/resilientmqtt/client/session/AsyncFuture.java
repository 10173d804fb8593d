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
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A future whose stages never run in the thread that completes it: those without
 * {@code Async} in their name run on the {@linkplain #defaultExecutor() default executor}
 * too. A stage added once the future is complete runs in the thread that adds it, as is
 * usual. Who only waits pays nothing for any of this.
 *
 * @param <T> the result
 */
public abstract class AsyncFuture<T> extends CompletableFuture<T> {

	@Override
	public abstract <U> CompletableFuture<U> newIncompleteFuture();

	@Override
	public final <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
		return isDone() ? super.thenApply(function) : thenApplyAsync(function);
	}

	@Override
	public final CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
		return isDone() ? super.thenAccept(action) : thenAcceptAsync(action);
	}

	@Override
	public final CompletableFuture<Void> thenRun(Runnable action) {
		return isDone() ? super.thenRun(action) : thenRunAsync(action);
	}

	@Override
	public final <U, V> CompletableFuture<V> thenCombine(CompletionStage<? extends U> other,
			BiFunction<? super T, ? super U, ? extends V> function) {
		return thenCombineAsync(other, function);
	}

	@Override
	public final <U> CompletableFuture<Void> thenAcceptBoth(CompletionStage<? extends U> other,
			BiConsumer<? super T, ? super U> action) {
		return thenAcceptBothAsync(other, action);
	}

	@Override
	public final CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
		return runAfterBothAsync(other, action);
	}

	@Override
	public final <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other,
			Function<? super T, U> function) {
		return applyToEitherAsync(other, function);
	}

	@Override
	public final CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
		return acceptEitherAsync(other, action);
	}

	@Override
	public final CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
		return runAfterEitherAsync(other, action);
	}

	@Override
	public final <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> function) {
		return isDone() ? super.thenCompose(function) : thenComposeAsync(function);
	}

	@Override
	public final CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
		return isDone() ? super.whenComplete(action) : whenCompleteAsync(action);
	}

	@Override
	public final <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
		return isDone() ? super.handle(function) : handleAsync(function);
	}

	@Override
	public final CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
		return isDone() ? super.exceptionally(function) : exceptionallyAsync(function);
	}

	@Override
	public final CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> function) {
		return isDone() ? super.exceptionallyCompose(function) : exceptionallyComposeAsync(function);
	}

}
