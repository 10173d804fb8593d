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
import io.resilientmqtt.client.netty.support.LogInterval;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turn of somebody whom an executor of the application's is to run. It is begun once,
 * whatever the executor does: one that throws, an {@link Error} included, is asked again,
 * and one that throws although it has taken the turn does not begin it twice. Its owner
 * asks for the next turn when this one is over. Used by any thread.
 */
public final class Turn implements Runnable {

	/** Time until an executor that has failed is asked again. */
	static final long RETRY_MILLIS = 100;

	private static final Logger logger = LoggerFactory.getLogger(Turn.class);

	private final String owner;

	private final Executor executor;

	private final EventExecutor loop;

	private final Runnable task;

	/** Whether it has been asked for and not begun. */
	private final AtomicBoolean due = new AtomicBoolean();

	private final LogInterval logInterval = new LogInterval();

	/**
	 * Create somebody's turn.
	 * @param owner who that is, for the log
	 * @param executor gives it a thread
	 * @param loop asks the executor again
	 * @param task what is run
	 */
	public Turn(String owner, Executor executor, EventExecutor loop, Runnable task) {
		this.owner = owner;
		this.executor = executor;
		this.loop = loop;
		this.task = task;
	}

	/**
	 * Have it run by the executor. Never throws.
	 */
	public void ask() {
		this.due.set(true);
		askExecutor();
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
		try {
			this.loop.schedule(this::askAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} is not run any more: the event loop has ended", this.owner);
		}
	}

	private void askAgain() {
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
			log("The turn of " + this.owner + " ended early; it goes on in " + RETRY_MILLIS + " ms", ex);
			this.due.set(true);
			askLater();
		}
	}

	private void log(String message, Throwable failure) {
		if (this.logInterval.isDue()) {
			logger.warn("{}", message, failure);
		}
	}

}
