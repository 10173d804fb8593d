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

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
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

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link MqttListenerMethodFactory} and the arguments it binds.
 */
class MqttListenerMethodFactoryTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	private final Handler handler = new Handler();

	private final MqttMessage message = message("sensors/kitchen/4", "{\"celsius\":21.5}");

	@Test
	void payloadAsTextBytesAndBuffer() throws Exception {
		invoke("text", this.message);
		invoke("bytes", this.message);
		invoke("buffer", this.message);
		assertThat(this.handler.arguments.get(0)).isEqualTo("{\"celsius\":21.5}");
		assertThat(this.handler.arguments.get(1)).isEqualTo(this.message.payload());
		assertThat(this.handler.arguments.get(2)).isEqualTo(this.message.payloadBuffer());
		assertThat(((ByteBuffer) this.handler.arguments.get(2)).isReadOnly()).isTrue();
	}

	@Test
	void emptyPayloadIsEmptyTextAndNoBytes() throws Exception {
		invoke("text", message("a", ""));
		invoke("bytes", message("a", ""));
		assertThat(this.handler.arguments).containsExactly("", new byte[0]);
	}

	@Test
	void payloadFromJson() throws Exception {
		invoke("json", this.message);
		invoke("generic", message("a", "[{\"celsius\":1}]"));
		assertThat(this.handler.arguments).containsExactly(new Reading(21.5), List.of(new Reading(1)));
	}

	@Test
	void emptyPayloadOfOptionalParameterIsNothing() throws Exception {
		invoke("optional", message("a", ""));
		invoke("optional", this.message);
		invoke("notRequired", message("a", ""));
		invoke("nullable", message("a", ""));
		assertThat(this.handler.arguments).containsExactly(Optional.empty(), Optional.of(new Reading(21.5)), null,
				null);
	}

	@Test
	void emptyPayloadOfRequiredParameterFails() {
		assertThatExceptionOfType(MessageConversionException.class).isThrownBy(() -> invoke("json", message("a", "")))
			.withMessageContaining("the payload is empty");
		assertThat(this.handler.arguments).isEmpty();
	}

	@Test
	void messageAndClient() throws Exception {
		invoke("messageAndClient", this.message);
		assertThat(this.handler.arguments.get(0)).isSameAs(this.message);
		assertThat(this.handler.arguments.get(1)).isSameAs(this.client);
	}

	@Test
	void springMessageWithConvertedPayloadAndHeaders() throws Exception {
		invoke("springMessage", this.message);
		invoke("anyMessage", this.message);
		Message<?> converted = (Message<?>) this.handler.arguments.get(0);
		assertThat(converted.getPayload()).isEqualTo(new Reading(21.5));
		assertThat(converted.getHeaders()).contains(entry(MqttHeaders.RECEIVED_TOPIC, "sensors/kitchen/4"),
				entry(MqttHeaders.RECEIVED_QOS, 1));
		assertThat(((Message<?>) this.handler.arguments.get(1)).getPayload()).isEqualTo(this.message.payload());
	}

	@Test
	void headers() throws Exception {
		invoke("headers", MqttMessage.received("a/b", new byte[0], QoS.AT_LEAST_ONCE, true, false, 7,
				PublishProperties.builder().userProperty("colour", "red").build()));
		assertThat(this.handler.arguments).startsWith("a/b", "a/b", 1, true, "red", "none");
		assertThat((Map<?, ?>) this.handler.arguments.get(6)).extracting(MqttHeaders.RECEIVED_TOPIC).isEqualTo("a/b");
		assertThat((MessageHeaders) this.handler.arguments.get(7)).containsEntry("colour", "red");
	}

	@Test
	void missingHeaderFails() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> invoke("header", this.message))
			.withMessageContaining("Missing header 'colour'");
	}

	@Test
	void topicVariables() throws Exception {
		invoke("variables", this.message, "sensors/{room}/{number}");
		assertThat(this.handler.arguments).containsExactly("{\"celsius\":21.5}", "kitchen", 4, Optional.of("kitchen"));
	}

	@Test
	void topicVariablesComeFromTheFirstTemplateThatMatches() throws Exception {
		String[] topics = { "other/{room}/{number}", "sensors/{number}/{room}", "sensors/{room}/{number}" };
		invoke("variables", message("sensors/1/hall", ""), topics);
		assertThat(this.handler.arguments).containsExactly("", "hall", 1, Optional.of("hall"));
	}

	@Test
	void optionalTopicVariableMayBeMissing() throws Exception {
		invoke("optionalVariable", message("a/1", ""), "a/{room}", "b");
		invoke("optionalVariable", message("b", ""), "a/{room}", "b");
		assertThat(this.handler.arguments).containsExactly(Optional.of("1"), Optional.empty());
	}

	@Test
	void topicVariableOfWrongTypeFails() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> invoke("variables", message("sensors/kitchen/x", ""), "sensors/{room}/{number}"))
			.withMessage("topic variable 'number' is no int");
	}

	@Test
	void unknownTopicVariableIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("variables", "sensors/{room}"))
			.withMessageContainingAll("'number'", "'sensors/{room}'", "[room]", "add {number} to it");
	}

	@Test
	void severalPayloadParametersAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("ambiguous", "a"))
			.withMessageContainingAll("String room, Reading reading", "@DestinationVariable");
		assertThat(create("bothPayload", "a")).isNotNull();
	}

	@Test
	void payloadExpressionIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("expression", "a"))
			.withMessageContaining("@Payload expressions are not supported");
	}

	@Test
	void payloadIsValidated() throws Exception {
		try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
			validator.afterPropertiesSet();
			this.factory.setValidator(validator);
			invoke("valid", message("a", "{\"celsius\":21.5}"));
			assertThatExceptionOfType(MethodArgumentNotValidException.class)
				.isThrownBy(() -> invoke("valid", message("a", "{\"celsius\":101}")))
				.withMessageContainingAll("reading", "celsius");
			assertThat(this.handler.arguments).containsExactly(new Reading(21.5));
		}
	}

	@Test
	void validationWithoutValidatorIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("valid", "a"))
			.withMessageContainingAll("'reading'", "add spring-boot-starter-validation");
	}

	@Test
	void customArgumentResolverComesFirst() throws Exception {
		this.factory.setCustomArgumentResolvers(List.of(new HandlerMethodArgumentResolver() {

			@Override
			public boolean supportsParameter(MethodParameter parameter) {
				return parameter.getParameterType() == Reading.class;
			}

			@Override
			public Object resolveArgument(MethodParameter parameter, Message<?> message) {
				return new Reading(((byte[]) message.getPayload()).length);
			}

		}));
		invoke("json", message("a", "12345"));
		assertThat(this.handler.arguments).containsExactly(new Reading(5));
	}

	@Test
	void methodWithoutParametersIsCalled() throws Exception {
		invoke("nothing", this.message);
		assertThat(this.handler.arguments).containsExactly("called");
	}

	@Test
	void typeVariableOfSuperclassIsResolved() throws Exception {
		Method method = Generic.class.getDeclaredMethod("handle", Object.class);
		Specific bean = new Specific();
		this.factory.create(bean, method, templates("a")).onMessage(this.message);
		assertThat(bean.payload).isEqualTo(new Reading(21.5));
	}

	@Test
	void exceptionOfTheMethodIsNotWrapped() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> invoke("failing", this.message))
			.withMessage("no good");
	}

	private void invoke(String method, MqttMessage message, String... topics) throws Exception {
		create(method, (topics.length > 0) ? topics : new String[] { "#" }).onMessage(message);
	}

	private MqttMessageListener create(String name, String... topics) {
		Method method = Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return this.factory.create(this.handler, method, templates(topics));
	}

	private static List<TopicTemplate> templates(String... topics) {
		return Arrays.stream(topics).map(TopicTemplate::of).toList();
	}

	private static MqttMessage message(String topic, String payload) {
		return MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

	record Reading(@Max(100) double celsius) {

	}

	abstract static class Generic<T> {

		@Nullable Object payload;

		void handle(T payload) {
			this.payload = payload;
		}

	}

	static class Specific extends Generic<Reading> {

	}

	@SuppressWarnings("unused")
	static class Handler {

		final List<@Nullable Object> arguments = new ArrayList<>();

		void text(String payload) {
			this.arguments.add(payload);
		}

		void bytes(byte[] payload) {
			this.arguments.add(payload);
		}

		void buffer(ByteBuffer payload) {
			this.arguments.add(payload);
		}

		void json(Reading payload) {
			this.arguments.add(payload);
		}

		void generic(List<Reading> payload) {
			this.arguments.add(payload);
		}

		void optional(Optional<Reading> payload) {
			this.arguments.add(payload);
		}

		void notRequired(@Payload(required = false) Reading payload) {
			this.arguments.add(payload);
		}

		void nullable(@Nullable Reading payload) {
			this.arguments.add(payload);
		}

		void messageAndClient(MqttMessage message, MqttClient client) {
			this.arguments.add(message);
			this.arguments.add(client);
		}

		void springMessage(Message<Reading> message) {
			this.arguments.add(message);
		}

		void anyMessage(Message<?> message) {
			this.arguments.add(message);
		}

		void headers(@Header(MqttHeaders.RECEIVED_TOPIC) String topic,
				@Header(MqttHeaders.RECEIVED_TOPIC) CharSequence sameTopic, @Header(MqttHeaders.RECEIVED_QOS) int qos,
				@Header(MqttHeaders.RECEIVED_RETAINED) boolean retained, @Header String colour,
				@Header(name = "shape", defaultValue = "none") String shape, @Headers Map<String, Object> all,
				MessageHeaders headers) {
			this.arguments.addAll(List.of(topic, sameTopic, qos, retained, colour, shape, all, headers));
		}

		void header(@Header String colour) {
			this.arguments.add(colour);
		}

		void variables(String payload, @DestinationVariable String room, @DestinationVariable("number") int n,
				@DestinationVariable("room") Optional<String> sameRoom) {
			this.arguments.addAll(List.of(payload, room, n, sameRoom));
		}

		void optionalVariable(@DestinationVariable Optional<String> room) {
			this.arguments.add(room);
		}

		void ambiguous(String room, Reading reading) {
			throw new IllegalStateException();
		}

		void bothPayload(@Payload String text, @Payload Reading reading) {
			throw new IllegalStateException();
		}

		void expression(@Payload("room") String room) {
			throw new IllegalStateException();
		}

		void valid(@Valid Reading reading) {
			this.arguments.add(reading);
		}

		void nothing() {
			this.arguments.add("called");
		}

		void failing() throws IOException {
			throw new IOException("no good");
		}

	}

}
