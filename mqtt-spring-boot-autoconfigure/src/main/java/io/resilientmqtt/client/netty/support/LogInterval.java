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

package io.resilientmqtt.client.netty.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a line that may be due very often from flooding the log: it is due at once, then
 * at most every {@link #LENGTH}. Used by any thread; two at the same time may both log.
 */
public final class LogInterval {

	/**
	 * Time between two lines in the log.
	 */
	public static final Duration LENGTH = Duration.ofSeconds(30);

	private static final long NANOS = TimeUnit.NANOSECONDS.convert(LENGTH);

	private volatile boolean begun;

	private volatile long loggedAt;

	/**
	 * Return whether to log now.
	 * @return {@code true} at first and when the interval is over
	 */
	public boolean isDue() {
		long now = System.nanoTime();
		if (this.begun && now - this.loggedAt < NANOS) {
			return false;
		}
		this.loggedAt = now;
		this.begun = true;
		return true;
	}

}
