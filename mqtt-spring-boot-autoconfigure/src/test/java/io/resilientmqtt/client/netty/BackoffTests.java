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

package io.resilientmqtt.client.netty;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long to wait before the next attempt.
 */
class BackoffTests {

	private static Backoff backoff(double jitter, DoubleSupplier random) {
		return new Backoff(
				new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(30), 2, jitter, Duration.ofSeconds(5)),
				random);
	}

	private static List<Long> waits(Backoff backoff, int count) {
		return Stream.generate(backoff::next).limit(count).map(Duration::toMillis).toList();
	}

	@Test
	@Behaviour("S10")
	void waitsDoubleFromTheFirstToTheLongestAndStartOverOnReset() {
		Backoff backoff = backoff(0.25, () -> 0);
		assertThat(waits(backoff, 8)).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
		backoff.reset();
		assertThat(waits(backoff, 2)).containsExactly(500L, 1_000L);
		assertThat(backoff.longest()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	@Behaviour("S10")
	void jitterShortensAWaitByAtMostItsShare() {
		assertThat(waits(backoff(0.25, () -> 1), 8)).containsExactly(375L, 750L, 1_500L, 3_000L, 6_000L, 12_000L,
				22_500L, 22_500L);
		Random random = new Random(1);
		Backoff backoff = backoff(0.25, random::nextDouble);
		waits(backoff, 10);
		List<Long> longest = waits(backoff, 1_000);
		assertThat(longest).allMatch((millis) -> millis >= 22_500 && millis <= 30_000);
		assertThat(longest.stream().distinct().count()).isGreaterThan(500);
	}

}
