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

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Delays whose time a test advances. Tasks run on the thread of the test.
 */
final class StepDelays implements Delays {

	private final PriorityQueue<Due> waiting = new PriorityQueue<>(
			Comparator.comparingLong(Due::at).thenComparingLong(Due::number));

	private long now;

	private long added;

	@Override
	public synchronized void after(long nanos, Runnable task) {
		this.waiting.add(new Due(this.now + nanos, this.added++, task));
	}

	/**
	 * Let time pass, and run what falls due.
	 * @param time how much
	 */
	void advance(Duration time) {
		long until;
		synchronized (this) {
			until = this.now + time.toNanos();
		}
		for (Runnable task = next(until); task != null; task = next(until)) {
			task.run();
		}
	}

	private synchronized Runnable next(long until) {
		Due next = this.waiting.peek();
		if (next == null || next.at() > until) {
			this.now = until;
			return null;
		}
		this.waiting.remove();
		this.now = next.at();
		return next.task();
	}

	private record Due(long at, long number, Runnable task) {
	}

}
