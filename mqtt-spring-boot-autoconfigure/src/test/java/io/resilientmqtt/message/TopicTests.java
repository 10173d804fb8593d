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

import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Topic} and {@link Utf8}.
 */
@Behaviour("S1")
class TopicTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "/", "//", " ", "a b", "a/", "/a", "$SYS/broker", "$share/g/t", "ä", "\u0001",
			"\uFEFF", "\uFFFF", "\uD83D\uDE00" })
	void validNameIsReturned(String topic) {
		assertThat(Topic.check(topic)).isSameAs(topic);
	}

	@Test
	void emptyNameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.check(""))
			.withMessage("topic is empty; a topic name has at least one character");
	}

	@ParameterizedTest
	@ValueSource(strings = { "+", "#", "a/+", "a/#", "a+b", "a#b", "#/a" })
	void wildcardIsRefused(String topic) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.check(topic))
			.withMessage("topic '" + topic + "' has a wildcard; '+' and '#' are for subscriptions only");
	}

	@Test
	void nullCharacterIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.check("ab\u0000c"))
			.withMessage("topic has U+0000 at index 2; remove it");
	}

	@Test
	void nullCharacterNeverReachesTheMessageOfTheError() {
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.check("\u0000/#"))
			.withMessage("topic has U+0000 at index 0; remove it");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\uD83D", "a\uD83D/", "a\uDE00", "a\uDE00\uD83D" })
	void unpairedSurrogateIsRefused(String topic) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.check(topic))
			.withMessage("topic has an unpaired surrogate at index 1 and can't be encoded as UTF-8");
	}

	@Test
	void lengthIsCountedInBytesOfUtf8() {
		assertThat(Topic.check("a".repeat(65535))).hasSize(65535);
		assertThat(Topic.check("ä".repeat(32767) + "a")).hasSize(32768);
		assertThat(Topic.check("€".repeat(21845))).hasSize(21845);
		assertThat(Topic.check("\uD83D\uDE00".repeat(16383) + "abc")).hasSize(32769);
	}

	@Test
	void nameLongerThan65535BytesIsRefused() {
		assertTooLong("a".repeat(65536), 65536);
		assertTooLong("ä".repeat(32768), 65536);
		assertTooLong("€".repeat(21845) + "a", 65536);
		assertTooLong("\uD83D\uDE00".repeat(16384), 65536);
	}

	private static void assertTooLong(String topic, int bytes) {
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.check(topic))
			.withMessage("topic needs " + bytes + " bytes in UTF-8; MQTT allows at most 65535");
	}

}
