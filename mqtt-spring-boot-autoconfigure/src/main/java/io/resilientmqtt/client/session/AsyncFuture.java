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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A future that an event loop completes and callers hold. Nothing that depends on it runs
 * on the event loop, by whatever way it depends ({@code thenRun}, {@code allOf}, the
 * {@code thenCompose} of another future): the event loop sets the result only, and has
 * another thread go on from there if there is anything to go on with. A future that
 * nothing depends on costs nothing for this, and who waits in {@code get} or {@code join}
 * is woken by the event loop itself.
 * <p>
 * A stage added once the future is complete runs in the thread that adds it, as is usual.
 *
 * @param <T> the result
 */
public abstract class AsyncFuture<T> extends CompletableFuture<T> implements Runnable {

	/**
	 * Whether a stage was created. It spares the event loop a look at the stage itself,
	 * which another thread has just written; where it is not set there may be one all the
	 * same, as of {@code allOf}.
	 */
	private boolean staged;

	/**
	 * Return those who wait.
	 * @return the same for all futures of an event loop
	 */
	protected abstract Waiters waiters();

	/**
	 * Run something on a thread of the callers.
	 * @param task what to run
	 */
	protected abstract void runLater(Runnable task);

	/**
	 * The event loop has completed it. On the event loop, or on a thread of the callers
	 * if it has failed.
	 * @param failure why it has failed, or {@code null} if it has not
	 */
	protected void ended(@Nullable Throwable failure) {
	}

	/**
	 * Who holds it has completed it, or its time was up.
	 */
	protected abstract void givenUp();

	/**
	 * Create a future that depends on this one.
	 * @param <U> its result
	 * @return a future that is not complete
	 */
	protected abstract <U> CompletableFuture<U> newStage();

	@Override
	public final <U> CompletableFuture<U> newIncompleteFuture() {
		this.staged = true; // each method that adds a stage calls this first
		return newStage();
	}

	/**
	 * Complete it, unless it is complete. On the event loop.
	 * @param value the result
	 */
	public final void succeed(SharedValue<T> value) {
		if (isDone()) {
			return;
		}
		value.give(this);
		wakeWaiters();
		ended(null);
		if (this.staged || getNumberOfDependents() > 0) {
			runLater(this);
		}
	}

	/**
	 * Run what depends on it, which is complete. On a thread of the callers. Of the
	 * methods that do this for a complete future, {@code cancel} is the one that does not
	 * try to complete it first, which would take an atomic operation.
	 */
	@Override
	public final void run() {
		if (isDone()) {
			super.cancel(false);
		}
	}

	/**
	 * Have it failed on a thread of the callers, unless it is complete by then.
	 * @param failure why
	 */
	public final void fail(Throwable failure) {
		runLater(() -> failHere(failure));
	}

	/**
	 * Fail it in this thread, unless it is complete. Not on the event loop once anybody
	 * else knows it.
	 * @param failure why
	 */
	public final void failHere(Throwable failure) {
		if (super.completeExceptionally(failure)) {
			wakeWaiters();
			ended(failure);
		}
	}

	private void wakeWaiters() {
		waiters().wake(this);
	}

	/**
	 * Return what to wait for. The result is set before anybody looks whether there are
	 * waiters, and a waiter is there before it looks for the result, so none is missed.
	 * @return complete when this is
	 */
	private CompletableFuture<?> result() {
		CompletableFuture<?> result = waiters().await(this);
		if (isDone()) {
			waiters().wake(this);
		}
		return result;
	}

	@Override
	public final T get() throws InterruptedException, ExecutionException {
		if (!isDone()) {
			result().get();
		}
		return super.get();
	}

	@Override
	public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		if (!isDone()) {
			result().get(timeout, unit);
		}
		return super.get(timeout, unit);
	}

	@Override
	public final T join() {
		if (!isDone()) {
			result().join();
		}
		return super.join();
	}

	@Override
	public final boolean complete(T value) {
		return givenUpIf(super.complete(value));
	}

	@Override
	public final boolean completeExceptionally(Throwable failure) {
		return givenUpIf(super.completeExceptionally(failure));
	}

	@Override
	public final boolean cancel(boolean mayInterruptIfRunning) {
		boolean open = !isDone();
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		givenUpIf(open && cancelled);
		return cancelled;
	}

	@Override
	public final void obtrudeValue(T value) {
		boolean open = !isDone();
		super.obtrudeValue(value);
		givenUpIf(open);
	}

	@Override
	public final void obtrudeException(Throwable failure) {
		boolean open = !isDone();
		super.obtrudeException(failure);
		givenUpIf(open);
	}

	private boolean givenUpIf(boolean ended) {
		if (ended) {
			wakeWaiters();
			givenUp();
		}
		return ended;
	}

}
