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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link StageExecutor}.
 */
class StageExecutorTests {

	private final Deque<Runnable> threads = new ArrayDeque<>();

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final StageExecutor executor = new StageExecutor(this.threads::add, this.channel.eventLoop());

	private final List<Integer> run = new ArrayList<>();

	@BeforeEach
	void freezeTime() {
		this.channel.freezeTime();
	}

	@AfterEach
	void close() {
		this.channel.close();
	}

	@Test
	void runsAllThereAreInOneThreadAndInOrder() {
		for (int i = 0; i < 1000; i++) {
			stage(i);
		}
		assertThat(this.threads).hasSize(1);
		this.threads.remove().run();
		assertThat(this.run).hasSize(1000).isSorted();
	}

	@Test
	void startsAtOnceWhereATurnCompletesFew() {
		turn(StageExecutor.FEW);
		this.threads.remove().run();
		this.executor.execute(() -> this.run.add(1));
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void startsOneThreadForAllThatATurnCompletesWhereItIsMany() {
		turn(StageExecutor.FEW + 1);
		this.threads.remove().run();
		this.run.clear();
		for (int i = 0; i < 100; i++) {
			int number = i;
			this.executor.execute(() -> this.run.add(number));
		}
		assertThat(this.threads).isEmpty();
		this.channel.runPendingTasks();
		assertThat(this.threads).hasSize(1);
		this.threads.remove().run();
		assertThat(this.run).hasSize(100).isSorted();
	}

	@Test
	void startsAThreadWithinATurnThatCompletesVeryMany() {
		turn(StageExecutor.FEW + 1);
		this.threads.remove().run();
		this.run.clear();
		for (int i = 0; i < StageExecutor.GATHERED_AT_MOST; i++) {
			assertThat(this.threads).isEmpty();
			this.executor.execute(() -> this.run.add(1));
		}
		this.threads.remove().run();
		assertThat(this.run).hasSize(StageExecutor.GATHERED_AT_MOST);
		this.channel.runPendingTasks();
		assertThat(this.threads).isEmpty();
	}

	@Test
	void takesAThreadAgainWhenItHadGivenItBack() {
		stage(1);
		this.threads.remove().run();
		stage(2);
		this.threads.remove().run();
		assertThat(this.run).containsExactly(1, 2);
		assertThat(this.threads).isEmpty();
	}

	@Test
	void takesAnotherThreadForWhatAStageHoldsUp() {
		execute(() -> {
			this.run.add(1); // and while it has not returned:
			later();
			this.threads.remove().run();
			assertThat(this.run).containsExactly(1, 2, 3);
		});
		stage(2);
		stage(3);
		this.threads.remove().run();
		assertThat(this.run).containsExactly(1, 2, 3);
	}

	@Test
	void takesNoOtherThreadWhileStagesAreRun() {
		execute(this::look);
		execute(() -> {
			this.run.add(2);
			execute(() -> {
				this.run.add(1);
				look();
			});
		});
		this.threads.remove().run();
		later();
		assertThat(this.run).containsExactly(2, 1);
		assertThat(this.threads).isEmpty();
	}

	@Test
	void takesAnotherThreadForStagesThatAllTakeTheirTime() {
		for (int i = 0; i < 5; i++) {
			execute(this::look);
		}
		this.threads.remove().run();
		assertThat(this.threads).isNotEmpty();
	}

	@Test
	void looksAfterStagesOnlyWhileThereAreAny() {
		stage(1);
		stage(2);
		this.threads.remove().run();
		later();
		assertThat(this.channel.runScheduledPendingTasks()).isEqualTo(-1);
		execute(() -> {
			later();
			this.threads.remove().run();
		});
		stage(3);
		this.threads.remove().run();
		assertThat(this.run).containsExactly(1, 2, 3);
	}

	@Test
	void goesOnAfterAStageThatThrows() {
		execute(() -> {
			throw new IllegalStateException("stage");
		});
		stage(1);
		assertThatIllegalStateException().isThrownBy(this.threads.remove()::run);
		this.threads.remove().run();
		assertThat(this.run).containsExactly(1);
	}

	@Test
	void runsStagesInTheCommonPoolWhenTheThreadsHaveEnded() throws Exception {
		StageExecutor executor = new StageExecutor((task) -> {
			throw new RejectedExecutionException();
		}, this.channel.eventLoop());
		CountDownLatch done = new CountDownLatch(1);
		executor.execute(done::countDown);
		this.channel.runPendingTasks();
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void goesOnAfterThreadsThatFail(boolean takesAll) {
		AtomicInteger failures = new AtomicInteger(2);
		StageExecutor executor = new StageExecutor((task) -> {
			boolean fails = failures.getAndDecrement() > 0;
			if (!fails || takesAll) {
				this.threads.add(task);
			}
			if (fails) {
				throw new OutOfMemoryError("unable to create native thread");
			}
		}, this.channel.eventLoop());
		for (int i = 0; i < 3; i++) {
			int number = i;
			executor.execute(() -> this.run.add(number));
			this.channel.runPendingTasks();
		}
		for (int i = 0; i < 4; i++) {
			look();
			this.channel.runPendingTasks();
		}
		this.threads.forEach(Runnable::run);
		this.threads.clear();
		assertThat(this.run).containsExactly(0, 1, 2);
		executor.execute(() -> this.run.add(3));
		this.channel.runPendingTasks();
		assertThat(this.threads).hasSize(1);
		this.threads.remove().run();
		assertThat(this.run).containsExactly(0, 1, 2, 3);
	}

	@Test
	void goesOnWhenNoThreadCouldBeHadForWhatAStageHoldsUp() {
		List<Boolean> failing = new ArrayList<>();
		StageExecutor executor = new StageExecutor((task) -> {
			if (!failing.isEmpty()) {
				failing.remove(0);
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.threads.add(task);
		}, this.channel.eventLoop());
		executor.execute(() -> {
			this.run.add(1); // and while it has not returned:
			failing.add(true);
			later();
			assertThat(failing).isEmpty();
			later();
			this.threads.remove().run();
			assertThat(this.run).containsExactly(1, 2);
		});
		executor.execute(() -> this.run.add(2));
		this.channel.runPendingTasks();
		this.threads.remove().run();
		assertThat(this.run).containsExactly(1, 2);
		executor.execute(() -> this.run.add(3));
		this.channel.runPendingTasks();
		this.threads.remove().run();
		assertThat(this.run).containsExactly(1, 2, 3);
	}

	@Test
	void runsStagesItselfWhenThereIsNoThreadAndNoLoopAnyMore() throws Exception {
		DefaultEventExecutor loop = new DefaultEventExecutor();
		loop.shutdownGracefully(0, 60, TimeUnit.SECONDS);
		assertThat(loop.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		StageExecutor executor = new StageExecutor((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		}, loop);
		executor.execute(() -> this.run.add(1));
		assertThat(this.run).containsExactly(1);
	}

	@Test
	void leavesNoStageBehindWhenTheLoopEnds() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		DefaultEventExecutor loop = new DefaultEventExecutor();
		StageExecutor executor = new StageExecutor(threads, loop);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		executor.execute(() -> {
			begun.countDown();
			awaitUninterruptibly(done);
		});
		assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
		loop.shutdownGracefully(0, 60, TimeUnit.SECONDS);
		executor.execute(done::countDown);
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(loop.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		threads.shutdown();
	}

	private void stage(int number) {
		execute(() -> this.run.add(number));
	}

	private void turn(int stages) {
		for (int i = 0; i < stages; i++) {
			this.executor.execute(() -> this.run.add(0));
		}
		this.channel.runPendingTasks();
	}

	private void execute(Runnable stage) {
		this.executor.execute(stage);
		this.channel.runPendingTasks();
	}

	/**
	 * Let so much time pass that a stage held up is noticed.
	 */
	private void later() {
		look();
		look();
	}

	private void look() {
		this.channel.advanceTimeBy(StageExecutor.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
