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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Credentials}.
 */
class CredentialsTests {

	@Test
	void passwordIsSentInUtf8() {
		Credentials credentials = Credentials.of("user", "pä");
		assertThat(credentials.username()).isEqualTo("user");
		assertThat(credentials.password()).containsExactly('p', 0xC3, 0xA4);
	}

	@ParameterizedTest
	@NullAndEmptySource
	void emptyCountsAsAbsent(String value) {
		assertThat(Credentials.of(value, "p").username()).isNull();
		assertThat(Credentials.of("u", value).password()).isNull();
		assertThat(Credentials.NONE.username()).isNull();
		assertThat(Credentials.NONE.password()).isNull();
	}

	@Test
	void passwordIsCopied() {
		Credentials credentials = Credentials.of("u", "secret");
		credentials.password()[0] = 'X';
		assertThat(credentials.password()).startsWith('s');
	}

	@Test
	void passwordStaysOutOfToString() {
		assertThat(Credentials.of("user", "secret")).hasToString("Credentials[username=user, password=******]");
		assertThat(Credentials.of("user", null)).hasToString("Credentials[username=user]");
		assertThat(MqttClientOptions.builder().credentials(Credentials.of("user", "secret")).build().toString())
			.contains("user")
			.doesNotContain("secret");
	}

	@Test
	void valuesThatCannotBeSentAreRefused() {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> Credentials.of("ä".repeat(32768), "secret"))
			.withMessage("username = '(32768 characters)' is not valid: "
					+ "it needs 65536 bytes in UTF-8; MQTT allows at most 65535");
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> Credentials.of("a\u0000", "secret"))
			.withMessage("username = '(2 characters)' is not valid: it has U+0000 at index 1; remove it");
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> Credentials.of("user", "secret".repeat(11000)))
			.withMessage("password = '******' is not valid: use at most 65535 bytes of UTF-8");
		assertThat(Credentials.of("ä".repeat(32767), "p".repeat(65535)).password()).hasSize(65535);
	}

}
