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

package io.resilientmqtt.client.netty.store;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionJournal;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that waits for the store, so that the event loop does not. It is there while
 * it has something to do.
 */
public final class StoreWriter implements SessionJournal.Writer {

	private static final Logger logger = LoggerFactory.getLogger(StoreWriter.class);

	private final SessionStore store;

	private final Executor loop;

	private final Answer answer;

	private final long pageBytes;

	private final ExecutorService thread;

	/**
	 * Create a writer.
	 * @param store what to write to
	 * @param thread the one thread that waits for it
	 * @param loop the event loop
	 * @param answer told there of what has been done
	 * @param pageBytes how many payload bytes are read at once
	 */
	public StoreWriter(SessionStore store, ExecutorService thread, Executor loop, Answer answer, long pageBytes) {
		this.store = store;
		this.loop = loop;
		this.answer = answer;
		this.pageBytes = pageBytes;
		this.thread = thread;
	}

	@Override
	public void write(SessionChanges changes) {
		run(() -> {
			long start = System.nanoTime();
			SessionStoreException failure = attempt(() -> this.store.commit(changes));
			long nanos = System.nanoTime() - start;
			tell(() -> {
				if (failure != null) {
					this.answer.writeFailed(failure);
				}
				else {
					this.answer.written(nanos);
				}
			});
		});
	}

	@Override
	public void read(long after, int maxMessages) {
		run(() -> {
			try {
				List<StoredPublish> page = this.store.read(after, maxMessages, this.pageBytes);
				tell(() -> this.answer.read(page));
			}
			catch (Throwable ex) { // the answer is owed whatever it was
				tell(() -> this.answer.readFailed(failure(ex)));
			}
		});
	}

	/**
	 * Make the last changes, close the store and end the thread. Returns when that is
	 * done.
	 * @param last what the store does not have, or {@code null}
	 * @param timeoutNanos how long to wait for it
	 */
	public void close(@Nullable SessionChanges last, long timeoutNanos) {
		run(() -> {
			SessionStoreException failure = (last != null) ? attempt(() -> this.store.commit(last)) : null;
			if (failure != null) {
				logger.warn("The last changes of a session could not be written to {}", this.store.location(), failure);
			}
			SessionStoreException unclosed = attempt(this.store::close);
			if (unclosed != null) {
				logger.warn("{} could not be closed", this.store.location(), unclosed);
			}
		});
		this.thread.shutdown();
		try {
			if (!this.thread.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS)) {
				logger.warn("{} was not closed within {} s", this.store.location(),
						TimeUnit.NANOSECONDS.toSeconds(timeoutNanos));
			}
		}
		catch (InterruptedException ex) { // it goes on without us
			Thread.currentThread().interrupt();
		}
	}

	private static @Nullable SessionStoreException attempt(Runnable task) {
		try {
			task.run();
			return null;
		}
		catch (Throwable ex) { // the answer is owed whatever it was
			return failure(ex);
		}
	}

	private static SessionStoreException failure(Throwable thrown) {
		return (thrown instanceof SessionStoreException known) ? known
				: new SessionStoreException("The store has failed: " + thrown, thrown);
	}

	private void run(Runnable task) {
		try {
			this.thread.execute(task);
		}
		catch (RejectedExecutionException ex) { // closed: what is not written is so
												// already
			logger.debug("The store is closed", ex);
		}
	}

	private void tell(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) { // nobody is left to be told
			logger.debug("The event loop has ended", ex);
		}
	}

	/**
	 * Told on the event loop, in the order of what was asked for.
	 */
	public interface Answer {

		/**
		 * The changes have been made.
		 * @param nanos how long it took
		 */
		void written(long nanos);

		/**
		 * The changes have not been made.
		 * @param failure why
		 */
		void writeFailed(SessionStoreException failure);

		/**
		 * Publications have been read.
		 * @param page the publications
		 */
		void read(List<StoredPublish> page);

		/**
		 * Publications could not be read.
		 * @param failure why
		 */
		void readFailed(SessionStoreException failure);

	}

}
