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

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Durations}.
 */
class DurationsTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0s", "PT65536S, 65536s", "PT1193046H28M15S, 4294967295s", "PT0.5S, 500ms", "PT1.5S, 1500ms",
			"PT-1S, -1s", "PT-0.001S, -1ms", "PT0.0000001S, 100ns", "PT2562047788015215H30M7S, 9223372036854775807s" })
	void aValueIsWrittenAsItIsConfigured(Duration duration, String text) {
		assertThat(Durations.value(duration)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, 0 s", "PT1.5S, 1 s 500 ms", "PT299S, 4 min 59 s", "PT2H5M, 2 h 5 min", "PT49H, 2 d 1 h",
			"PT0.005S, 5 ms", "PT0.0001S, 0 s" })
	void aSpanOfTimeIsWrittenInWords(Duration duration, String text) {
		assertThat(Durations.words(duration)).isEqualTo(text);
	}

}
