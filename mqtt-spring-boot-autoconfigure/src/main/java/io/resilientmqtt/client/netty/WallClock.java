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

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Tells what time it is, and by how much the clock of the machine has been set since: a
 * gateway often starts in 1970 and learns the time later. What lasted is told by the
 * clock that nobody sets. Used by any thread.
 *
 * @param nanos the clock that nobody sets, in nanoseconds
 * @param millis the clock of the machine, in milliseconds since 1970
 */
record WallClock(LongSupplier nanos, LongSupplier millis) {

	static final WallClock SYSTEM = new WallClock(System::nanoTime, System::currentTimeMillis);

	/** What the two clocks differ by without having been set. */
	private static final long TOLERANCE_MILLIS = 1000;

	Instant now() {
		return Instant.ofEpochMilli(this.millis.getAsLong());
	}

	/**
	 * Return by how much the clock of the machine is ahead of the other, to be kept
	 * beside what {@link #now()} returned.
	 * @return milliseconds
	 */
	long lead() {
		return this.millis.getAsLong() - this.nanos.getAsLong() / 1_000_000;
	}

	/**
	 * Return by how much the clock of the machine has been set.
	 * @param before what {@link #lead()} was
	 * @return zero if it has not been
	 */
	Duration setSince(long before) {
		long difference = lead() - before;
		return (Math.abs(difference) > TOLERANCE_MILLIS) ? Duration.ofMillis(difference) : Duration.ZERO;
	}

}
