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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * Whether and when a message that a listener could not handle is tried again, as far as
 * it is said; the rest is taken from the factory of the listener and from that of the
 * registry ({@code mqtt.listener.retry.*}). What nobody says stands for two retries, at
 * once.
 *
 * @param maxRetries how often a message is tried again, 0 for never, or {@code null}
 * @param delay how long to wait before a message is tried again, zero or more, or
 * {@code null}
 * @param multiplier what each wait is multiplied by to get the next, 1 or more, or
 * {@code null}
 * @param maxDelay longest wait, more than zero, or {@code null}
 * @param jitter how much longer or shorter than said a wait may be, zero or more, or
 * {@code null}
 */
public record MqttListenerRetry(@Nullable Long maxRetries, @Nullable Duration delay, @Nullable Double multiplier,
		@Nullable Duration maxDelay, @Nullable Duration jitter) {

	/**
	 * What holds where nothing else is said: three attempts, one after the other. A
	 * failure that passes by itself, such as a lost race for a row or a stale connection,
	 * has passed by then; one that lasts, such as a service that is down, needs a delay
	 * and not more attempts at once, which would hold up the messages that follow.
	 */
	private static final MqttListenerRetry DEFAULT = new MqttListenerRetry(2L, Duration.ZERO, null, null, null);

	/**
	 * A policy of nothing else.
	 */
	static final RetryPolicy DEFAULT_POLICY = DEFAULT.policy();

	/**
	 * Return this, completed by others where nothing is said.
	 * @param defaults the others, or {@code null}
	 * @return the values of both
	 */
	MqttListenerRetry withDefaults(@Nullable MqttListenerRetry defaults) {
		if (defaults == null) {
			return this;
		}
		return new MqttListenerRetry(first(this.maxRetries, defaults.maxRetries), first(this.delay, defaults.delay),
				first(this.multiplier, defaults.multiplier), first(this.maxDelay, defaults.maxDelay),
				first(this.jitter, defaults.jitter));
	}

	private static <T> @Nullable T first(@Nullable T value, @Nullable T otherwise) {
		return (value != null) ? value : otherwise;
	}

	/**
	 * Return a policy of these values.
	 * @return the policy
	 * @throws IllegalArgumentException if a value is not valid
	 */
	RetryPolicy policy() {
		MqttListenerRetry all = withDefaults(DEFAULT);
		long maxRetries = Objects.requireNonNullElse(all.maxRetries, 0L);
		if (maxRetries == 0) { // there is nothing to wait for
			return RetryPolicy.withMaxRetries(0);
		}
		Duration delay = Objects.requireNonNullElse(all.delay, Duration.ZERO);
		RetryPolicy.Builder policy = RetryPolicy.builder().maxRetries(maxRetries).delay(delay);
		if (this.multiplier != null) {
			if (this.multiplier > 1 && delay.isZero()) {
				throw new IllegalArgumentException("the retry multiplier " + this.multiplier
						+ " multiplies a delay of zero; set a retry delay, too, or no multiplier");
			}
			policy.multiplier(this.multiplier);
		}
		if (this.maxDelay != null) {
			policy.maxDelay(this.maxDelay);
		}
		if (this.jitter != null) {
			policy.jitter(this.jitter);
		}
		return policy.build();
	}

}
