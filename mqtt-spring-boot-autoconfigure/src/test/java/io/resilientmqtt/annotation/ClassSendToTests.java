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

package io.resilientmqtt.annotation;

import java.util.List;
import java.util.Map;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SendTo} on a class with listeners, and for expressions in it.
 */
class ClassSendToTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void handlersSendToTheTopicOfTheirClass() {
		refresh(Handlers.class);
		deliver("plant/hall/level", "1");
		deliver("plant/hall/alarm", "2");
		deliver("plant/hall/nothing", "3");
		deliver("plant/hall/expression", "4");
		assertThat(sent()).containsExactly("results/hall=level 1", "Handlers=alarm 2", "computed/hall=expression 4");
	}

	@Test
	void responseTopicComesBeforeThatOfTheClass() {
		refresh(Handlers.class);
		client().deliver(MqttMessage.builder("plant/hall/level").payload("1").responseTopic("answers").build());
		assertThat(sent()).containsExactly("answers=level 1");
	}

	@Test
	void annotatedMethodsSendToTheTopicOfTheirClassOrOfASuperclassOrInterface() {
		refresh(Methods.class, Inheriting.class, Implementing.class);
		deliver("methods/hall", "1");
		deliver("batches", "2");
		deliver("inherited", "3");
		deliver("implemented", "4");
		assertThat(sent()).containsExactly("methods=1", "results/base=3", "results/interface=4");
	}

	@ParameterizedTest
	@ValueSource(classes = { NoText.class, NoProperty.class, NoVariable.class })
	void whatIsNoTopicIsRefusedAtStart(Class<?> type) throws Exception {
		String expected = (String) type.getDeclaredField("ERROR").get(null);
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(() -> refresh(type))
			.withMessageContaining(expected);
	}

	private void refresh(Class<?>... types) {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("root", "results")));
		ListenerInfrastructure.refresh(this.context, types);
	}

	private void deliver(String topic, String payload) {
		client().deliver(topic, payload);
	}

	private FakeMqttClient client() {
		return this.context.getBean(FakeMqttClient.class);
	}

	private List<String> sent() {
		return client().published()
			.stream()
			.map((message) -> message.topic() + "=" + message.payloadAsString())
			.toList();
	}

	@MqttListener(topics = "plant/{room}/{kind}")
	@SendTo("${root}/{room}")
	static class Handlers {

		@MqttHandler(topics = "plant/{room}/level")
		String onLevel(String payload) {
			return "level " + payload;
		}

		@MqttHandler(topics = "plant/{room}/alarm")
		@SendTo("#{__listener.class.simpleName}")
		String onAlarm(String payload) {
			return "alarm " + payload;
		}

		@MqttHandler(topics = "plant/{room}/nothing")
		void onNothing(String payload) {
		}

		@MqttHandler(topics = "plant/{room}/expression")
		@SendTo("#{'comp' + 'uted'}/{room}")
		String onExpression(String payload, @DestinationVariable String room) {
			return "expression " + payload;
		}

	}

	@SendTo("#{'methods'}")
	static class Methods {

		@MqttListener(topics = "methods/{room}")
		String on(String payload) {
			return payload;
		}

		@MqttListener(topics = "batches", batch = true)
		void onBatch(List<String> payloads) {
		}

	}

	@SendTo("results/base")
	static class Base {

	}

	static class Inheriting extends Base {

		@MqttListener(topics = "inherited")
		String on(String payload) {
			return payload;
		}

	}

	@SendTo("${root}/interface")
	interface Contract {

	}

	static class Implementing implements Contract {

		@MqttListener(topics = "implemented")
		String on(String payload) {
			return payload;
		}

	}

	@SendTo("#{42}")
	static class NoText {

		static final String ERROR = "@SendTo(\"#{42}\") yields 42; it must yield text";

		@MqttListener(topics = "a")
		String on(String payload) {
			return payload;
		}

	}

	static class NoProperty {

		static final String ERROR = "@SendTo(\"#{missing}\") can't be evaluated: EL1008E";

		@MqttListener(topics = "a")
		@SendTo("#{missing}")
		String on(String payload) {
			return payload;
		}

	}

	@MqttListener(topics = "a/{room}")
	@SendTo("b/{floor}")
	static class NoVariable {

		static final String ERROR = "@SendTo(\"b/{floor}\") has {floor}, which is not in the topic 'a/{room}'";

		@MqttHandler
		String on(String payload) {
			return payload;
		}

	}

}
