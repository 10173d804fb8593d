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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttBatchMessageListener;
import io.resilientmqtt.listener.UnreadableMessagesException;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for methods that take batches.
 */
class BatchListenerMethodTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	private final Handler bean = new Handler();

	private final List<MqttMessage> batch = List.of(message("rooms/1", "{\"celsius\":1}", "red"),
			message("rooms/2", "{\"celsius\":2}", "blue"));

	@Test
	void everyParameterIsAListInTheOrderOfTheMessages() throws Exception {
		create("lists").onMessages(this.batch);
		assertThat(this.bean.arguments).containsExactly(List.of(new Reading(1), new Reading(2)), List.of(1, 2),
				List.of("rooms/1", "rooms/2"), List.of("red", "blue"), this.batch, this.client);
	}

	@Test
	void messagesAndHeaders() throws Exception {
		create("messages").onMessages(this.batch);
		List<?> messages = (List<?>) this.bean.arguments.get(0);
		assertThat(messages.stream().<Object>map((message) -> ((Message<?>) message).getPayload()))
			.containsExactly(new Reading(1), new Reading(2));
		List<?> headers = (List<?>) this.bean.arguments.get(1);
		assertThat(headers.stream().<Object>map((each) -> ((Map<?, ?>) each).get("colour"))).containsExactly("red",
				"blue");
		assertThat((List<?>) this.bean.arguments.get(2)).isEqualTo(headers);
	}

	@Test
	void emptyPayloadMayBeOptional() throws Exception {
		create("optional").onMessages(List.of(this.batch.get(0), message("rooms/3", "", "green")));
		assertThat(this.bean.arguments).containsExactly(List.of(Optional.of(new Reading(1)), Optional.empty()));
	}

	@Test
	void elementsAreValidated() {
		try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
			validator.afterPropertiesSet();
			this.factory.setValidator(validator);
			MqttMessage invalid = message("rooms/3", "{\"celsius\":101}", "green");
			assertThatExceptionOfType(MethodArgumentNotValidException.class)
				.isThrownBy(() -> create("valid").onMessages(List.of(invalid)));
			assertThatExceptionOfType(UnreadableMessagesException.class)
				.isThrownBy(() -> create("valid").onMessages(List.of(this.batch.get(0), invalid)))
				.withCauseInstanceOf(MethodArgumentNotValidException.class)
				.satisfies((ex) -> assertThat(ex.failures()).containsOnlyKeys(invalid));
		}
	}

	@Test
	void methodIsNotCalledWithElementsThatCannotBeConverted() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> create("lists").onMessages(List.of(this.batch.get(0), message("rooms/3", "{", "green"))));
		assertThat(this.bean.arguments).isEmpty();
	}

	@Test
	void acknowledgmentIsThatOfTheBatch() throws Exception {
		MqttBatchMessageListener manual = create("manual");
		assertThat(manual.needsAcknowledgment()).isTrue();
		RecordedAcknowledgment acknowledgment = new RecordedAcknowledgment();
		assertThat(manual.handle(this.batch, acknowledgment)).isNull();
		assertThat(acknowledgment.answers).isEmpty();
		assertThat(this.bean.arguments).contains(acknowledgment);
	}

	@Test
	void methodThatDoesNotAcknowledgeIsAcknowledgedFor() throws Exception {
		RecordedAcknowledgment acknowledgment = new RecordedAcknowledgment();
		assertThat(create("optional").handle(this.batch, acknowledgment)).isNull();
		assertThat(acknowledgment.answers).containsExactly("acknowledge");
		RecordedAcknowledgment later = new RecordedAcknowledgment();
		CompletionStage<?> handled = create("future").handle(this.batch, later);
		assertThat(later.answers).isEmpty();
		this.bean.future.complete(null);
		assertThat(later.answers).containsExactly("acknowledge");
		assertThat(handled).isNotNull();
	}

	@Test
	void whatIsNoListIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("single"))
			.withMessageContainingAll("parameter 'reading' is a Reading", "List<Reading>");
	}

	@Test
	void replyIsRefused() {
		for (String method : List.of("reply", "futureReply", "sendTo")) {
			assertThatIllegalArgumentException().as(method)
				.isThrownBy(() -> create(method))
				.withMessageContaining("a batch has no one to reply to");
		}
	}

	@Test
	void listOfMessagesTakesABatch() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> this.factory.create(this.bean, method("lists"), List.of(TopicTemplate.of("rooms/{room}"))))
			.withMessageContaining("set batch = true");
	}

	private MqttBatchMessageListener create(String name) {
		return this.factory.createBatch(this.bean, method(name), List.of(TopicTemplate.of("rooms/{room}")));
	}

	private static Method method(String name) {
		return Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static MqttMessage message(String topic, String payload, String colour) {
		return MqttMessage.builder(topic).payload(payload).userProperty("colour", colour).build();
	}

	record Reading(@Max(100) double celsius) {

	}

	@SuppressWarnings("unused")
	static class Handler {

		final List<@Nullable Object> arguments = new ArrayList<>();

		final CompletableFuture<Void> future = new CompletableFuture<>();

		void lists(List<Reading> readings, @DestinationVariable("room") List<Integer> rooms,
				@Header(MqttHeaders.RECEIVED_TOPIC) Collection<String> topics, @Header("colour") List<String> colours,
				List<MqttMessage> messages, MqttClient client) {
			this.arguments.addAll(List.of(readings, rooms, topics, colours, messages, client));
		}

		void messages(List<Message<Reading>> messages, @Headers List<Map<String, Object>> maps,
				List<MessageHeaders> headers) {
			this.arguments.addAll(List.of(messages, maps, headers));
		}

		void optional(List<Optional<Reading>> readings) {
			this.arguments.add(readings);
		}

		void valid(@Valid List<Reading> readings) {
			this.arguments.add(readings);
		}

		void manual(List<String> payloads, Acknowledgment acknowledgment) {
			this.arguments.add(acknowledgment);
		}

		CompletableFuture<Void> future(List<byte[]> payloads) {
			return this.future;
		}

		void single(Reading reading) {
			throw new IllegalStateException();
		}

		String reply(List<String> payloads) {
			throw new IllegalStateException();
		}

		CompletableFuture<String> futureReply(List<String> payloads) {
			throw new IllegalStateException();
		}

		@SendTo("results")
		void sendTo(List<String> payloads) {
			throw new IllegalStateException();
		}

	}

}
