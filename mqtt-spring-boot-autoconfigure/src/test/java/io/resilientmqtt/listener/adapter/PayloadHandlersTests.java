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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonCborMqttMessageConverter;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttRemoteException;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for which of several methods handles a message.
 */
class PayloadHandlersTests {

	private static final String JSON = "{\"celsius\":21.5}";

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()),
					new JacksonCborMqttMessageConverter(CBORMapper.builder().build()))));

	private final Handlers bean = new Handlers();

	@Test
	void contentTypeTellsTextObjectsAndBytesApart() throws Exception {
		MqttMessageListener listener = create("bytes", "text", "reading");
		listener.onMessage(message(JSON).contentType("application/json").build());
		listener.onMessage(message(JSON).contentType("TEXT/plain").build());
		listener.onMessage(message(JSON).contentType("application/octet-stream").build());
		assertThat(this.bean.calls).containsExactly("reading 21.5", "text " + JSON, "bytes " + JSON.length());
	}

	@Test
	void contentTypeWithoutItsKindOfMethodGoesToTheNextKind() throws Exception {
		create("bytes", "reading").onMessage(message(JSON).contentType("text/plain").build());
		create("reading", "text").onMessage(message(JSON).contentType("application/octet-stream").build());
		create("bytes", "text").onMessage(message(JSON).contentType("application/json").build());
		assertThat(this.bean.calls).containsExactly("reading 21.5", "reading 21.5", "bytes " + JSON.length());
	}

	@Test
	void payloadThatIsNotWhatItsContentTypeSaysFails() {
		MqttMessageListener listener = create("bytes", "text", "reading");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> listener.onMessage(message("hello").contentType("application/json").build()));
		assertThat(this.bean.calls).isEmpty();
	}

	@Test
	void withoutContentTypeTheFirstThatCanConvertIsCalled() throws Exception {
		MqttMessageListener listener = create("bytes", "text", "reading");
		listener.onMessage(message(JSON).build());
		listener.onMessage(message("hello").build());
		create("bytes", "reading").onMessage(message("hello").build());
		assertThat(this.bean.calls).containsExactly("reading 21.5", "text hello", "bytes 5");
	}

	@Test
	void userPropertyNamesTheTypeInAnyOrderOfMethods() throws Exception {
		for (MqttMessageListener listener : List.of(create("reading", "alarm"), create("alarm", "reading"))) {
			listener.onMessage(message(JSON).userProperty("type", "Reading").build());
			listener.onMessage(message("{\"text\":\"fire\"}").userProperty("type", Alarm.class.getName()).build());
		}
		assertThat(this.bean.calls).containsExactly("reading 21.5", "alarm fire", "reading 21.5", "alarm fire");
	}

	@Test
	void userPropertyMayHaveAnyNameAndTypesToo() throws Exception {
		this.factory.setTypeProperty("__TypeId__");
		MqttMessageListener listener = listener(handler("reading", "com.example.reading"), handler("alarm"));
		listener.onMessage(
				message(JSON).userProperty("type", "Alarm").userProperty("__TypeId__", "com.example.reading").build());
		assertThat(this.bean.calls).containsExactly("reading 21.5");
	}

	@Test
	void theTopicOfAPeerIsShownInOneLine() {
		MqttMessageListener listener = create("reading", "alarm");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> listener
				.onMessage(message(JSON).topic("a\nb").userProperty("type", Loaded.class.getName()).build()))
			.withMessageContaining("no handler takes a message of topic 'a b'");
	}

	@Test
	void typeThatNoMethodHasIsNeverLoaded() {
		MqttMessageListener listener = create("reading", "alarm");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> listener.onMessage(message(JSON).userProperty("type", Loaded.class.getName()).build()))
			.withMessageContainingAll("no handler takes a message of topic 'a/b'",
					"with the type '" + Loaded.class.getName() + "'", "isDefault = true");
		assertThat(Loads.count).isZero();
	}

	@Test
	void defaultTakesWhatNoOtherDoes() throws Exception {
		MqttMessageListener listener = listener(handler("reading"), handler("alarm"), byDefault("bytes"));
		listener.onMessage(message(JSON).userProperty("type", "Unknown").build());
		listener.onMessage(message(JSON).userProperty("type", "Alarm").build());
		MqttMessageListener one = listener(byDefault("bytes"), handler("reading"));
		one.onMessage(message("hello").build());
		one.onMessage(message(JSON).build());
		assertThat(this.bean.calls).containsExactly("bytes 16", "alarm null", "bytes 5", "reading 21.5");
	}

	@Test
	void topicsTellMethodsApart() throws Exception {
		MqttMessageListener listener = listener(onTopic("reading", "+/b"), onTopic("alarm", "alarms/{kind}"),
				handler("bytes"));
		listener.onMessage(message(JSON).build());
		listener.onMessage(message("{}").topic("alarms/fire").build());
		listener.onMessage(message("{}").topic("else").build());
		assertThat(this.bean.calls).containsExactly("reading 21.5", "alarm null", "bytes 2");
	}

	@Test
	void variablesAreThoseOfTheMethodsOwnTopics() throws Exception {
		listener(onTopic("variable", "rooms/{room}"), handler("bytes"))
			.onMessage(message("").topic("rooms/hall").build());
		assertThat(this.bean.calls).containsExactly("variable hall");
	}

	@Test
	void contentTypesTellMethodsApart() throws Exception {
		MqttMessageListener listener = listener(new MqttHandlerMethod(method("reading"), List.of(),
				List.of(MimeType.valueOf("application/*+json")), List.of(), false), handler("text"));
		listener.onMessage(message(JSON).contentType("application/vnd.acme+json").build());
		listener.onMessage(message(JSON).contentType("application/json").build());
		listener.onMessage(message(JSON).contentType("no mime type").build());
		listener.onMessage(message(JSON).build());
		assertThat(this.bean.calls).containsExactly("reading 21.5", "text " + JSON, "text " + JSON, "text " + JSON);
	}

	@Test
	void severalObjectsThatNothingTellsApartFail() {
		MqttMessageListener listener = create("reading", "alarm");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> listener.onMessage(message(JSON).build()))
			.withMessageContainingAll("reading[", "alarm[", "topic 'a/b'", "name the type in a user property");
	}

	@Test
	void methodsThatCanNeverBeToldApartAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> create("reading", "sameReading"))
			.withMessageContainingAll("reading[", "sameReading[", "give them topics, contentTypes or types");
		assertThatIllegalArgumentException().isThrownBy(() -> listener(byDefault("bytes"), byDefault("text")))
			.withMessageContainingAll("bytes[", "text[", "isDefault = true");
		assertThatIllegalArgumentException().isThrownBy(this::listener).withMessageContaining("@MqttHandler");
	}

	@Test
	void methodThatDoesNotAcknowledgeIsAcknowledgedFor() throws Exception {
		MqttMessageListener listener = create("manual", "text");
		assertThat(listener.needsAcknowledgment()).isTrue();
		assertThat(create("bytes", "text").needsAcknowledgment()).isFalse();
		RecordedAcknowledgment first = new RecordedAcknowledgment();
		assertThat(listener.handle(message(JSON).contentType("text/plain").build(), first)).isNull();
		assertThat(first.answers).containsExactly("acknowledge");
		RecordedAcknowledgment second = new RecordedAcknowledgment();
		assertThat(listener.handle(message("hello").build(), second)).isNull();
		assertThat(second.answers).containsExactly("acknowledge");
		RecordedAcknowledgment third = new RecordedAcknowledgment();
		listener.handle(message(JSON).build(), third);
		assertThat(third.answers).isEmpty();
		assertThat(this.bean.calls).containsExactly("text " + JSON, "text hello", "manual");
	}

	@Test
	void whatAMethodReturnsIsTheReplyOfThatMethod() throws Exception {
		this.factory.setErrorReply(true);
		MqttMessageListener listener = create("reply", "requiredHeader");
		listener.onMessage(message(JSON).responseTopic("replies").build());
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("21.5");
		assertThatExceptionOfType(Exception.class).isThrownBy(
				() -> listener.onMessage(message(JSON).contentType("text/plain").responseTopic("replies").build()));
		assertThat(this.client.published().get(1).payloadAsString())
			.isEqualTo(MqttRemoteException.Kind.INVALID_REQUEST.toString());
	}

	private static MqttMessage.Builder message(String payload) {
		return MqttMessage.builder("a/b").payload(payload).qos(QoS.AT_LEAST_ONCE);
	}

	private MqttMessageListener create(String... methods) {
		return listener(Arrays.stream(methods).map(PayloadHandlersTests::handler).toArray(MqttHandlerMethod[]::new));
	}

	private MqttMessageListener listener(MqttHandlerMethod... methods) {
		return this.factory.create(this.bean, List.of(methods), List.of(TopicTemplate.of("#")));
	}

	private static MqttHandlerMethod handler(String name, String... types) {
		return new MqttHandlerMethod(method(name), List.of(), List.of(), List.of(types), false);
	}

	private static MqttHandlerMethod byDefault(String name) {
		return new MqttHandlerMethod(method(name), List.of(), List.of(), List.of(), true);
	}

	private static MqttHandlerMethod onTopic(String name, String topic) {
		return new MqttHandlerMethod(method(name), List.of(TopicTemplate.of(topic)), List.of(), List.of(), false);
	}

	private static Method method(String name) {
		return Arrays.stream(Handlers.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	record Reading(double celsius) {

	}

	record Alarm(@Nullable String text) {

	}

	static class Loads {

		static int count;

	}

	static class Loaded {

		static {
			Loads.count++;
		}

	}

	@SuppressWarnings("unused")
	static class Handlers {

		final List<String> calls = new ArrayList<>();

		void bytes(byte[] payload) {
			this.calls.add("bytes " + new String(payload, StandardCharsets.UTF_8).length());
		}

		void text(String payload) {
			this.calls.add("text " + payload);
		}

		void reading(Reading reading) {
			this.calls.add("reading " + reading.celsius());
		}

		void sameReading(Reading reading) {
			this.calls.add("same reading");
		}

		void alarm(Alarm alarm) {
			this.calls.add("alarm " + alarm.text());
		}

		void variable(@DestinationVariable String room) {
			this.calls.add("variable " + room);
		}

		void manual(Reading reading, Acknowledgment acknowledgment) {
			this.calls.add("manual");
		}

		double reply(Reading reading) {
			return reading.celsius();
		}

		String requiredHeader(String payload, @Header String colour) {
			return colour;
		}

	}

}
