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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PublishProperties} and the setters of its builder.
 */
class PublishPropertiesTests {

	@Test
	void thereIsOneInstanceWithoutProperties() {
		assertThat(PublishProperties.builder().build()).isSameAs(PublishProperties.NONE);
		assertThat(full().build().mutate().properties(PublishProperties.NONE).build()).isSameAs(PublishProperties.NONE);
		assertThat(PublishProperties.NONE.isEmpty()).isTrue();
		assertThat(PublishProperties.NONE).hasToString("[]");
		assertThat(PublishProperties.NONE.payloadFormat()).isNull();
		assertThat(PublishProperties.NONE.messageExpiry()).isNull();
		assertThat(PublishProperties.NONE.contentType()).isNull();
		assertThat(PublishProperties.NONE.responseTopic()).isNull();
		assertThat(PublishProperties.NONE.correlationData()).isNull();
		assertThat(PublishProperties.NONE.userProperties()).isEmpty();
		assertThat(PublishProperties.NONE.subscriptionIdentifiers()).isEmpty();
	}

	@Test
	void everyPropertyIsKept() {
		PublishProperties properties = full().build();
		assertThat(properties.isEmpty()).isFalse();
		assertThat(properties.payloadFormat()).isEqualTo(PayloadFormat.UTF_8);
		assertThat(properties.messageExpiry()).isEqualTo(Duration.ofSeconds(60));
		assertThat(properties.contentType()).isEqualTo("text/plain");
		assertThat(properties.responseTopic()).isEqualTo("reply/to");
		assertThat(properties.correlationData()).containsExactly(1, 2);
		assertThat(properties.userProperties()).containsExactly(new UserProperty("a", "1"));
		assertThat(properties.subscriptionIdentifiers()).containsExactly(5);
	}

	@Test
	void everyPropertyCountsInEquality() {
		PublishProperties properties = full().build();
		assertThat(properties).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
		assertThat(properties.mutate().build()).isEqualTo(properties);
		assertThat(properties).isNotEqualTo(full().payloadFormat(PayloadFormat.BYTES).build())
			.isNotEqualTo(full().messageExpiry(null).build())
			.isNotEqualTo(full().contentType("x").build())
			.isNotEqualTo(full().responseTopic("x").build())
			.isNotEqualTo(full().correlationData(null).build())
			.isNotEqualTo(full().userProperty("a", "1").build())
			.isNotEqualTo(full().subscriptionIdentifier(6).build())
			.isNotEqualTo("x");
	}

	@Test
	void emptyValuesAreProperties() {
		PublishProperties properties = PublishProperties.builder()
			.contentType("")
			.correlationData(new byte[0])
			.messageExpiry(Duration.ZERO)
			.userProperty("", "")
			.build();
		assertThat(properties.contentType()).isEmpty();
		assertThat(properties.correlationData()).isEmpty();
		assertThat(properties.messageExpiry()).isZero();
		assertThat(properties.userProperties()).hasSize(1);
	}

	@Test
	void userPropertiesRepeatAndKeepTheirOrder() {
		PublishProperties properties = PublishProperties.builder()
			.userProperty("b", "1")
			.userProperty("a", "2")
			.userProperties(List.of(new UserProperty("b", "3"), new UserProperty("b", "1")))
			.build();
		assertThat(properties.userProperties()).containsExactly(new UserProperty("b", "1"), new UserProperty("a", "2"),
				new UserProperty("b", "3"), new UserProperty("b", "1"));
	}

	@Test
	void listsAreReadOnly() {
		PublishProperties properties = full().build();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> properties.userProperties().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> properties.subscriptionIdentifiers().clear());
	}

	@Test
	void correlationDataIsCopiedInAndOut() {
		byte[] bytes = { 1, 2 };
		PublishProperties properties = PublishProperties.builder().correlationData(bytes).build();
		bytes[0] = 9;
		properties.correlationData()[1] = 9;
		assertThat(properties.correlationData()).containsExactly(1, 2);
	}

	@Test
	void correlationDataHoldsAtMost65535Bytes() {
		assertThat(PublishProperties.builder().correlationData(new byte[65535]).build().correlationData())
			.hasSize(65535);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PublishProperties.builder().correlationData(new byte[65536]))
			.withMessage("correlationData has 65536 bytes; a binary property holds at most 65535");
	}

	@Test
	void expiryIsWholeSecondsOfFourBytes() {
		assertThat(PublishProperties.builder().messageExpiry(Duration.ofMillis(1999)).build().messageExpiry())
			.isEqualTo(Duration.ofSeconds(1));
		assertThat(PublishProperties.builder().messageExpiry(Duration.ofSeconds(4294967295L)).build().messageExpiry())
			.isEqualTo(Duration.ofSeconds(4294967295L));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PublishProperties.builder().messageExpiry(Duration.ofSeconds(4294967296L)))
			.withMessageContaining("use 0 to 4294967295 seconds");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PublishProperties.builder().messageExpiry(Duration.ofMillis(-1)))
			.withMessageContaining("messageExpiry -1ms is out of range");
	}

	@Test
	void responseTopicIsATopicName() {
		assertThatIllegalArgumentException().isThrownBy(() -> PublishProperties.builder().responseTopic("reply/+"))
			.withMessageStartingWith("responseTopic 'reply/+' has a wildcard");
		assertThatIllegalArgumentException().isThrownBy(() -> PublishProperties.builder().responseTopic(""))
			.withMessageStartingWith("responseTopic is empty");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 268_435_455 })
	void subscriptionIdentifierInRangeIsAccepted(int identifier) {
		assertThat(PublishProperties.builder().subscriptionIdentifier(identifier).build().subscriptionIdentifiers())
			.containsExactly(identifier);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 268_435_456 })
	void subscriptionIdentifierOutOfRangeIsRefused(int identifier) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PublishProperties.builder().subscriptionIdentifier(identifier))
			.withMessage("subscriptionIdentifier " + identifier + " is out of range; use 1 to 268435455");
	}

	@Test
	void stringsMustBeEncodable() {
		PublishProperties.Builder builder = PublishProperties.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.contentType("a\u0000"))
			.withMessageStartingWith("contentType has U+0000");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.userProperty("a".repeat(65536), "v"))
			.withMessageStartingWith("user property name needs 65536 bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.userProperty("n", "\uD800"))
			.withMessageStartingWith("user property value has an unpaired surrogate");
		assertThat(builder.build()).isSameAs(PublishProperties.NONE);
	}

	@Test
	void valuesStayOutOfToString() {
		assertThat(full().build()).hasToString("[payloadFormat, messageExpiry, contentType, responseTopic, "
				+ "correlationData, userProperties(1), subscriptionIdentifiers]");
	}

	private static PublishProperties.Builder full() {
		return PublishProperties.builder()
			.payloadFormat(PayloadFormat.UTF_8)
			.messageExpiry(Duration.ofSeconds(60))
			.contentType("text/plain")
			.responseTopic("reply/to")
			.correlationData(new byte[] { 1, 2 })
			.userProperty("a", "1")
			.subscriptionIdentifier(5);
	}

}
