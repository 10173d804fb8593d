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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Printable}.
 */
class PrintableTests {

	@ParameterizedTest
	@ValueSource(ints = { '\n', '\r', '\t', 0, 7, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF,
			0xE0001, 0xD800, 0xDFFF })
	void whatIsNoPartOfALineIsASpace(int codePoint) {
		String text = new StringBuilder("a").appendCodePoint(codePoint).append('b').toString();
		assertThat(Printable.of(text)).isEqualTo("a" + " ".repeat(text.length() - 2) + "b");
	}

	@Test
	void textThatIsFitIsLeftAsItIs() {
		String text = "a/b {} ' \" \u00e4\u4e2d\ud83d\ude00 $SYS/#";
		assertThat(Printable.of(text)).isEqualTo(text);
		assertThat(Printable.of(null)).isEqualTo("null");
		assertThat(Printable.of("x".repeat(200))).isEqualTo("x".repeat(200));
	}

	@Test
	void longTextIsCut() {
		assertThat(Printable.of("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
		assertThat(Printable.of("\n".repeat(65_535))).isEqualTo(" ".repeat(200) + "...");
		assertThat(Printable.of("x".repeat(199) + "\ud83d\ude00")).isEqualTo("x".repeat(199) + "...");
	}

}
