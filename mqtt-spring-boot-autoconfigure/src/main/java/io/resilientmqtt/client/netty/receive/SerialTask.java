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

package io.resilientmqtt.client.netty.receive;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.util.concurrent.EventExecutor;
import io.resilientmqtt.client.LogLimit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an executor of the application's run a task, one run at a time. A run begins once,
 * whatever the executor does: one that throws, an {@link Error} included, is asked again,
 * and one that throws although it has taken the task does not begin it twice. So is one
 * that has not begun the run for some seconds, for it may discard what it is given; if it
 * has only been busy, all but the first of what it was given do nothing. The owner
 * submits the task again when this run is over. Used by any thread.
 */
public final class SerialTask implements Runnable {

	/** Time until an executor that has failed is asked again. */
	static final long RETRY_MILLIS = 100;

	/**
	 * Time between two looks whether a run has begun; an executor is asked again at the
	 * second. Twice as long each time that was in vain.
	 */
	static final long PATIENCE_MILLIS = 3_000;

	private static final long LONGEST_PATIENCE_MILLIS = 60_000;

	private static final Logger logger = LoggerFactory.getLogger(SerialTask.class);

	private final String owner;

	private final Executor executor;

	private final EventExecutor loop;

	private final Runnable task;

	/** Whether it has been asked for and not begun. */
	private final AtomicBoolean due = new AtomicBoolean();

	/** Whether an executor that has thrown is about to be asked again. */
	private final AtomicBoolean retrying = new AtomicBoolean();

	/** Whether there is going to be a look at it. */
	private final AtomicBoolean watched = new AtomicBoolean();

	/** How many runs were asked for; written by one thread at a time. */
	private volatile int asked;

	/** How many that was at the last look; the event loop's, like the next. */
	private int askedBefore;

	private long patienceMillis = PATIENCE_MILLIS;

	private final LogLimit logLimit = new LogLimit();

	/**
	 * Create the task of somebody.
	 * @param owner who that is, for the log
	 * @param executor gives it a thread
	 * @param loop asks the executor again
	 * @param task what is run
	 */
	public SerialTask(String owner, Executor executor, EventExecutor loop, Runnable task) {
		this.owner = owner;
		this.executor = executor;
		this.loop = loop;
		this.task = task;
	}

	/**
	 * Have it run by the executor. Never throws.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // whoever runs submits the next
	public void submit() {
		this.asked++;
		this.due.set(true);
		askExecutor();
		watch();
	}

	/**
	 * Run it in this thread.
	 */
	void runHere() {
		this.due.set(true);
		run();
	}

	private void askExecutor() {
		try {
			this.executor.execute(this);
		}
		catch (Throwable ex) { // whatever an executor throws stays with it
			if (this.due.get()) {
				log("No thread for " + this.owner + ", which is tried again in " + RETRY_MILLIS + " ms", ex);
				askLater();
			}
		}
	}

	private void askLater() {
		if (this.retrying.compareAndSet(false, true)) {
			schedule(this::askAgain, RETRY_MILLIS);
		}
	}

	private void schedule(Runnable task, long millis) {
		try {
			this.loop.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} is not run any more: the event loop has ended", this.owner);
		}
	}

	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			schedule(this::look, PATIENCE_MILLIS);
		}
	}

	private void look() {
		if (!this.due.get()) {
			this.patienceMillis = PATIENCE_MILLIS;
			this.watched.set(false);
			if (this.due.get()) { // asked for when this had just looked
				watch();
			}
			return;
		}
		if (this.asked != this.askedBefore) {
			this.askedBefore = this.asked;
			this.patienceMillis = PATIENCE_MILLIS;
		}
		else if (!this.retrying.get()) {
			log("The executor of " + this.owner + " has not begun with it for " + this.patienceMillis
					+ " ms and is asked again: has it too few threads, or does it discard tasks?", null);
			this.patienceMillis = Math.min(2 * this.patienceMillis, LONGEST_PATIENCE_MILLIS);
			askExecutor();
		}
		schedule(this::look, this.patienceMillis);
	}

	private void askAgain() {
		this.retrying.set(false);
		if (this.due.get()) { // it may have been taken after all
			askExecutor();
		}
	}

	/**
	 * Begin in this thread, unless it has been begun.
	 */
	@Override
	public void run() {
		if (!this.due.compareAndSet(true, false)) {
			return;
		}
		try {
			this.task.run();
		}
		catch (Throwable ex) { // which is not the application's: that is caught within
			log("The run of " + this.owner + " ended early; it goes on in " + RETRY_MILLIS + " ms", ex);
			this.due.set(true);
			askLater();
		}
	}

	private void log(String message, @Nullable Throwable failure) {
		String leftOut = this.logLimit.next();
		if (leftOut != null) {
			logger.warn("{}{}", message, leftOut, failure);
		}
	}

}
