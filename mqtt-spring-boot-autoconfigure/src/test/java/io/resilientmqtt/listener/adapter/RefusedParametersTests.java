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
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Parameters that no message has anything for are refused when the listener is made.
 */
class RefusedParametersTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	private final Handler handler = new Handler();

	@ParameterizedTest
	@CsvSource({ "anInterface, java.lang.Runnable", "anAbstractClass, java.lang.Process",
			"anInterfaceInAMessage, java.lang.Runnable", "anOptionalInterface, java.lang.Runnable",
			"anInterfaceInAList, java.util.List<java.lang.Runnable>" })
	void whatNothingConvertsIsRefusedAtTheStart(String method, String type) {
		assertThatIllegalArgumentException().isThrownBy(() -> create(method, "a"))
			.withMessageContainingAll("parameter 'what'", type, "MqttMessageConverter");
	}

	@Test
	void whatNothingConvertsIsRefusedInABatch() {
		Method method = method("anInterfaceInAList");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.factory.createBatch(this.handler, method, templates("a")))
			.withMessageContainingAll("parameter 'what'", "java.lang.Runnable", "MqttMessageConverter");
	}

	@Test
	void whatNothingConvertsIsRefusedOfAHandler() {
		List<MqttHandlerMethod> handlers = List.of(
				new MqttHandlerMethod(method("text"), List.of(), List.of(), List.of(), false),
				new MqttHandlerMethod(method("anInterface"), List.of(), List.of(), List.of(), false));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.factory.create(this.handler, handlers, templates("a")))
			.withMessageContainingAll("parameter 'what'", "java.lang.Runnable");
	}

	@Test
	void anObjectIsRefusedWithoutJson() {
		MqttListenerMethodFactory noJson = new MqttListenerMethodFactory(this.client,
				new MqttMessageConverters(List.of()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> noJson.create(this.handler, method("json"), templates("a")))
			.withMessageContainingAll("parameter 'payload'", "Reading", "add spring-boot-starter-jackson");
		assertThat(noJson.create(this.handler, method("number"), templates("a"))).isNotNull();
	}

	@Test
	void whatAConverterOfTheApplicationMayReadIsNotRefused() {
		MqttMessageConverter converter = new MqttMessageConverter() {

			@Override
			public byte @Nullable [] toPayload(Object payload) {
				return null;
			}

			@Override
			public Object fromPayload(MqttMessage message, Type type) {
				return (Runnable) () -> {
				};
			}

		};
		MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
				new MqttMessageConverters(List.of(converter)));
		assertThat(factory.create(this.handler, method("anInterface"), templates("a"))).isNotNull();
	}

	@Test
	void namesakesOfWhatAListenerGetsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("clientAcknowledgement", "a"))
			.withMessageContainingAll("parameter 'ack'", "io.resilientmqtt.client.DeliveryReceipt",
					"use io.resilientmqtt.listener.Acknowledgment");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.factory.createBatch(this.handler, method("clientAcknowledgement"), templates("a")))
			.withMessageContainingAll("parameter 'ack'", "use io.resilientmqtt.listener.Acknowledgment");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.factory.createBatch(this.handler, method("acknowledgments"), templates("a")))
			.withMessageContainingAll("parameter 'acks'", "a batch has one");
	}

	@Test
	void aTopicVariableThatNothingConvertsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("strangeVariable", "a/{room}"))
			.withMessageContainingAll("@DestinationVariable 'room'", "java.lang.Runnable", "take a String");
	}

	private MqttMessageListener create(String name, String topic) {
		return this.factory.create(this.handler, method(name), templates(topic));
	}

	private static Method method(String name) {
		return Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static List<TopicTemplate> templates(String topic) {
		return List.of(TopicTemplate.of(topic));
	}

	record Reading(double celsius) {

	}

	@SuppressWarnings("unused")
	static class Handler {

		void text(String payload) {
			throw new IllegalStateException();
		}

		void json(Reading payload) {
			throw new IllegalStateException();
		}

		void number(int payload) {
			throw new IllegalStateException();
		}

		void anInterface(Runnable what) {
			throw new IllegalStateException();
		}

		void anAbstractClass(Process what) {
			throw new IllegalStateException();
		}

		void anInterfaceInAMessage(Message<Runnable> what) {
			throw new IllegalStateException();
		}

		void anOptionalInterface(Optional<Runnable> what) {
			throw new IllegalStateException();
		}

		void anInterfaceInAList(List<Runnable> what) {
			throw new IllegalStateException();
		}

		void clientAcknowledgement(io.resilientmqtt.client.DeliveryReceipt ack) {
			throw new IllegalStateException();
		}

		void acknowledgments(List<Acknowledgment> acks) {
			throw new IllegalStateException();
		}

		void strangeVariable(@DestinationVariable Runnable room) {
			throw new IllegalStateException();
		}

	}

}
