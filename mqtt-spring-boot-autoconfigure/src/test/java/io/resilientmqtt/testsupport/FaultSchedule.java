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

package io.resilientmqtt.testsupport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Faults in random order and of random length, the same for the same seed. They come in
 * rounds in which each comes once.
 */
public final class FaultSchedule {

	private final Random random;

	private final List<Fault> faults;

	private final Deque<Fault> round = new ArrayDeque<>();

	/**
	 * Create a schedule.
	 * @param seed the seed
	 * @param faults the faults
	 */
	public FaultSchedule(long seed, List<Fault> faults) {
		this.random = new Random(seed);
		this.faults = List.copyOf(faults);
	}

	/**
	 * Return how many faults there are in a round.
	 * @return the count
	 */
	public int faults() {
		return this.faults.size();
	}

	/**
	 * Return the next fault.
	 * @return one of the faults
	 */
	public Fault next() {
		if (this.round.isEmpty()) {
			List<Fault> shuffled = new ArrayList<>(this.faults);
			Collections.shuffle(shuffled, this.random);
			this.round.addAll(shuffled);
		}
		return this.round.remove();
	}

	/**
	 * Return how long a fault lasts this time.
	 * @param fault the fault
	 * @return between its shortest and longest duration
	 */
	public Duration durationOf(Fault fault) {
		return between(fault.shortest(), fault.longest());
	}

	/**
	 * Return a random duration.
	 * @param shortest the shortest
	 * @param longest the longest
	 * @return between the two, both included
	 */
	public Duration between(Duration shortest, Duration longest) {
		long span = longest.toMillis() - shortest.toMillis();
		return shortest.plusMillis((long) (this.random.nextDouble() * (double) (span + 1)));
	}

}
