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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;

/**
 * The time that a client has for its shutdown, {@code mqtt.shutdown-timeout}, of which
 * its listeners take theirs first. What other components take for theirs in between does
 * not count. Safe for use by several threads.
 */
final class ShutdownTime {

	private final Duration timeout;

	private Duration used = Duration.ZERO;

	/** When the time began that is left, or 0 if it has not. */
	private long begun;

	ShutdownTime(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Time has been used.
	 * @param duration how much
	 */
	synchronized void use(Duration duration) {
		this.used = this.used.plus(duration);
	}

	/**
	 * All else has stopped: what is left runs from now on.
	 * @param atLeast the least that is left
	 * @return what is left
	 */
	synchronized Duration begin(Duration atLeast) {
		Duration left = left(atLeast);
		this.used = this.timeout.minus(left);
		this.begun = System.nanoTime();
		return left;
	}

	/**
	 * Return what is left.
	 * @param atLeast the least unless it has begun to run
	 * @return zero or more
	 */
	synchronized Duration left(Duration atLeast) {
		Duration left = this.timeout.minus(this.used);
		if (this.begun == 0) {
			return (left.compareTo(atLeast) < 0) ? atLeast : left;
		}
		left = left.minusNanos(System.nanoTime() - this.begun);
		return left.isNegative() ? Duration.ZERO : left;
	}

	/**
	 * Begin anew, for the next stop.
	 * @return what was left
	 */
	synchronized Duration restart() {
		Duration left = left(Duration.ZERO);
		this.used = Duration.ZERO;
		this.begun = 0;
		return left;
	}

}
