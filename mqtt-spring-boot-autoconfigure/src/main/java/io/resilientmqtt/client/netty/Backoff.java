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
import java.util.function.DoubleSupplier;

import io.resilientmqtt.client.ReconnectOptions;

/**
 * How long to wait before the next attempt: exponential with jitter (behaviour S10). The
 * jitter shortens a wait, so that none is longer than the maximum. On the event loop.
 */
final class Backoff {

	private final ReconnectOptions options;

	private final DoubleSupplier random;

	private double nextNanos;

	/**
	 * Create a back-off at its first step.
	 * @param options the steps
	 * @param random gives numbers from 0 to 1
	 */
	Backoff(ReconnectOptions options, DoubleSupplier random) {
		this.options = options;
		this.random = random;
		reset();
	}

	/**
	 * Return the next wait.
	 * @return the next wait
	 */
	Duration next() {
		double nanos = this.nextNanos;
		this.nextNanos = Math.min(nanos * this.options.multiplier(), (double) this.options.maxDelay().toNanos());
		return jittered(nanos);
	}

	/**
	 * Return the longest wait, where trying soon would do harm.
	 * @return the longest wait, where trying soon would do harm
	 */
	Duration longest() {
		return jittered((double) this.options.maxDelay().toNanos());
	}

	Duration jittered(double nanos) {
		return Duration.ofNanos((long) (nanos * (1 - this.options.jitter() * this.random.getAsDouble())));
	}

	/**
	 * Start over with the first step.
	 */
	void reset() {
		this.nextNanos = (double) this.options.initialDelay().toNanos();
	}

}
