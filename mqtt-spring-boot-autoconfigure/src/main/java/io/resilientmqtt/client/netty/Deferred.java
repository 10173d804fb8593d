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

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that takes its time to make and is not made before it is needed: by a thread
 * of its own for who does not wait for it, otherwise by the caller. What is to be done
 * with it until then is done in order. Used by any thread.
 *
 * @param <T> what is made
 */
final class Deferred<T> {

	private static final Logger logger = LoggerFactory.getLogger(Deferred.class);

	/** Set once nothing waits any more. */
	private volatile @Nullable T value;

	/** What is needed until then. */
	private volatile @Nullable Making<T> making;

	/**
	 * Create without making anything.
	 * @param name the name of the thread that may make it
	 * @param maker makes it, once
	 */
	Deferred(String name, Supplier<T> maker) {
		this.making = new Making<>(name, maker, this::made);
	}

	private void made(T value) {
		this.value = value;
		this.making = null;
	}

	/**
	 * Do something at once if it is there, otherwise as soon as it is.
	 * @param action what to do
	 * @param otherwise what to do instead if it can't be made
	 */
	void execute(Consumer<T> action, Consumer<RuntimeException> otherwise) {
		Making<T> making = this.making;
		if (making == null || !making.isWaitedFor(action, otherwise)) {
			action.accept(get());
		}
	}

	/**
	 * Return it, after all that waits has been done.
	 * @return what was made
	 */
	T get() {
		T there = this.value;
		if (there != null) {
			return there;
		}
		Making<T> making = this.making;
		return (making != null) ? making.make() : Objects.requireNonNull(this.value); // set
																						// before
	}

	/**
	 * What waits.
	 *
	 * @param action what to do
	 * @param otherwise what to do if it can't be
	 * @param <T> what is made
	 */
	private record PendingAction<T>(Consumer<T> action, Consumer<RuntimeException> otherwise) {

	}

	/**
	 * How it is made, and what is to be done with it then.
	 *
	 * @param <T> what is made
	 */
	private static final class Making<T> {

		private final String name;

		private final Supplier<T> maker;

		private final Consumer<T> whenMade;

		private final Lock lock = new ReentrantLock();

		/** Guarded by {@link #lock}. */
		private @Nullable T made;

		/** Guarded by itself, as are {@link #begun} and {@link #over}. */
		private final Queue<PendingAction<T>> waiting = new ArrayDeque<>();

		private boolean begun;

		private boolean over;

		Making(String name, Supplier<T> maker, Consumer<T> whenMade) {
			this.name = name;
			this.maker = maker;
			this.whenMade = whenMade;
		}

		boolean isWaitedFor(Consumer<T> action, Consumer<RuntimeException> otherwise) {
			boolean begins;
			synchronized (this.waiting) {
				if (this.over) {
					return false;
				}
				this.waiting.add(new PendingAction<>(action, otherwise));
				begins = !this.begun;
				this.begun = true;
			}
			if (begins) {
				begin();
			}
			return true;
		}

		private void begin() {
			try {
				Thread thread = new Thread(this::makeOrLog, this.name);
				thread.setDaemon(true);
				thread.start();
			}
			catch (Throwable ex) { // no thread is to be had: the caller does it
				logger.warn("{} has no thread of its own", this.name, ex);
				makeOrLog();
			}
		}

		private void makeOrLog() {
			try {
				make();
			}
			catch (RuntimeException ex) {
				logger.error("{} failed, and with it all that was to follow", this.name, ex);
			}
		}

		T make() {
			this.lock.lock(); // what waits may come back here
			try {
				T made = makeOnce();
				for (PendingAction<T> pending = next(made); pending != null; pending = next(made)) {
					take(pending, made);
				}
				return made;
			}
			finally {
				this.lock.unlock();
			}
		}

		private static <T> void take(PendingAction<T> pending, T made) {
			try {
				pending.action().accept(made);
			}
			catch (Throwable ex) { // costs this action, not those behind it
				pending.otherwise().accept(failure(ex));
			}
		}

		private static RuntimeException failure(Throwable thrown) {
			return (thrown instanceof RuntimeException known) ? known
					: new IllegalStateException(thrown.toString(), thrown);
		}

		/**
		 * Make it unless it is there. What fails, for want of a thread or of memory
		 * perhaps, is tried again when it is needed next.
		 * @return what was made
		 */
		private T makeOnce() {
			T made = this.made;
			if (made == null) {
				try {
					made = this.maker.get();
				}
				catch (Throwable ex) {
					RuntimeException failure = failure(ex);
					fail(failure);
					throw failure;
				}
				this.made = made;
			}
			return made;
		}

		private @Nullable PendingAction<T> next(T made) {
			synchronized (this.waiting) {
				PendingAction<T> pending = this.waiting.poll();
				if (pending == null && !this.over) {
					this.over = true;
					this.whenMade.accept(made);
				}
				return pending;
			}
		}

		private void fail(RuntimeException failure) {
			Queue<PendingAction<T>> failed;
			synchronized (this.waiting) {
				this.begun = false; // so that what comes later fails too
				failed = new ArrayDeque<>(this.waiting);
				this.waiting.clear();
			}
			failed.forEach((pending) -> pending.otherwise().accept(failure));
		}

	}

}
