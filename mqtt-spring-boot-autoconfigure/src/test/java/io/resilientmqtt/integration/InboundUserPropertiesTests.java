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

package io.resilientmqtt.integration;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import io.resilientmqtt.messaging.MqttHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.history.MessageHistory;
import org.springframework.integration.mapping.support.JsonHeaders;
import org.springframework.integration.support.DefaultMessageBuilderFactory;
import org.springframework.integration.support.MessageBuilderFactory;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a publisher names its User Properties costs a flow no message: whoever may publish
 * chooses the names, and Spring Integration reads some of them.
 */
class InboundUserPropertiesTests extends InboundAdapterFixture {

	static Stream<String> namesThatSpringReads() {
		Stream<String> constants = Arrays.stream(IntegrationMessageHeaderAccessor.class.getFields())
			.filter((field) -> field.getType() == String.class)
			.map(InboundUserPropertiesTests::value);
		return Stream
			.of(constants, JsonHeaders.HEADERS.stream(), Stream.of(MessageHistory.HEADER_NAME, "nativeHeaders",
					"spring.cloud.stream.sendto.destination", "kafka_topic", "amqp_replyTo"))
			.flatMap((names) -> names);
	}

	@ParameterizedTest
	@MethodSource("namesThatSpringReads")
	void aNameThatSpringReadsComesUnderAnother(String name) {
		started("a");
		Ack ack = deliver(message(name));
		assertThat(ack.acknowledged).isOne();
		assertThat(this.received).singleElement().satisfies((message) -> {
			assertThat(message.getHeaders()).containsEntry(MqttHeaderMapper.USER_PROPERTY_PREFIX + name, "text");
			assertThat(message.getHeaders().get(name)).isNotEqualTo("text");
		});
	}

	@Test
	void everyOtherNameIsTheHeaders() {
		started("a");
		deliver(message("colour"));
		assertThat(this.received).singleElement()
			.satisfies((message) -> assertThat(message.getHeaders()).containsEntry("colour", "text"));
	}

	@Test
	void aMessageThatCanNotBeMadeGoesToTheErrorChannel() {
		AtomicInteger made = new AtomicInteger();
		Supplier<MessageBuilderFactory> builders = () -> {
			if (made.getAndIncrement() == 0) {
				throw new IllegalArgumentException("on purpose");
			}
			return new DefaultMessageBuilderFactory();
		};
		List<Message<?>> failed = new ArrayList<>();
		InboundFlow flow = new InboundFlow("adapter", new InboundMessageFactory(this.manager, builders), () -> false,
				this.received::add, (message, failure) -> {
					assertThat(failure).hasMessage("on purpose");
					return failed.add(message);
				});
		Ack ack = new Ack();
		flow.receive(message("colour"), ack);
		assertThat(ack.acknowledged).isOne();
		assertThat(this.received).isEmpty();
		assertThat(failed).singleElement().satisfies((message) -> {
			assertThat((byte[]) message.getPayload()).asString().isEqualTo("1");
			assertThat(message.getHeaders()).containsEntry(MqttHeaders.RECEIVED_TOPIC, "a").doesNotContainKey("colour");
		});
	}

	private static String value(Field field) {
		try {
			return (String) field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static MqttMessage message(String property) {
		return MqttMessage.builder("a").payload("1").userProperty(property, "text").build();
	}

	private Ack deliver(MqttMessage message) {
		Ack ack = new Ack();
		for (Receiver receiver : this.client.receivers()) {
			receiver.receiver().receive(message, ack);
		}
		return ack;
	}

}
