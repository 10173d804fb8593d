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
import java.time.temporal.ChronoUnit;

/**
 * When the server counts as gone. Immutable; made by
 * {@link MqttClientOptionsBuilder#liveness(java.util.function.Consumer)}.
 *
 * @param keepAlive the Keep Alive of CONNECT; zero turns the server's check off; 0 to
 * 65535 seconds, parts of which are dropped, as the server is told whole ones
 * @param pingInterval how long nothing may be received before a ping is sent; used if
 * shorter than a quarter of the keep alive (behaviour S7); zero for a quarter of the keep
 * alive
 * @param responseTime how long to wait for PINGRESP, SUBACK, UNSUBACK, PUBACK and the
 * like, from when the request has left the process and again from every sign that the
 * server is working through what it was sent; above zero, like every wait at most 365
 * days
 * @param connectTimeout how long an attempt may take from address lookup to CONNACK;
 * above zero
 * @param maxRepubs how often an unacknowledged publication is repeated before the link
 * counts as dead; the wait is ({@code maxRepubs} + 1) times the response time in all
 * (behaviour S13); 0 to 100
 */
public record LivenessOptions(Duration keepAlive, Duration pingInterval, Duration responseTime, Duration connectTimeout,
		int maxRepubs) {

	private static final int LONGEST_KEEP_ALIVE = 65535;

	public LivenessOptions {
		Arguments.required("keepAlive", keepAlive);
		Arguments.required("pingInterval", pingInterval);
		Arguments.required("responseTime", responseTime);
		Arguments.required("connectTimeout", connectTimeout);
		if (!keepAlive.isZero() && (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > LONGEST_KEEP_ALIVE)) {
			throw new InvalidOptionException("keepalive", keepAlive,
					"use 1 to " + LONGEST_KEEP_ALIVE + " seconds, or 0 for none");
		}
		keepAlive = keepAlive.truncatedTo(ChronoUnit.SECONDS);
		InvalidOptionException.checkWait("ping-interval", pingInterval, true);
		InvalidOptionException.checkWait("response-time", responseTime, false);
		InvalidOptionException.checkWait("connect-timeout", connectTimeout, false);
		if (maxRepubs < 0 || maxRepubs > 100) {
			throw new InvalidOptionException("max-repubs", maxRepubs, "use 0 to 100");
		}
	}

	Builder mutate() {
		return new Builder().keepAlive(this.keepAlive)
			.pingInterval(this.pingInterval)
			.responseTime(this.responseTime)
			.connectTimeout(this.connectTimeout)
			.maxRepubs(this.maxRepubs);
	}

	/**
	 * Builds {@link LivenessOptions}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private Duration keepAlive = Duration.ofSeconds(60);

		private Duration pingInterval = Duration.ZERO;

		private Duration responseTime = Duration.ofSeconds(10);

		private Duration connectTimeout = Duration.ofSeconds(30);

		private int maxRepubs = 4;

		Builder() {
		}

		/**
		 * Set the Keep Alive of CONNECT; zero turns the server's check off.
		 * @param keepAlive 0 or 1 to 65535 seconds, parts of which are dropped; 60 unless
		 * set
		 * @return this builder
		 */
		public Builder keepAlive(Duration keepAlive) {
			this.keepAlive = Arguments.required("keepAlive", keepAlive);
			return this;
		}

		/**
		 * Set how long nothing may be received before a ping is sent (behaviour S7).
		 * @param pingInterval used if shorter than a quarter of the keep alive, and not
		 * zero, as it is unless set
		 * @return this builder
		 */
		public Builder pingInterval(Duration pingInterval) {
			this.pingInterval = Arguments.required("pingInterval", pingInterval);
			return this;
		}

		/**
		 * Set how long the server may show no progress when an answer of it is awaited.
		 * @param responseTime above zero, at most 365 days; 10 seconds unless set
		 * @return this builder
		 */
		public Builder responseTime(Duration responseTime) {
			this.responseTime = Arguments.required("responseTime", responseTime);
			return this;
		}

		/**
		 * Set how long an attempt may take from address lookup to CONNACK.
		 * @param connectTimeout above zero, at most 365 days; 30 seconds unless set
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = Arguments.required("connectTimeout", connectTimeout);
			return this;
		}

		/**
		 * Set how often a message is sent again before the link is dead (behaviour S13).
		 * @param maxRepubs 0 to 100; 4 unless set
		 * @return this builder
		 */
		public Builder maxRepubs(int maxRepubs) {
			this.maxRepubs = maxRepubs;
			return this;
		}

		LivenessOptions build() {
			return new LivenessOptions(this.keepAlive, this.pingInterval, this.responseTime, this.connectTimeout,
					this.maxRepubs);
		}

	}

}
