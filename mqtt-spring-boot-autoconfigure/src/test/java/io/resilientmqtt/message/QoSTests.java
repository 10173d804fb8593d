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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link QoS}.
 */
class QoSTests {

	@Test
	void valuesAreThoseOfTheWire() {
		assertThat(QoS.AT_MOST_ONCE.value()).isZero();
		assertThat(QoS.AT_LEAST_ONCE.value()).isEqualTo(1);
		assertThat(QoS.EXACTLY_ONCE.value()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void everyQosIsFoundByItsValue(QoS qos) {
		assertThat(QoS.of(qos.value())).isSameAs(qos);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 3, 128 })
	void otherValuesAreRefused(int value) {
		assertThatIllegalArgumentException().isThrownBy(() -> QoS.of(value))
			.withMessage("QoS " + value + " does not exist; use 0, 1 or 2");
	}

	@Test
	void lowerOfTwoIsFound() {
		assertThat(QoS.EXACTLY_ONCE.min(QoS.AT_LEAST_ONCE)).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(QoS.AT_MOST_ONCE.min(QoS.EXACTLY_ONCE)).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(QoS.AT_LEAST_ONCE.min(QoS.AT_LEAST_ONCE)).isEqualTo(QoS.AT_LEAST_ONCE);
	}

}
