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

import org.jspecify.annotations.Nullable;

/**
 * What only MQTT 5 has. Under MQTT 3.1.1 it is left aside. Immutable; made by
 * {@link #builder()}.
 *
 * @param sessionExpiryInterval how long the broker keeps the session after the connection
 * ends; 0 to 4294967295 seconds; when {@code null}, a persistent session does not expire,
 * as in MQTT 3.1.1, and any other ends with its connection
 */
public record Mqtt5Options(@Nullable Duration sessionExpiryInterval) {

	/**
	 * Every default.
	 */
	public static final Mqtt5Options DEFAULT = builder().build();

	private static final long MAX_UINT32 = 0xFFFF_FFFFL;

	public Mqtt5Options {
		boolean valid = sessionExpiryInterval == null
				|| (!sessionExpiryInterval.isNegative() && sessionExpiryInterval.toSeconds() <= MAX_UINT32);
		if (!valid) {
			throw new InvalidOptionException("v5.session-expiry-interval", sessionExpiryInterval,
					"use 0 to 4294967295 seconds");
		}
	}

	/**
	 * Return a builder with every default.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these options.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder().sessionExpiryInterval(this.sessionExpiryInterval);
	}

	/**
	 * Builds {@link Mqtt5Options}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private @Nullable Duration sessionExpiryInterval;

		private Builder() {
		}

		/**
		 * Set how long the broker keeps the session after the connection ends.
		 * @param sessionExpiryInterval 0 to 4294967295 seconds, or {@code null}
		 * @return this builder
		 */
		public Builder sessionExpiryInterval(@Nullable Duration sessionExpiryInterval) {
			this.sessionExpiryInterval = sessionExpiryInterval;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 * @throws InvalidOptionException if a value can't work
		 */
		public Mqtt5Options build() {
			return new Mqtt5Options(this.sessionExpiryInterval);
		}

	}

}
