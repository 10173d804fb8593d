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

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the executor of a listener run something, once, however often the executor throws.
 * Used by any thread.
 */
final class Handover {

	private static final Logger logger = LoggerFactory.getLogger(ListenerLog.NAME);

	private static final long RETRY_MILLIS = 100;

	private final Executor executor;

	private final Delays delays;

	private final RunningCalls calls;

	private final LogLimit logLimit = new LogLimit();

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
		execute(task, new AtomicBoolean());
	}

	/**
	 * Have something run once: an executor that throws may have taken it all the same.
	 * @param task what is run
	 * @param begun whether it has been
	 */
	private void execute(Runnable task, AtomicBoolean begun) {
		Runnable once = () -> {
			if (begun.compareAndSet(false, true)) {
				task.run();
			}
		};
		try {
			this.executor.execute(once);
		}
		catch (Throwable ex) { // an Error too, as when no thread can be created
			if (begun.get()) {
				return;
			}
			if (this.calls.isClosed()) { // nothing is handled any more: any thread will
											// do
				once.run();
				return;
			}
			String more = this.logLimit.next();
			if (more != null) {
				logger.warn("No thread for a listener: {}; trying again in {} ms{}", ex.toString(), RETRY_MILLIS, more);
			}
			this.delays.after(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS), () -> execute(task, begun));
		}
	}

}
