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

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Runs the turns of one listener on its executor, and knows the threads that are at it. A
 * thread comes to a turn, and leaves it, without an interrupt of anybody else's. Costs a
 * lock a turn, however many messages that handles. Used by any thread.
 */
final class TrackingExecutor implements Executor {

	private final Executor executor;

	/** How many turns each thread is in; guarded by itself. */
	private final Map<Thread, Integer> threads = new HashMap<>();

	/**
	 * Create it for an executor.
	 * @param executor runs the turns
	 */
	TrackingExecutor(Executor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable turn) {
		this.executor.execute(() -> run(turn));
	}

	private void run(Runnable turn) {
		boolean interrupted = Thread.interrupted(); // a matter of who lends the thread
		Thread thread = Thread.currentThread();
		synchronized (this.threads) {
			this.threads.merge(thread, 1, Integer::sum);
		}
		try {
			BorrowedThread.run(turn);
		}
		finally {
			synchronized (this.threads) {
				this.threads.computeIfPresent(thread, (key, turns) -> (turns > 1) ? turns - 1 : null);
			}
			Interrupts.clear();
			if (interrupted) {
				thread.interrupt();
			}
		}
	}

	/**
	 * Return whether the calling thread is in a turn.
	 * @return {@code true} if it is called by the listener
	 */
	boolean isCurrent() {
		synchronized (this.threads) {
			return this.threads.containsKey(Thread.currentThread());
		}
	}

	/**
	 * Interrupt the threads that are in a turn, but not the calling one.
	 */
	void interrupt() {
		synchronized (this.threads) {
			this.threads.keySet()
				.stream()
				.filter((thread) -> thread != Thread.currentThread())
				.forEach(Thread::interrupt);
		}
	}

}
