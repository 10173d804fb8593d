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

package io.resilientmqtt.message;

import java.math.BigInteger;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * Writes durations for people, who find {@code PT1193046H28M15S} hard to read.
 */
public final class Durations {

	private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

	private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(1_000_000);

	private Durations() {
	}

	/**
	 * Write a duration as it is written in configuration, in one unit.
	 * @param duration the duration
	 * @return for example {@code 65536s} or {@code 1500ms}
	 */
	public static String value(Duration duration) {
		if (duration.toNanosPart() == 0) {
			return duration.toSeconds() + "s";
		}
		BigInteger nanos = BigInteger.valueOf(duration.toSeconds())
			.multiply(NANOS_PER_SECOND)
			.add(BigInteger.valueOf(duration.toNanosPart()));
		BigInteger[] millis = nanos.divideAndRemainder(NANOS_PER_MILLI);
		return (millis[1].signum() == 0) ? millis[0] + "ms" : nanos + "ns";
	}

	/**
	 * Write how long something takes or has taken.
	 * @param duration zero or more; less than a millisecond is left out
	 * @return for example {@code 2 h 5 min}, {@code 1 s 500 ms} or {@code 0 s}
	 */
	public static String words(Duration duration) {
		StringJoiner words = new StringJoiner(" ");
		add(words, duration.toDays(), "d");
		add(words, duration.toHoursPart(), "h");
		add(words, duration.toMinutesPart(), "min");
		add(words, duration.toSecondsPart(), "s");
		add(words, duration.toMillisPart(), "ms");
		return (words.length() > 0) ? words.toString() : "0 s";
	}

	private static void add(StringJoiner words, long number, String unit) {
		if (number != 0) {
			words.add(number + " " + unit);
		}
	}

}
