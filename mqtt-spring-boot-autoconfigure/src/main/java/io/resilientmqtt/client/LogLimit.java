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

package io.resilientmqtt.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a line that whoever may publish can cause from flooding the log: it is due at
 * once, then at most every {@link #INTERVAL}, with the number of those left out. For the
 * parts of this library. Safe for use by several threads.
 */
public final class LogLimit {

	/**
	 * Time between two lines.
	 */
	public static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final long NANOS = TimeUnit.NANOSECONDS.convert(INTERVAL);

	private final LongSupplier clock;

	private final @Nullable ObjLongConsumer<Runnable> timer;

	private final LongConsumer rest;

	private boolean begun;

	private long shownAt;

	private long leftOut;

	private boolean scheduled;

	/**
	 * Create a limit that tells how many lines were left out with the next one.
	 */
	public LogLimit() {
		this(System::nanoTime, null, (count) -> {
		});
	}

	/**
	 * Create a limit that tells how many lines were left out also if no further one is
	 * due.
	 * @param clock the time in nanoseconds
	 * @param timer runs a task after so many nanoseconds, on any thread; {@code null} to
	 * tell with the next line alone
	 * @param rest told how many lines were left out when the interval is over
	 */
	public LogLimit(LongSupplier clock, @Nullable ObjLongConsumer<Runnable> timer, LongConsumer rest) {
		this.clock = clock;
		this.timer = timer;
		this.rest = rest;
	}

	/**
	 * Return whether a line is due.
	 * @return what to append to it, which is empty or says how many were left out since
	 * the last; {@code null} if it is to be left out
	 */
	public synchronized @Nullable String next() {
		long now = this.clock.getAsLong();
		if (this.begun && now - this.shownAt < NANOS) {
			this.leftOut++;
			schedule(now);
			return null;
		}
		this.begun = true;
		this.shownAt = now;
		long count = this.leftOut;
		this.leftOut = 0;
		return (count > 0) ? " (and " + count + " more since the last such line)" : "";
	}

	private void schedule(long now) {
		if (this.timer != null && !this.scheduled) {
			this.scheduled = true;
			this.timer.accept(this::tellRest, this.shownAt + NANOS - now);
		}
	}

	private void tellRest() {
		long count;
		synchronized (this) {
			this.scheduled = false;
			long now = this.clock.getAsLong();
			if (this.leftOut == 0) {
				return;
			}
			if (now - this.shownAt < NANOS) { // another line was due in between
				schedule(now);
				return;
			}
			count = this.leftOut;
			this.leftOut = 0;
			this.shownAt = now;
		}
		this.rest.accept(count);
	}

}
