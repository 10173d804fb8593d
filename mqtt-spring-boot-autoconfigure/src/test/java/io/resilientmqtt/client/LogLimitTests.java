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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogLimitTests {

	private static final long INTERVAL = LogLimit.INTERVAL.toNanos();

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // about to
																		// overflow

	private final List<Runnable> timers = new ArrayList<>();

	private final List<Long> after = new ArrayList<>();

	private final List<Long> told = new ArrayList<>();

	private final LogLimit limit = new LogLimit(this.now::get, (task, nanos) -> {
		this.timers.add(task);
		this.after.add(nanos);
	}, this.told::add);

	@Test
	void theFirstLineIsDueAtOnceAndTheNextTellsHowManyWereLeftOut() {
		assertThat(this.limit.next()).isEmpty();
		assertThat(this.limit.next()).isNull();
		this.now.addAndGet(INTERVAL - 1);
		assertThat(this.limit.next()).isNull();
		this.now.addAndGet(1);
		assertThat(this.limit.next()).isEqualTo(" (and 2 more since the last such line)");
		assertThat(this.limit.next()).isNull();
		this.now.addAndGet(INTERVAL);
		assertThat(this.limit.next()).isEqualTo(" (and 1 more since the last such line)");
		this.now.addAndGet(INTERVAL);
		assertThat(this.limit.next()).isEmpty();
	}

	@Test
	void whatWasLeftOutIsToldThoughNothingFollows() {
		this.limit.next();
		assertThat(this.timers).isEmpty();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		for (int i = 0; i < 1000; i++) {
			assertThat(this.limit.next()).isNull();
		}
		assertThat(this.after).containsExactly(INTERVAL - TimeUnit.SECONDS.toNanos(10));
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(20));
		this.timers.remove(0).run();
		assertThat(this.told).containsExactly(1000L);
		assertThat(this.limit.next()).isNull(); // at most one line an interval
		this.now.addAndGet(INTERVAL);
		this.timers.remove(0).run();
		assertThat(this.told).containsExactly(1000L, 1L);
		assertThat(this.timers).isEmpty();
	}

	@Test
	void nothingIsToldTwice() {
		this.limit.next();
		this.limit.next();
		this.now.addAndGet(INTERVAL);
		assertThat(this.limit.next()).contains("1 more");
		this.timers.remove(0).run();
		assertThat(this.told).isEmpty();
		this.limit.next();
		assertThat(this.timers).hasSize(1);
	}

	@Test
	void aTimerThatIsEarlyIsSetAgain() {
		this.limit.next();
		this.limit.next();
		this.now.addAndGet(INTERVAL);
		this.limit.next();
		this.limit.next();
		this.timers.remove(0).run();
		assertThat(this.told).isEmpty();
		assertThat(this.after).containsExactly(INTERVAL, INTERVAL);
		this.now.addAndGet(INTERVAL);
		this.timers.remove(0).run();
		assertThat(this.told).containsExactly(1L);
	}

}
