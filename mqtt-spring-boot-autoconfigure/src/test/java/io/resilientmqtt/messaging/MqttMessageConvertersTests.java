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

package io.resilientmqtt.messaging;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MqttMessageConverters} and the converters that are built in.
 */
class MqttMessageConvertersTests {

	private final MqttMessageConverters text = new MqttMessageConverters(List.of());

	private final MqttMessageConverters json = new MqttMessageConverters(
			List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build())));

	@Test
	void bytesAreThePayloadWithoutCopy() {
		byte[] bytes = { 1, 2 };
		assertThat(this.json.toPayload(bytes)).isSameAs(bytes);
	}

	@Test
	void textIsEncodedAsUtf8() {
		assertThat(this.json.toPayload("grün")).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));
		assertThat(this.json.toPayload(new StringBuilder("ab"))).containsExactly('a', 'b');
	}

	@Test
	void remainingBytesOfBufferAreThePayload() {
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 1, 2, 3 }).position(1);
		assertThat(this.json.toPayload(buffer)).containsExactly(2, 3);
		assertThat(buffer.remaining()).isEqualTo(2);
	}

	@Test
	void objectsBecomeJson() {
		assertThat(this.json.toPayload(new Reading("kitchen", 21.5))).asString()
			.isEqualTo("{\"room\":\"kitchen\",\"celsius\":21.5}");
		assertThat(this.json.toPayload(42)).asString().isEqualTo("42");
	}

	@Test
	void jsonBecomesObjects() {
		assertThat(this.json.fromPayload(message("{\"room\":\"kitchen\",\"celsius\":21.5}"), Reading.class))
			.isEqualTo(new Reading("kitchen", 21.5));
		Type type = new ParameterizedTypeReference<Map<String, List<Reading>>>() {
		}.getType();
		assertThat(this.json.fromPayload(message("{\"a\":[{\"room\":\"b\",\"celsius\":1}]}"), type))
			.isEqualTo(Map.of("a", List.of(new Reading("b", 1))));
	}

	@Test
	void invalidJsonIsRefused() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.json.fromPayload(message("{"), Reading.class))
			.withMessageStartingWith("could not read JSON as " + Reading.class.getName());
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.json.fromPayload(message("null"), Reading.class))
			.withMessageContaining("JSON value null");
	}

	@Test
	void objectThatIsNoJsonIsRefused() {
		List<Object> loop = new ArrayList<>();
		loop.add(loop);
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> this.json.toPayload(loop))
			.withMessageStartingWith("could not write");
	}

	@Test
	void withoutJsonSimpleValuesAreText() {
		assertThat(this.text.toPayload(TimeUnit.DAYS)).asString().isEqualTo("DAYS");
		assertThat(this.text.toPayload(2.5)).asString().isEqualTo("2.5");
		assertThat(this.text.fromPayload(message(" 42\n"), int.class)).isEqualTo(42);
		assertThat(this.text.fromPayload(message("DAYS"), TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.text.fromPayload(message("many"), int.class))
			.withMessage("the payload is no int");
	}

	@ParameterizedTest
	@MethodSource("simpleValues")
	void simpleValuesAreTheSameTextWithAndWithoutJson(Object value) {
		String text = (value instanceof Enum<?> constant) ? constant.name() : value.toString();
		for (MqttMessageConverters converters : List.of(this.text, this.json)) {
			assertThat(converters.toPayload(value)).asString().isEqualTo(text);
			assertThat(converters.fromPayload(message(text), value.getClass())).isEqualTo(value);
		}
	}

	static Stream<Object> simpleValues() {
		return Stream.of(Level.HIGH, TimeUnit.DAYS, true, 'x', (byte) 1, (short) -2, 42, 1L << 40, 2.5f, 21.5,
				Double.NaN, Float.NEGATIVE_INFINITY, new BigDecimal("1.50"), new BigInteger("123456789012345678901"),
				UUID.fromString("11111111-2222-3333-4444-555555555555"));
	}

	@Test
	void wordsForTruthValuesAreReadWithAndWithoutJson() {
		for (MqttMessageConverters converters : List.of(this.text, this.json)) {
			assertThat(converters.fromPayload(message("on"), boolean.class)).isEqualTo(true);
			assertThat(converters.fromPayload(message("0"), Boolean.class)).isEqualTo(false);
		}
	}

	@Test
	void aContentTypeOfJsonMakesJsonOfSimpleValues() {
		assertThat(this.json.toPayload(TimeUnit.DAYS, "application/json")).asString().isEqualTo("\"DAYS\"");
		MqttMessage json = MqttMessage.builder("a").payload("\"DAYS\"").contentType("application/json").build();
		assertThat(this.json.fromPayload(json, TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
		MqttMessageConverters byDefault = this.json.withDefault(MimeTypeUtils.APPLICATION_JSON);
		assertThat(byDefault.toPayload(TimeUnit.DAYS)).asString().isEqualTo("\"DAYS\"");
		assertThat(byDefault.fromPayload(message("\"DAYS\""), TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
	}

	@Test
	void aJsonStringIsReadAsASimpleValueToo() {
		assertThat(this.json.fromPayload(message("\"DAYS\""), TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
	}

	@Test
	void theReplyOfASimpleValueSaysThatItIsText() {
		MqttMessage.Builder builder = MqttMessage.builder("a");
		this.json.toMessage(TimeUnit.DAYS, builder);
		assertThat(builder.build().properties().contentType()).isEqualTo("text/plain;charset=UTF-8");
	}

	@Test
	void aConverterOfTheApplicationGoesBeforeText() {
		MqttMessageConverters converters = new MqttMessageConverters(
				List.of(new SecondsConverter(), new JacksonJsonMqttMessageConverter(JsonMapper.builder().build())));
		assertThat(converters.toPayload(TimeUnit.DAYS)).asString().isEqualTo("86400");
		assertThat(converters.toPayload(Level.HIGH)).asString().isEqualTo("HIGH");
	}

	@Test
	void nullIsAnEmptyPayload() {
		assertThat(this.json.toPayload(null)).isEmpty();
		assertThat(this.text.toPayload(null, "application/json")).isEmpty();
	}

	@Test
	void withoutConverterTheRemedyIsNamed() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.text.toPayload(new Reading("a", 1)))
			.withMessageContainingAll(Reading.class.getName(), "add spring-boot-starter-jackson");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.text.fromPayload(message("{}"), Reading.class))
			.withMessageContainingAll(Reading.class.getName(), "add spring-boot-starter-jackson");
	}

	@Test
	void emptyPayloadIsNoObject() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.json.fromPayload(message(""), Reading.class))
			.withMessageContaining("the payload is empty");
	}

	@Test
	void convertersAreAskedInOrder() {
		MqttMessageConverters converters = new MqttMessageConverters(
				List.of(new ReadingConverter(), new JacksonJsonMqttMessageConverter(JsonMapper.builder().build())));
		assertThat(converters.toPayload(new Reading("a", 1))).asString().isEqualTo("a=1.0");
		assertThat(converters.fromPayload(message("b=2"), Reading.class)).isEqualTo(new Reading("b", 2));
		assertThat(converters.fromPayload(message("[1]"), int[].class)).isEqualTo(new int[] { 1 });
	}

	private static MqttMessage message(String payload) {
		return MqttMessage.builder("a").payload(payload).build();
	}

	record Reading(String room, double celsius) {

	}

	enum Level {

		HIGH {
			@Override
			public String toString() {
				return "high!";
			}
		}

	}

	static class SecondsConverter implements MqttMessageConverter {

		@Override
		public byte @Nullable [] toPayload(Object payload) {
			return (payload instanceof TimeUnit unit)
					? Long.toString(unit.toSeconds(1)).getBytes(StandardCharsets.UTF_8) : null;
		}

		@Override
		public @Nullable Object fromPayload(MqttMessage message, Type type) {
			return null;
		}

	}

	static class ReadingConverter implements MqttMessageConverter {

		@Override
		public byte @Nullable [] toPayload(Object payload) {
			return (payload instanceof Reading reading)
					? (reading.room() + "=" + reading.celsius()).getBytes(StandardCharsets.UTF_8) : null;
		}

		@Override
		public @Nullable Object fromPayload(MqttMessage message, Type type) {
			String[] parts = message.payloadAsString().split("=");
			return (type == Reading.class) ? new Reading(parts[0], Double.parseDouble(parts[1])) : null;
		}

	}

}
