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

package io.resilientmqtt.listener.adapter;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for keys of messages.
 */
class KeyExpressionTests {

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(new FakeMqttClient(),
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	private final MqttMessage message = MqttMessage.builder("sites/berlin/4")
		.payload("{\"room\":\"hall\"}")
		.userProperty("colour", "red")
		.build();

	@Test
	void keyIsAVariableOfTheTopic() {
		assertThat(key("#site", "record").apply(this.message)).isEqualTo("berlin");
		assertThat(key("#site", "record")).isNotInstanceOf(KeyExpression.class);
		assertThat(key("#site + '/' + #number", "record").apply(this.message)).isEqualTo("berlin/4");
	}

	@Test
	void keyIsTakenFromTopicAndHeaders() {
		assertThat(key("topic", "record").apply(this.message)).isEqualTo("sites/berlin/4");
		assertThat(key("headers['colour']", "record").apply(this.message)).isEqualTo("red");
		assertThat(key("headers.colour ?: 'none'", "record").apply(this.message)).isEqualTo("red");
		assertThat(key("headers['shape']", "record").apply(this.message)).isNull();
	}

	@Test
	void payloadIsConvertedAsForTheMethod() {
		assertThat(key("payload.room", "record").apply(this.message)).isEqualTo("hall");
		assertThat(key("payload.room", "map").apply(this.message)).isEqualTo("hall");
		assertThat(key("payload.length()", "nothing").apply(this.message)).isEqualTo(15);
		assertThat(this.factory.createKey("payload", new Handler(), null, topics()).apply(this.message))
			.isEqualTo("{\"room\":\"hall\"}");
	}

	@Test
	void payloadThatCannotBeConvertedFails() {
		Function<MqttMessage, @Nullable Object> key = key("payload.room", "record");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> key.apply(MqttMessage.builder("sites/berlin/4").payload("{").build()));
	}

	@Test
	void variableIsThatOfTheTemplateThatMatches() {
		List<TopicTemplate> topics = List.of(TopicTemplate.of("a/{site}"), TopicTemplate.of("sites/{site}/+"));
		assertThat(this.factory.createKey("#site", new Handler(), null, topics).apply(this.message))
			.isEqualTo("berlin");
	}

	@Test
	void unknownVariableIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> key("#site + #rom", "record"))
			.withMessage("it has #rom, which is not in the topic 'sites/{site}/{number}', whose variables are "
					+ "[site, number]");
	}

	@Test
	void whatIsNoExpressionIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> key("#site +", "record"))
			.withMessageContainingAll("it is no expression", "use #name for a variable of the topic");
	}

	private Function<MqttMessage, @Nullable Object> key(String expression, String method) {
		return this.factory.createKey(expression, new Handler(), method(method), topics());
	}

	private static List<TopicTemplate> topics() {
		return List.of(TopicTemplate.of("sites/{site}/{number}"));
	}

	private static Method method(String name) {
		return List.of(Handler.class.getDeclaredMethods())
			.stream()
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	record Reading(String room) {

	}

	@SuppressWarnings("unused")
	static class Handler {

		void record(Reading reading) {
			throw new IllegalStateException();
		}

		void map(Map<String, Object> reading) {
			throw new IllegalStateException();
		}

		void nothing() {
			throw new IllegalStateException();
		}

	}

}
