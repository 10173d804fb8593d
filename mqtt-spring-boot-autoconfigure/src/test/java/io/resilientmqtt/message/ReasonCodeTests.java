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

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReasonCode}.
 */
class ReasonCodeTests {

	@Test
	void codesAreThoseOfTheSpecification() {
		int[] successes = { 0x00, 0x01, 0x02, 0x04, 0x10, 0x11, 0x18, 0x19 };
		int[] failures = IntStream.rangeClosed(0x80, 0xA2).toArray();
		assertThat(Arrays.stream(ReasonCode.values()).mapToInt(ReasonCode::value)).containsExactly(
				IntStream.concat(Arrays.stream(successes), Arrays.stream(failures)).boxed().toArray(Integer[]::new));
	}

	@ParameterizedTest
	@CsvSource({ "SUCCESS, 0x00", "GRANTED_QOS_2, 0x02", "NO_MATCHING_SUBSCRIBERS, 0x10", "UNSPECIFIED_ERROR, 0x80",
			"NOT_AUTHORIZED, 0x87", "BAD_AUTHENTICATION_METHOD, 0x8C", "SESSION_TAKEN_OVER, 0x8E",
			"RECEIVE_MAXIMUM_EXCEEDED, 0x93", "PACKET_TOO_LARGE, 0x95", "QUOTA_EXCEEDED, 0x97",
			"USE_ANOTHER_SERVER, 0x9C", "CONNECTION_RATE_EXCEEDED, 0x9F",
			"WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED, 0xA2" })
	void namesBelongToTheirValues(ReasonCode code, String value) {
		assertThat(code.value()).isEqualTo(Integer.decode(value));
	}

	@ParameterizedTest
	@EnumSource
	void everyCodeIsFoundByItsValue(ReasonCode code) {
		assertThat(ReasonCode.of(code.value())).isSameAs(code);
		assertThat(ReasonCode.of((byte) code.value())).isSameAs(code);
	}

	@ParameterizedTest
	@CsvSource({ "0x03", "0x7F", "0xA3", "0xFF" })
	void valuesTheSpecificationDoesNotKnowHaveNoCode(String value) {
		assertThat(ReasonCode.of(Integer.decode(value))).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void failuresBeginAt0x80(ReasonCode code) {
		assertThat(code.isError()).isEqualTo(code.value() >= 0x80);
	}

	@ParameterizedTest
	@CsvSource({ "0, SUCCESS", "1, UNSUPPORTED_PROTOCOL_VERSION", "2, CLIENT_IDENTIFIER_NOT_VALID",
			"3, SERVER_UNAVAILABLE", "4, BAD_USER_NAME_OR_PASSWORD", "5, NOT_AUTHORIZED", "6, UNSPECIFIED_ERROR",
			"255, UNSPECIFIED_ERROR" })
	void connectReturnCodesAreTranslated(int returnCode, ReasonCode expected) {
		assertThat(ReasonCode.ofConnectReturnCode(returnCode)).isEqualTo(expected);
	}

	@Test
	void codeIsDescribedInWords() {
		assertThat(ReasonCode.NOT_AUTHORIZED.describe()).isEqualTo("not authorized (0x87)");
		assertThat(ReasonCode.SUCCESS.describe()).isEqualTo("success (0x00)");
	}

}
