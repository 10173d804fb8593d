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

package io.resilientmqtt.listener;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunningCalls}.
 */
class RunningCallsTests {

	private final RunningCalls calls = new RunningCalls();

	@Test
	void closesAtOnceWhenNothingRuns() {
		assertThat(this.calls.begin()).isTrue();
		this.calls.end();
		assertThat(this.calls.close()).isCompleted();
	}

	@Test
	void closeWaitsForEveryRunningCall() {
		this.calls.begin();
		this.calls.begin();
		CompletableFuture<Void> ended = this.calls.close();
		this.calls.end();
		assertThat(ended).isNotDone();
		this.calls.end();
		assertThat(ended).isCompleted();
	}

	@Test
	void noCallBeginsAfterClose() {
		this.calls.begin();
		CompletableFuture<Void> ended = this.calls.close();
		assertThat(this.calls.begin()).isFalse();
		assertThat(ended).isNotDone();
		this.calls.end();
		assertThat(ended).isCompleted();
		assertThat(this.calls.begin()).isFalse();
	}

}
