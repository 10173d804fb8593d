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

package io.resilientmqtt.client.netty.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StageQueue}.
 */
class StageQueueTests {

	private final StageQueue queue = new StageQueue();

	private final List<Integer> run = new ArrayList<>();

	@Test
	void givesStagesInTheOrderAdded() {
		this.queue.add(() -> this.run.add(1));
		this.queue.add(batch(2, 3, 4));
		this.queue.add(() -> this.run.add(5));
		for (Runnable stage = this.queue.poll(); stage != null; stage = this.queue.poll()) {
			stage.run();
		}
		assertThat(this.run).containsExactly(1, 2, 3, 4, 5);
	}

	@Test
	void isEmptyWhenTheLastStageOfABatchIsTakenAndNotOnlyWhenItHasRun() {
		assertThat(this.queue.isEmpty()).isTrue();
		this.queue.add(batch(1, 2));
		this.queue.poll();
		assertThat(this.queue.isEmpty()).isFalse();
		this.queue.poll();
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void takesABatchThatIsNotFull() {
		StageQueue.Batch batch = new StageQueue.Batch(3);
		batch.add(() -> this.run.add(1));
		assertThat(batch.isFull()).isFalse();
		this.queue.add(batch);
		this.queue.poll().run();
		assertThat(this.run).containsExactly(1);
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void givesEachStageToOneOfSeveralThreads() throws Exception {
		int stages = 100_000;
		AtomicIntegerArray runs = new AtomicIntegerArray(stages);
		int threads = 3;
		CyclicBarrier start = new CyclicBarrier(threads + 1);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Integer>> takers = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				Callable<Integer> taker = () -> {
					start.await();
					return runUntil(runs, stages - 1);
				};
				takers.add(executor.submit(taker));
			}
			start.await();
			for (int i = 0; i < stages;) {
				StageQueue.Batch batch = new StageQueue.Batch(1 + i % 7);
				for (; i < stages && !batch.isFull(); i++) {
					int number = i;
					batch.add(() -> runs.incrementAndGet(number));
				}
				this.queue.add(batch);
			}
			int taken = 0;
			for (Future<Integer> taker : takers) {
				taken += taker.get();
			}
			assertThat(taken).isEqualTo(stages);
			assertThat(this.queue.isEmpty()).isTrue();
			for (int i = 0; i < stages; i++) {
				assertThat(runs.get(i)).isOne();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private int runUntil(AtomicIntegerArray runs, int last) {
		int taken = 0;
		Runnable stage = this.queue.poll();
		while (stage != null || runs.get(last) == 0) {
			if (stage != null) {
				stage.run();
				taken++;
			}
			stage = this.queue.poll();
		}
		return taken;
	}

	private StageQueue.Batch batch(int... numbers) {
		StageQueue.Batch batch = new StageQueue.Batch(numbers.length);
		for (int number : numbers) {
			batch.add(() -> this.run.add(number));
		}
		return batch;
	}

}
