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

package io.resilientmqtt.sample.page;

import java.util.concurrent.atomic.AtomicIntegerArray;

import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * How long publications took during the last seconds, in as much memory however many
 * there are: each octave of nanoseconds has eight counters, so a percentile is right
 * within 12 %. Told on any thread; read and advanced by one.
 */
final class Latencies implements PublicationListener {

	private static final int SECONDS = 10;

	private static final int STEPS = 8;

	private final AtomicIntegerArray[] seconds = new AtomicIntegerArray[SECONDS];

	private volatile int second;

	Latencies() {
		for (int i = 0; i < SECONDS; i++) {
			this.seconds[i] = new AtomicIntegerArray(Long.SIZE * STEPS);
		}
	}

	@Override
	public void ended(QoS qos, @Nullable Reason failure, long nanos) {
		if (failure == null) {
			this.seconds[this.second].incrementAndGet(bucket(nanos));
		}
	}

	private static int bucket(long nanos) {
		long value = Math.max(nanos, STEPS);
		int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
		return octave * STEPS + (int) ((value >>> (octave - 3)) & (STEPS - 1));
	}

	private static double millis(int bucket) {
		int octave = bucket / STEPS;
		return Math.scalb(1 + (bucket % STEPS + 0.5) / STEPS, octave) / 1_000_000;
	}

	/**
	 * Begin another second, and forget the oldest.
	 */
	void advance() {
		int next = (this.second + 1) % SECONDS;
		for (int i = 0; i < this.seconds[next].length(); i++) {
			this.seconds[next].set(i, 0);
		}
		this.second = next;
	}

	/**
	 * Return how long publications took at most, but for some.
	 * @param part the part that took no longer, above 0 to 1
	 * @return milliseconds, or {@code null} if there were none
	 */
	@Nullable Double percentile(double part) {
		int[] sums = new int[Long.SIZE * STEPS];
		long all = 0;
		for (AtomicIntegerArray counts : this.seconds) {
			for (int i = 0; i < sums.length; i++) {
				sums[i] += counts.get(i);
				all += counts.get(i);
			}
		}
		long left = (long) Math.ceil(all * part);
		for (int i = 0; i < sums.length && all > 0; i++) {
			left -= sums[i];
			if (left <= 0) {
				return millis(i);
			}
		}
		return null;
	}

}
