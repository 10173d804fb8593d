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

import io.resilientmqtt.message.Durations;

/**
 * When to try again after a lost link or a failed attempt (behaviour S10).
 *
 * @param initialDelay the first wait, above zero
 * @param maxDelay the longest wait
 * @param multiplier what each wait is multiplied by to get the next, 1 or more
 * @param jitter the part of each wait that is random, 0 to 1
 * @param stableAfter how long the link must have been up for the waits to start over
 * @param networkCheckInterval how often to look for a network while no interface leads to
 * a server and attempts are in vain; zero to keep trying all the same
 */
public record ReconnectOptions(Duration initialDelay, Duration maxDelay, double multiplier, double jitter,
		Duration stableAfter, Duration networkCheckInterval) {

	private static final Duration NETWORK_CHECK_INTERVAL = Duration.ofSeconds(1);

	/**
	 * From 500 ms to 30 s, doubled each time, a quarter of it random, reset after 5 s; a
	 * look for a network every second.
	 */
	public static final ReconnectOptions DEFAULT = new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(30),
			2, 0.25, Duration.ofSeconds(5));

	public ReconnectOptions {
		Arguments.required("initialDelay", initialDelay);
		Arguments.required("maxDelay", maxDelay);
		Arguments.required("stableAfter", stableAfter);
		Arguments.required("networkCheckInterval", networkCheckInterval);
		InvalidOptionException.checkWait("reconnect.initial-delay", initialDelay, false);
		InvalidOptionException.checkWait("reconnect.max-delay", maxDelay, false);
		InvalidOptionException.checkWait("reconnect.stable-after", stableAfter, true);
		if (maxDelay.compareTo(initialDelay) < 0) {
			throw new InvalidOptionException("reconnect.max-delay", maxDelay,
					"use at least reconnect.initial-delay (" + Durations.value(initialDelay) + ")");
		}
		if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
			throw new InvalidOptionException("reconnect.multiplier", multiplier, "use 1 or more");
		}
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new InvalidOptionException("reconnect.jitter", jitter, "use 0 to 1");
		}
		InvalidOptionException.checkWait("network.check-interval", networkCheckInterval, true);
	}

	/**
	 * Create options that look for a network every second while there is none.
	 * @param initialDelay the first wait, above zero
	 * @param maxDelay the longest wait
	 * @param multiplier what each wait is multiplied by to get the next, 1 or more
	 * @param jitter the part of each wait that is random, 0 to 1
	 * @param stableAfter how long the link must have been up for the waits to start over
	 */
	public ReconnectOptions(Duration initialDelay, Duration maxDelay, double multiplier, double jitter,
			Duration stableAfter) {
		this(initialDelay, maxDelay, multiplier, jitter, stableAfter, NETWORK_CHECK_INTERVAL);
	}

}
