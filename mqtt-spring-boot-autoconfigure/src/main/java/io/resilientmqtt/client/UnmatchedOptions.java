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

/**
 * What becomes of messages that no receiver takes.
 *
 * @param policy whether they are kept
 * @param capacity how many are kept, 1 to 65535; when one more comes, the oldest is
 * acknowledged and counted as unmatched
 * @param timeout how long one is kept before it is acknowledged and counted as unmatched,
 * for acknowledgements leave in the order of arrival [MQTT-4.6.0-2] and a broker that
 * waits for too many sends nothing; above zero
 */
public record UnmatchedOptions(Policy policy, int capacity, Duration timeout) {

	/**
	 * Acknowledged; if they are kept, up to 100 of them for 60 s.
	 */
	public static final UnmatchedOptions DEFAULT = new UnmatchedOptions(Policy.ACKNOWLEDGE, 100,
			Duration.ofSeconds(60));

	public UnmatchedOptions {
		if (capacity < 1 || capacity > 65535) {
			throw new InvalidOptionException("unmatched-capacity", capacity, "use 1 to 65535");
		}
		InvalidOptionException.checkWait("unmatched-timeout", timeout, false);
	}

	/**
	 * Whether messages that no receiver takes are kept.
	 */
	public enum Policy {

		/**
		 * They are acknowledged and forgotten.
		 */
		ACKNOWLEDGE,

		/**
		 * They wait unacknowledged for the first receiver that matches.
		 */
		KEEP

	}

}
