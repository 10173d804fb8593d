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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;
import jakarta.validation.constraints.Max;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for arguments that take more than the message.
 */
class ListenerArgumentTests {

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(new FakeMqttClient(),
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	private final Handler bean = new Handler();

	private final MqttMessage message = MqttMessage.builder("a").payload("{\"celsius\":101}").build();

	private final RecordedAcknowledgment acknowledgment = new RecordedAcknowledgment();

	@Test
	void acknowledgmentIsPassedOn() throws Exception {
		for (String method : List.of("manual", "manualReply")) {
			MqttMessageListener listener = create(method);
			assertThat(listener.needsAcknowledgment()).as(method).isTrue();
			assertThat(listener.handle(this.message, this.acknowledgment)).as(method).isNull();
		}
		assertThat(this.bean.arguments).containsExactly(this.acknowledgment, this.acknowledgment);
		assertThat(this.acknowledgment.answers).isEmpty();
	}

	@Test
	void methodThatDoesNotAskForItIsAcknowledgedWhenItIsDone() throws Exception {
		MqttMessageListener listener = create("future");
		assertThat(listener.needsAcknowledgment()).isFalse();
		CompletionStage<?> handled = listener.handle(this.message, this.acknowledgment);
		assertThat(handled).isNotNull();
		assertThat(this.acknowledgment.answers).isEmpty();
		this.bean.future.complete(null);
		assertThat(this.acknowledgment.answers).containsExactly("acknowledge");
	}

	@Test
	void typeVariablesOfMessagesAreResolved() throws Exception {
		Method method = Generic.class.getDeclaredMethod("handle", Message.class);
		Specific specific = new Specific();
		this.factory.create(specific, method, topics()).onMessage(this.message);
		assertThat(specific.payload).isEqualTo(new Reading(101));
	}

	@Test
	void groupsAreValidated() throws Exception {
		try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
			validator.afterPropertiesSet();
			this.factory.setValidator(validator);
			create("validated").onMessage(this.message);
			assertThat(this.bean.arguments).containsExactly(new Reading(101));
			assertThatExceptionOfType(MethodArgumentNotValidException.class)
				.isThrownBy(() -> create("strict").onMessage(this.message));
		}
	}

	private MqttMessageListener create(String name) {
		Method method = Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return this.factory.create(this.bean, method, topics());
	}

	private static List<TopicTemplate> topics() {
		return List.of(TopicTemplate.of("#"));
	}

	interface Strict {

	}

	record Reading(@Max(value = 100, groups = Strict.class) double celsius) {

	}

	abstract static class Generic<T> {

		@Nullable Object payload;

		void handle(Message<T> message) {
			this.payload = message.getPayload();
		}

	}

	static class Specific extends Generic<Reading> {

	}

	@SuppressWarnings("unused")
	static class Handler {

		final List<@Nullable Object> arguments = new ArrayList<>();

		final CompletableFuture<Void> future = new CompletableFuture<>();

		void manual(Acknowledgment acknowledgment) {
			this.arguments.add(acknowledgment);
		}

		String manualReply(String payload, Acknowledgment acknowledgment) {
			this.arguments.add(acknowledgment);
			return payload;
		}

		CompletableFuture<Void> future(String payload) {
			return this.future;
		}

		void validated(@Validated Reading reading) {
			this.arguments.add(reading);
		}

		void strict(@Validated(Strict.class) Reading reading) {
			this.arguments.add(reading);
		}

	}

}
