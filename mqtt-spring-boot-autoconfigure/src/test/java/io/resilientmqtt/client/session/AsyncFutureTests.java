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

package io.resilientmqtt.client.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AsyncFuture} and {@link SharedValue}.
 */
class AsyncFutureTests {

	private final Waiters waiters = new Waiters();

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<String> done = new ArrayList<>();

	private final SharedValue<String> value = new SharedValue<>("value");

	private final TestFuture future = new TestFuture();

	@Test
	void whatNothingDependsOnNeedsNoThread() {
		this.future.succeed(this.value);
		assertThat(this.future).isCompletedWithValue("value");
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void theResultIsThereBeforeAnyStageRuns() {
		CompletableFuture<Boolean> all = CompletableFuture.allOf(this.future).thenApply((none) -> this.done.add("all"));
		CompletableFuture<Boolean> stage = this.future.thenApply(this.done::add);
		this.future.succeed(this.value);
		assertThat(this.future).isCompletedWithValue("value");
		assertThat(this.done).isEmpty();
		assertThat(stage).isNotDone();
		assertThat(this.tasks).hasSize(1);
		this.tasks.get(0).run();
		assertThat(this.done).containsExactlyInAnyOrder("all", "value");
		assertThat(all).isCompletedWithValue(true);
		assertThat(stage).isCompletedWithValue(true);
	}

	@Test
	void aStageAddedLaterRunsWhereItIsAdded() {
		this.future.succeed(this.value);
		assertThat(this.future.thenApply(this.done::add)).isCompletedWithValue(true);
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void aValueIsGivenToAnyNumberOfFutures() {
		TestFuture other = new TestFuture();
		this.future.succeed(this.value);
		other.succeed(this.value);
		this.future.succeed(new SharedValue<>("late"));
		assertThat(this.future).isCompletedWithValue("value");
		assertThat(other).isCompletedWithValue("value");
	}

	@Test
	void moreFuturesThanOneSourceIsForAreGivenAValue() {
		for (int i = 0; i < 1000; i++) {
			TestFuture next = new TestFuture();
			CompletableFuture<Boolean> stage = next.thenApply(this.done::add);
			next.succeed(this.value);
			assertThat(next).isCompletedWithValue("value");
			assertThat(stage).isNotDone();
			this.tasks.get(i).run();
			assertThat(stage).isCompletedWithValue(true);
		}
	}

	@Test
	void runningItDoesNotCompleteIt() {
		CompletableFuture<Boolean> stage = this.future.thenApply(this.done::add);
		this.future.run();
		assertThat(this.future).isNotDone();
		this.future.succeed(this.value);
		this.future.run();
		assertThat(stage).isCompletedWithValue(true);
		assertThat(this.future).isCompletedWithValue("value");
	}

	@Test
	void dependentsOfEveryKindRunLaterAndInTheThreadThatRunsThem() {
		CompletableFuture<String> foreign = new CompletableFuture<>();
		CompletableFuture<?> any = CompletableFuture.anyOf(this.future).thenRun(() -> this.done.add("any"));
		CompletableFuture<?> composed = foreign.thenCompose((none) -> this.future)
			.thenRun(() -> this.done.add("composed"));
		CompletableFuture<?> combined = foreign.thenAcceptBoth(this.future, (one, other) -> this.done.add("combined"));
		foreign.complete("foreign");
		this.future.succeed(this.value);
		assertThat(this.done).isEmpty();
		assertThat(this.tasks).hasSize(1);
		this.tasks.get(0).run();
		assertThat(this.done).containsExactlyInAnyOrder("any", "composed", "combined");
		assertThat(List.of(any, composed, combined)).allMatch(CompletableFuture::isDone);
	}

	@Test
	void aFailureIsWhatItIs() {
		IllegalStateException failure = new IllegalStateException("no");
		CompletableFuture<Boolean> stage = this.future
			.handle((result, thrown) -> this.done.add(String.valueOf(thrown == failure)));
		this.future.fail(failure);
		assertThat(this.done).isEmpty();
		this.tasks.get(0).run();
		assertThat(stage).isCompletedWithValue(true);
		assertThat(this.done).containsExactly("true");
	}

	@Test
	void whoWaitsIsWokenWithoutAThread() {
		CompletableFuture<String> joined = CompletableFuture.supplyAsync(this.future::join);
		CompletableFuture<String> got = CompletableFuture.supplyAsync(() -> {
			try {
				return this.future.get(60, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.future.get(10, TimeUnit.MILLISECONDS));
		this.future.succeed(this.value);
		assertThat(joined).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo("value");
		assertThat(got).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo("value");
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void whoWaitsIsWokenWhenItIsCancelled() {
		CompletableFuture<String> joined = CompletableFuture.supplyAsync(this.future::join);
		this.future.cancel(false);
		assertThat(joined).failsWithin(60, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(CancellationException.class);
		assertThat(this.done).containsExactly("given up");
	}

	private final class TestFuture extends AsyncFuture<String> {

		@Override
		protected Waiters waiters() {
			return AsyncFutureTests.this.waiters;
		}

		@Override
		protected void givenUp() {
			AsyncFutureTests.this.done.add("given up");
		}

		@Override
		protected void runLater(Runnable task) {
			AsyncFutureTests.this.tasks.add(task);
		}

		@Override
		protected <U> CompletableFuture<U> newStage() {
			return new CompletableFuture<>();
		}

	}

}
