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
 * The buffer of publications that are accepted and not yet completed (behaviour S15).
 *
 * @param maxPending how many publications it holds, 1 to 4000000
 * @param maxPendingBytes how many payload bytes it holds, 1 or more; one message always
 * fits into an empty buffer
 * @param overflow what happens when it is full
 * @param maxBlock how long {@code publish} blocks at most with {@link Overflow#BLOCK}
 * @param expiry how long a message may wait to be sent, or {@code null} for ever
 * @param maxInFlight how many QoS 1 and 2 publications may be unacknowledged, 1 to 65535;
 * an MQTT 5 broker's Receive Maximum wins if lower
 * @param maxInFlightQoS2 how many of them may be of QoS 2, 1 to 65535, where the broker
 * states no Receive Maximum
 * @param maxLosses how many times a broker may close the connection upon a QoS 1 or 2
 * publication, or a topic filter, before that fails, 0 to 1000; 0 for any number, and 1
 * is as good as 2, for none fails that was not sent alone
 * @param acceptPubackForQoS2 whether a QoS 2 publication that the broker answers as one
 * of QoS 1 is complete, delivered at least once, or fails
 */
public record PublishOptions(int maxPending, long maxPendingBytes, Overflow overflow, Duration maxBlock,
		@Nullable Duration expiry, int maxInFlight, int maxInFlightQoS2, int maxLosses, boolean acceptPubackForQoS2) {

	private static final int MOST_PENDING = 4_000_000;

	/**
	 * Half of what the common broker of that configuration takes: from the 21st open QoS
	 * 2 exchange on, a Mosquitto of default configuration drops the message and answers
	 * as if it had not, for a PUBREC of MQTT 3.1.1 can't say that.
	 */
	private static final int IN_FLIGHT_QOS_2 = 10;

	private static final int LOSSES = 3;

	private static final int MOST_LOSSES = 1000;

	/**
	 * 65,536 messages or 64 MiB, blocking up to 60 s, no expiry, 1,024 in flight, of
	 * which 10 with QoS 2, 3 losses.
	 */
	public static final PublishOptions DEFAULT = new PublishOptions(65_536, 64L * 1024 * 1024, Overflow.BLOCK,
			Duration.ofSeconds(60), null, 1024);

	public PublishOptions {
		Arguments.required("overflow", overflow);
		Arguments.required("maxBlock", maxBlock);
		if (maxPending < 1 || maxPending > MOST_PENDING) {
			throw new InvalidOptionException("publish.max-pending", maxPending, "use 1 to " + MOST_PENDING);
		}
		if (maxPendingBytes < 1) {
			throw new InvalidOptionException("publish.max-pending-bytes", maxPendingBytes, "use 1 or more");
		}
		InvalidOptionException.checkWait("publish.max-block", maxBlock, true);
		if (expiry != null) {
			InvalidOptionException.checkWait("publish.expiry", expiry, false);
		}
		if (maxInFlight < 1 || maxInFlight > 65535) {
			throw new InvalidOptionException("publish.max-in-flight", maxInFlight, "use 1 to 65535");
		}
		if (maxInFlightQoS2 < 1 || maxInFlightQoS2 > 65535) {
			throw new InvalidOptionException("publish.max-in-flight-qos2", maxInFlightQoS2, "use 1 to 65535");
		}
		if (maxLosses < 0 || maxLosses > MOST_LOSSES) {
			throw new InvalidOptionException("publish.max-losses", maxLosses,
					"use 1 to " + MOST_LOSSES + ", or 0 for any number");
		}
	}

	/**
	 * Create options with at most 10 QoS 2 publications in flight and 3 losses.
	 * @param maxPending how many publications it holds
	 * @param maxPendingBytes how many payload bytes it holds
	 * @param overflow what happens when it is full
	 * @param maxBlock how long {@code publish} blocks at most
	 * @param expiry how long a message may wait to be sent, or {@code null} for ever
	 * @param maxInFlight how many publications may be unacknowledged
	 */
	public PublishOptions(int maxPending, long maxPendingBytes, Overflow overflow, Duration maxBlock,
			@Nullable Duration expiry, int maxInFlight) {
		this(maxPending, maxPendingBytes, overflow, maxBlock, expiry, maxInFlight, IN_FLIGHT_QOS_2, LOSSES, false);
	}

	/**
	 * Return options with another limit of QoS 2 publications.
	 * @param maxInFlightQoS2 how many may be in flight
	 * @return the options
	 */
	public PublishOptions withMaxInFlightQoS2(int maxInFlightQoS2) {
		return new PublishOptions(this.maxPending, this.maxPendingBytes, this.overflow, this.maxBlock, this.expiry,
				this.maxInFlight, maxInFlightQoS2, this.maxLosses, this.acceptPubackForQoS2);
	}

	/**
	 * Return options with another number of losses.
	 * @param maxLosses how many times a broker may close upon a publication
	 * @return the options
	 */
	public PublishOptions withMaxLosses(int maxLosses) {
		return new PublishOptions(this.maxPending, this.maxPendingBytes, this.overflow, this.maxBlock, this.expiry,
				this.maxInFlight, this.maxInFlightQoS2, maxLosses, this.acceptPubackForQoS2);
	}

	/**
	 * Return options that take PUBACK for a QoS 2 publication as success, or do not.
	 * @param acceptPubackForQoS2 whether they do
	 * @return the options
	 */
	public PublishOptions withAcceptPubackForQoS2(boolean acceptPubackForQoS2) {
		return new PublishOptions(this.maxPending, this.maxPendingBytes, this.overflow, this.maxBlock, this.expiry,
				this.maxInFlight, this.maxInFlightQoS2, this.maxLosses, acceptPubackForQoS2);
	}

	/**
	 * What happens when the buffer is full.
	 */
	public enum Overflow {

		/**
		 * The caller waits up to {@code maxBlock}, then the publication fails.
		 */
		BLOCK,

		/**
		 * The publication fails at once.
		 */
		FAIL,

		/**
		 * The oldest publication that has not been sent is dropped; its future fails.
		 */
		DROP_OLDEST

	}

}
