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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link MqttMessage}.
 */
class MqttMessageTests {

	@Test
	void messageHasNothingThatWasNotSet() {
		MqttMessage message = MqttMessage.builder("a/b").build();
		assertThat(message.topic()).isEqualTo("a/b");
		assertThat(message.payload()).isEmpty();
		assertThat(message.payloadSize()).isZero();
		assertThat(message.payloadAsString()).isEmpty();
		assertThat(message.qos()).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(message.retain()).isFalse();
		assertThat(message.duplicate()).isFalse();
		assertThat(message.properties()).isSameAs(PublishProperties.NONE);
	}

	@Test
	void messageHasWhatWasSet() {
		MqttMessage message = MqttMessage.builder()
			.topic("a")
			.payload("23,5 °C")
			.qos(QoS.EXACTLY_ONCE)
			.retain(true)
			.contentType("text/plain")
			.userProperty("k", "v")
			.build();
		assertThat(message.payloadAsString()).isEqualTo("23,5 °C");
		assertThat(message.payloadSize()).isEqualTo(8);
		assertThat(message.qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(message.retain()).isTrue();
		assertThat(message.properties())
			.isEqualTo(PublishProperties.builder().contentType("text/plain").userProperty("k", "v").build());
	}

	@Test
	void messageWithoutPropertiesIsAsBuiltAndNothingIsCopied() {
		byte[] bytes = { 1, 2, 3 };
		MqttMessage message = MqttMessage.of("a/b", bytes, QoS.AT_LEAST_ONCE, true);
		assertThat(message)
			.isEqualTo(MqttMessage.builder("a/b").payload(bytes).qos(QoS.AT_LEAST_ONCE).retain(true).build());
		bytes[0] = 9;
		assertThat(message.payload()).containsExactly(9, 2, 3);
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.of("a/+", bytes, QoS.AT_MOST_ONCE, false))
			.withMessageContaining("'a/+'");
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.of("a", null, QoS.AT_MOST_ONCE, false))
			.withMessageContaining("'payload'");
		assertThatNullPointerException().isThrownBy(() -> MqttMessage.of("a", bytes, null, false))
			.withMessageContaining("'qos'");
	}

	@Test
	void payloadIsCopiedInAndOut() {
		byte[] bytes = { 1, 2, 3 };
		MqttMessage message = MqttMessage.builder("a").payload(bytes).build();
		bytes[0] = 9;
		message.payload()[1] = 9;
		assertThat(message.payload()).containsExactly(1, 2, 3);
	}

	@Test
	void wrappedPayloadIsNotCopied() {
		byte[] bytes = { 1, 2, 3 };
		MqttMessage message = MqttMessage.builder("a").wrapPayload(bytes).build();
		bytes[0] = 9;
		assertThat(message.payload()).containsExactly(9, 2, 3);
	}

	@Test
	void payloadOfBufferIsItsRemainingBytes() {
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 }, 1, 2);
		MqttMessage message = MqttMessage.builder("a").payload(buffer).build();
		buffer.put(1, (byte) 9);
		assertThat(message.payload()).containsExactly(2, 3);
		assertThat(buffer.position()).isEqualTo(1);
	}

	@Test
	void payloadBufferIsReadOnlyAndNewEachTime() {
		MqttMessage message = MqttMessage.builder("a").payload(new byte[] { 1, 2 }).build();
		ByteBuffer buffer = message.payloadBuffer();
		assertThat(buffer.isReadOnly()).isTrue();
		buffer.get();
		assertThat(message.payloadBuffer().remaining()).isEqualTo(2);
	}

	@Test
	void payloadIsWrittenToStream() throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		MqttMessage.builder("a").payload(new byte[] { 1, 2 }).build().writePayloadTo(out);
		assertThat(out.toByteArray()).containsExactly(1, 2);
	}

	@Test
	void malformedTextIsReplaced() {
		MqttMessage message = MqttMessage.builder("a").payload(new byte[] { 'a', (byte) 0xFF, 'b' }).build();
		assertThat(message.payloadAsString()).isEqualTo("a\uFFFDb");
	}

	@Test
	@Behaviour("S1")
	void invalidTopicIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder().build())
			.withMessage("topic is missing; call topic(…) before build()");
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("").build())
			.withMessageContaining("topic is empty");
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("a/#").build())
			.withMessageContaining("has a wildcard");
	}

	@Test
	void missingValuesAreNamed() {
		MqttMessage.Builder builder = MqttMessage.builder("a");
		assertThatNullPointerException().isThrownBy(() -> builder.qos(null)).withMessageContaining("'qos'");
		assertThatNullPointerException().isThrownBy(() -> builder.wrapPayload(null)).withMessageContaining("'payload'");
		assertThatNullPointerException().isThrownBy(() -> builder.properties(null))
			.withMessageContaining("'properties'");
	}

	@ParameterizedTest
	@Behaviour("S20")
	@ValueSource(strings = { "80", "c3", "c080", "eda080", "f4908080", "61ff" })
	void payloadSaidToBeUtf8MustBe(String hex) {
		byte[] payload = HexFormat.of().parseHex(hex);
		MqttMessage.Builder builder = MqttMessage.builder("t").payload(payload);
		assertThat(builder.payloadFormat(PayloadFormat.BYTES).build().payload()).isEqualTo(payload);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.payloadFormat(PayloadFormat.UTF_8).build())
			.withMessage("payload is not well-formed UTF-8; encode it so, or leave payloadFormat(UTF_8) out");
	}

	@Test
	void payloadInUtf8OfAnyLengthIsAccepted() {
		for (int length : new int[] { 0, 1, 1023, 1024, 1025, 5000 }) {
			String text = "ä\uD83D\uDE00\u0000x".repeat(length / 4) + "x".repeat(length % 4);
			assertThat(
					MqttMessage.builder("t").payload(text).payloadFormat(PayloadFormat.UTF_8).build().payloadAsString())
				.isEqualTo(text);
		}
	}

	@Test
	void receivedMessageCarriesEveryFlag() {
		PublishProperties properties = PublishProperties.builder().subscriptionIdentifier(7).build();
		byte[] payload = { 1 };
		MqttMessage message = MqttMessage.received("a", payload, QoS.AT_LEAST_ONCE, true, true, 65_535, properties);
		assertThat(message.topic()).isEqualTo("a");
		assertThat(message.payload()).containsExactly(1);
		assertThat(message.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(message.retain()).isTrue();
		assertThat(message.duplicate()).isTrue();
		assertThat(message.packetId()).isEqualTo(65_535);
		assertThat(message.properties()).isSameAs(properties);
	}

	@Test
	void mutatedMessageKeepsAllButWhatIsOfTheDelivery() {
		MqttMessage received = MqttMessage.received("a", new byte[] { 1 }, QoS.AT_LEAST_ONCE, true, true, 7,
				PublishProperties.builder().userProperty("k", "v").build());
		MqttMessage again = received.mutate().topic("b").userProperty("k", "w").build();
		assertThat(again).isEqualTo(MqttMessage.builder("b")
			.payload(new byte[] { 1 })
			.qos(QoS.AT_LEAST_ONCE)
			.retain(true)
			.userProperty("k", "v")
			.userProperty("k", "w")
			.build());
		assertThat(again.packetId()).isZero();
		assertThat(received.properties().userProperties()).containsExactly(new UserProperty("k", "v"));
	}

	@Test
	void builderCanBeUsedAgain() {
		MqttMessage.Builder builder = MqttMessage.builder("a").userProperty("k", "1");
		MqttMessage first = builder.build();
		MqttMessage second = builder.userProperty("k", "2").build();
		assertThat(first.properties().userProperties()).hasSize(1);
		assertThat(second.properties().userProperties()).hasSize(2);
	}

	@Test
	void messagesAreEqualByValue() {
		MqttMessage message = full().build();
		assertThat(message).isEqualTo(full().build()).hasSameHashCodeAs(full().build()).isNotEqualTo("a");
		assertThat(message).isNotEqualTo(full().topic("b").build())
			.isNotEqualTo(full().payload("q").build())
			.isNotEqualTo(full().qos(QoS.AT_MOST_ONCE).build())
			.isNotEqualTo(full().retain(false).build())
			.isNotEqualTo(full().contentType("c").build())
			.isNotEqualTo(MqttMessage.received("a", "p".getBytes(StandardCharsets.UTF_8), QoS.AT_LEAST_ONCE, true, true,
					0, PublishProperties.NONE));
	}

	@Test
	void payloadAndPropertyValuesStayOutOfToString() {
		MqttMessage message = full().payload("secret").userProperty("token", "secret").build();
		assertThat(message)
			.hasToString("MqttMessage[topic=a, payload=6 bytes, qos=1, retain, properties=[userProperties(1)]]");
		assertThat(MqttMessage.received("a", new byte[0], QoS.AT_MOST_ONCE, false, true, 0, PublishProperties.NONE))
			.hasToString("MqttMessage[topic=a, payload=0 bytes, qos=0, duplicate]");
	}

	private static MqttMessage.Builder full() {
		return MqttMessage.builder("a").payload("p").qos(QoS.AT_LEAST_ONCE).retain(true);
	}

}
