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

package io.resilientmqtt.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the executor of a listener run something, once, however often the executor throws
 * or discards it: one that has not begun for some seconds is asked again, and if it was
 * only busy all but the first of what it was given do nothing. Used by any thread.
 */
final class Handover {

	private static final Logger logger = LoggerFactory.getLogger(ListenerLog.NAME);

	private static final long RETRY_MILLIS = 100;

	/**
	 * Time between two looks for what has not begun, which is handed over again at the
	 * second. Twice as long each time that was in vain.
	 */
	private static final long PATIENCE_MILLIS = 3_000;

	private static final long LONGEST_PATIENCE_MILLIS = 60_000;

	private final Executor executor;

	private final Delays delays;

	private final RunningCalls calls;

	private final LogLimit logLimit = new LogLimit();

	/** What has not begun. */
	private final Set<Once> waiting = ConcurrentHashMap.newKeySet(4);

	private final AtomicBoolean watched = new AtomicBoolean();

	/** Of the one look that there is at a time. */
	private volatile long patienceMillis = PATIENCE_MILLIS;

	/**
	 * Create a handover.
	 * @param executor runs the listener
	 * @param delays runs what is due later
	 * @param calls tells whether the listener is called any more
	 */
	Handover(Executor executor, Delays delays, RunningCalls calls) {
		this.executor = executor;
		this.delays = delays;
		this.calls = calls;
	}

	/**
	 * Have something run.
	 * @param task what is run
	 */
	void execute(Runnable task) {
		Once once = new Once(task);
		this.waiting.add(once);
		execute(once);
		watch();
	}

	private void execute(Once once) {
		try {
			this.executor.execute(once);
		}
		catch (Throwable ex) { // an Error too, as when no thread can be created
			if (!this.waiting.contains(once)) {
				return;
			}
			if (this.calls.isClosed()) { // nothing is handled any more: any thread will
											// do
				once.run();
				return;
			}
			log("No thread for a listener: " + ex + "; trying again in " + RETRY_MILLIS + " ms");
			once.retried = true;
			after(RETRY_MILLIS, () -> {
				once.retried = false;
				execute(once);
			});
		}
	}

	private void log(String message) {
		String more = this.logLimit.next();
		if (more != null) {
			logger.warn("{}{}", message, more);
		}
	}

	private void watch() {
		if (!this.waiting.isEmpty() && !this.watched.get() && this.watched.compareAndSet(false, true)) {
			after(PATIENCE_MILLIS, this::look);
		}
	}

	private void look() {
		boolean again = false;
		for (Once once : this.waiting) {
			if (!once.seen) {
				once.seen = true;
			}
			else if (this.calls.isClosed()) {
				once.run();
			}
			else if (!once.retried) {
				again = true;
				execute(once);
			}
		}
		if (again) {
			log("The executor of a listener has not begun with it for " + this.patienceMillis
					+ " ms and is asked again: has it too few threads, or does it discard tasks?");
			this.patienceMillis = Math.min(2 * this.patienceMillis, LONGEST_PATIENCE_MILLIS);
		}
		if (this.waiting.isEmpty()) {
			this.patienceMillis = PATIENCE_MILLIS;
			this.watched.set(false);
			watch(); // for what came when this had just looked
		}
		else {
			after(this.patienceMillis, this::look);
		}
	}

	private void after(long millis, Runnable task) {
		this.delays.after(TimeUnit.MILLISECONDS.toNanos(millis), task);
	}

	private final class Once implements Runnable {

		private final Runnable task;

		/** Whether it waited at the last look. */
		private volatile boolean seen;

		/** Whether the executor has thrown and is about to be asked again. */
		private volatile boolean retried;

		Once(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (Handover.this.waiting.remove(this)) {
				this.task.run();
			}
		}

	}

}
