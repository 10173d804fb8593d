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

package io.resilientmqtt.client.netty.publish;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where publishers wait for room. Who makes room looks first whether anybody waits, which
 * costs no lock. Used by any thread.
 */
final class PublisherWait {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final AtomicInteger waiting = new AtomicInteger();

	private volatile boolean closed;

	/**
	 * Wait until something is the case.
	 * @param there whether it is
	 * @param nanos how long to wait
	 * @return {@code false} if it is not, for the time was up, the thread was interrupted
	 * or the client was closed
	 */
	boolean await(BooleanSupplier there, long nanos) {
		long left = nanos;
		this.lock.lock();
		try {
			this.waiting.incrementAndGet();
			while (!this.closed) {
				if (there.getAsBoolean()) {
					return true;
				}
				if (left <= 0) {
					return false;
				}
				left = this.room.awaitNanos(left);
			}
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.waiting.decrementAndGet();
			this.lock.unlock();
		}
	}

	/**
	 * Wait likewise, though the thread is interrupted.
	 * @param there whether it is the case
	 * @param nanos how long to wait
	 */
	void awaitEvenIfInterrupted(BooleanSupplier there, long nanos) {
		long left = nanos;
		boolean interrupted = false;
		this.lock.lock();
		try {
			this.waiting.incrementAndGet();
			while (!this.closed && left > 0 && !there.getAsBoolean()) {
				try {
					left = this.room.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			this.waiting.decrementAndGet();
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Have those who wait look again.
	 */
	void wake() {
		if (this.waiting.get() > 0) {
			wakeAll();
		}
	}

	private void wakeAll() {
		this.lock.lock();
		try {
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void close() {
		this.closed = true;
		wakeAll();
	}

	boolean isClosed() {
		return this.closed;
	}

}
