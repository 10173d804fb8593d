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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for how {@link MqttMessageConverters} chooses by Content Type.
 */
class ContentTypeConversionTests {

	private static final Reading READING = new Reading("kitchen", 21.5);

	private final JacksonJsonMqttMessageConverter json = new JacksonJsonMqttMessageConverter(
			JsonMapper.builder().build());

	private final JacksonCborMqttMessageConverter cbor = new JacksonCborMqttMessageConverter(
			CBORMapper.builder().build());

	private final MqttMessageConverters converters = new MqttMessageConverters(List.of(this.json, this.cbor));

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/vnd.acme+json;v=1", "APPLICATION/JSON", "text/json",
			"text/plain", "application/octet-stream", "", "json please" })
	void jsonIsReadWhereTheContentTypeSaysItOrTellsNothing(String contentType) {
		assertThat(this.converters.fromPayload(message(this.json.toPayload(READING), contentType), Reading.class))
			.isEqualTo(READING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/cbor", "application/senml+cbor" })
	void cborIsReadWhereTheContentTypeSaysIt(String contentType) {
		assertThat(this.converters.fromPayload(message(this.cbor.toPayload(READING), contentType), Reading.class))
			.isEqualTo(READING);
	}

	@Test
	void invalidCborIsRefused() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converters.fromPayload(message(new byte[] { (byte) 0xFF }, "application/cbor"),
					Reading.class))
			.withMessageStartingWith("could not read CBOR as " + Reading.class.getName());
	}

	@Test
	void textIsReadAsTextBeforeAnythingElse() {
		assertThat(this.converters.fromPayload(message("HIGH", "text/plain"), Level.class)).isEqualTo(Level.HIGH);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converters.fromPayload(message("HIGH", "application/json"), Level.class));
	}

	@Test
	void contentTypeWithoutConverterIsRefusedWithTheRemedy() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converters.fromPayload(message("<a/>", "application/xml"), Reading.class))
			.withMessageContainingAll("with the content type 'application/xml'", Reading.class.getName(),
					"an MqttMessageConverter bean");
	}

	@Test
	void defaultContentTypeStandsForOneThatIsNotTold() {
		MqttMessageConverters cborByDefault = new MqttMessageConverters(List.of(this.json, this.cbor),
				MimeType.valueOf("application/cbor"));
		MqttMessage message = MqttMessage.builder("a").payload(this.cbor.toPayload(READING)).build();
		assertThat(cborByDefault.fromPayload(message, Reading.class)).isEqualTo(READING);
		assertThat(cborByDefault.toPayload(READING)).isEqualTo(this.cbor.toPayload(READING));
		assertThat(cborByDefault.fromPayload(message(this.json.toPayload(READING), "application/json"), Reading.class))
			.isEqualTo(READING);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converters.fromPayload(message, Reading.class))
			.withMessageStartingWith("could not read JSON");
	}

	@Test
	void payloadIsWrittenAsItsContentTypeSays() {
		assertThat(this.converters.toPayload(READING, "application/cbor")).isEqualTo(this.cbor.toPayload(READING));
		MqttMessage.Builder builder = MqttMessage.builder("a");
		this.converters.toMessage(READING, "application/cbor", builder);
		assertThat(builder.build().properties().contentType()).isEqualTo("application/cbor");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converters.toPayload(READING, "application/xml"))
			.withMessageContaining("with the content type 'application/xml'");
	}

	@Test
	void textHasTheCharsetOfItsContentType() {
		assertThat(text("grün".getBytes(StandardCharsets.ISO_8859_1), "text/plain;charset=ISO-8859-1"))
			.isEqualTo("grün");
		assertThat(text("grün".getBytes(StandardCharsets.UTF_8), "text/plain")).isEqualTo("grün");
		assertThat(text("grün".getBytes(StandardCharsets.UTF_8), "text/plain;charset=no-such")).isEqualTo("grün");
	}

	@Test
	void converterOfTheApplicationComesFirstAndIsAskedForItsContentTypesAlone() {
		List<@Nullable MimeType> asked = new ArrayList<>();
		MqttMessageConverter csv = new MqttMessageConverter() {

			@Override
			public boolean supports(@Nullable MimeType contentType) {
				asked.add(contentType);
				return contentType != null && contentType.getSubtype().equals("csv");
			}

			@Override
			public byte @Nullable [] toPayload(Object payload) {
				return null;
			}

			@Override
			public Object fromPayload(MqttMessage message, Type type) {
				String[] columns = message.payloadAsString().split(",");
				return new Reading(columns[0], Double.parseDouble(columns[1]));
			}

		};
		MqttMessageConverters chain = new MqttMessageConverters(List.of(csv, this.json));
		assertThat(chain.fromPayload(message("kitchen,21.5", "text/csv"), Reading.class)).isEqualTo(READING);
		assertThat(chain.fromPayload(message("kitchen,21.5", "text/csv"), Reading.class)).isEqualTo(READING);
		assertThat(chain.fromPayload(message(this.json.toPayload(READING), "application/json"), Reading.class))
			.isEqualTo(READING);
		assertThat(asked).containsExactly(null, MimeType.valueOf("text/csv"), MimeType.valueOf("application/json"));
	}

	private Object text(byte[] payload, String contentType) {
		return this.converters.reader(String.class).apply(message(payload, contentType));
	}

	private static MqttMessage message(String payload, String contentType) {
		return message(payload.getBytes(StandardCharsets.UTF_8), contentType);
	}

	private static MqttMessage message(byte[] payload, String contentType) {
		return MqttMessage.builder("a").payload(payload).contentType(contentType).build();
	}

	enum Level {

		HIGH

	}

	record Reading(String room, double celsius) {

	}

}
