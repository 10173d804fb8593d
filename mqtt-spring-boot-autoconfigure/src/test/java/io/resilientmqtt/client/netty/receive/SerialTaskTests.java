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

package io.resilientmqtt.client.netty.receive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SerialTask}, in virtual time.
 */
class SerialTaskTests {

	private final EmbeddedChannel clock = new EmbeddedChannel();

	private final Deque<Runnable> given = new ArrayDeque<>();

	/** When the executor was given something, in milliseconds. */
	private final List<Long> asked = new ArrayList<>();

	private long now;

	private int runs;

	@BeforeEach
	void freezeTime() {
		this.clock.freezeTime();
	}

	private SerialTask task(Executor executor) {
		return new SerialTask("somebody", (task) -> {
			this.asked.add(this.now);
			executor.execute(task);
		}, this.clock.eventLoop(), () -> this.runs++);
	}

	private void pass(long millis) {
		for (long end = this.now + millis; this.now < end;) {
			this.now += 100;
			this.clock.advanceTimeBy(100, TimeUnit.MILLISECONDS);
			this.clock.runScheduledPendingTasks();
		}
	}

	private void runGiven() {
		for (Runnable next = this.given.poll(); next != null; next = this.given.poll()) {
			next.run();
		}
	}

	@Test
	void anExecutorThatDiscardsIsAskedAgainEverMoreRarely() {
		task((run) -> {
		}).submit();
		pass(200_000);
		assertThat(this.asked).containsExactly(0L, 6_000L, 12_000L, 24_000L, 48_000L, 96_000L, 156_000L);
	}

	@Test
	void aRunThatWasDiscardedIsRunAfterAll() {
		SerialTask task = task((run) -> {
			if (this.asked.size() > 2) {
				run.run();
			}
		});
		task.submit();
		pass(30_000);
		assertThat(this.runs).isOne();
		assertThat(this.asked).hasSize(3);
		task.submit();
		pass(100_000);
		assertThat(this.runs).isEqualTo(2);
		assertThat(this.asked).hasSize(4);
	}

	@Test
	void anExecutorThatWasOnlyBusyRunsItOnce() {
		SerialTask task = task(this.given::add);
		task.submit();
		pass(20_000);
		assertThat(this.given).hasSize(3);
		runGiven();
		assertThat(this.runs).isOne();
		pass(100_000);
		assertThat(this.asked).hasSize(3);
		task.submit();
		runGiven();
		assertThat(this.runs).isEqualTo(2);
	}

	@Test
	void aRunThatIsAskedForAllTheTimeIsNotTakenForOneThatWaits() {
		SerialTask task = task(this.given::add);
		for (int i = 0; i < 100; i++) {
			task.submit();
			pass(2_900);
			runGiven();
		}
		assertThat(this.runs).isEqualTo(100);
		assertThat(this.asked).hasSize(100);
	}

	@Test
	void anExecutorThatThrowsIsAskedEvery100MillisecondsAndNoMoreOften() {
		SerialTask task = task((run) -> {
			throw new RejectedExecutionException("no");
		});
		task.submit();
		pass(60_000);
		assertThat(this.asked).hasSize(601);
	}

	@Test
	void nothingIsLookedAfterThatHasBegun() {
		SerialTask task = task(Runnable::run);
		task.submit();
		pass(3_000);
		assertThat(this.clock.runScheduledPendingTasks()).as("no timer").isEqualTo(-1);
	}

}
