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

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * Whether and when a message that a listener could not handle is tried again, as far as
 * it is said; the rest is taken from the factory of the listener, from that of the
 * registry ({@code mqtt.listener.retry.*}), and else from {@link RetryPolicy}.
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
	 * @return the policy, or {@code null} for no further attempt
	 * @throws IllegalArgumentException if a value is not valid
	 */
	@Nullable RetryPolicy policy() {
		RetryPolicy.Builder policy = RetryPolicy.builder();
		if (this.maxRetries != null) {
			policy.maxRetries(this.maxRetries);
		}
		if (this.delay != null) {
			policy.delay(this.delay);
		}
		if (this.multiplier != null) {
			policy.multiplier(this.multiplier);
		}
		if (this.maxDelay != null) {
			policy.maxDelay(this.maxDelay);
		}
		if (this.jitter != null) {
			policy.jitter(this.jitter);
		}
		RetryPolicy built = policy.build();
		return (this.maxRetries != null && this.maxRetries == 0) ? null : built;
	}

}
