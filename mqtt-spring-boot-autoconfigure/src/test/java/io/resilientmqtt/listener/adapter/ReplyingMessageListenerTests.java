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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.message.UserProperty;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttRemoteException;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what listener methods return.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReplyingMessageListenerTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerMethodFactory factory = new MqttListenerMethodFactory(this.client,
			new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));

	private final Handler handler = new Handler();

	@Test
	void objectIsSentToTheResponseTopicWithTheCorrelationData() throws Exception {
		invoke("json", request("1"));
		assertThat(this.client.published()).containsExactly(MqttMessage.builder("reply/to")
			.payload("{\"value\":1}")
			.qos(QoS.AT_LEAST_ONCE)
			.contentType("application/json")
			.correlationData(new byte[] { 7 })
			.build());
	}

	@Test
	void textAndBytesAreSentAsTheyAre() throws Exception {
		invoke("text", request("1").mutate().qos(QoS.AT_MOST_ONCE).build());
		invoke("bytes", request("2").mutate().correlationData(null).qos(QoS.EXACTLY_ONCE).build());
		invoke("number", request("3"));
		assertThat(this.client.published()).containsExactly(
				MqttMessage.builder("reply/to")
					.payload("1!")
					.contentType("text/plain;charset=UTF-8")
					.payloadFormat(PayloadFormat.UTF_8)
					.correlationData(new byte[] { 7 })
					.build(),
				MqttMessage.builder("reply/to").payload("2").qos(QoS.EXACTLY_ONCE).build(),
				MqttMessage.builder("reply/to")
					.payload("3")
					.qos(QoS.AT_LEAST_ONCE)
					.contentType("application/json")
					.correlationData(new byte[] { 7 })
					.build());
	}

	@Test
	void springMessageBringsHeaders() throws Exception {
		invoke("springMessage", request("1"));
		assertThat(this.client.published()).containsExactly(MqttMessage.builder("reply/to")
			.payload("{\"value\":1}")
			.qos(QoS.AT_MOST_ONCE)
			.contentType("application/vnd.example+json")
			.correlationData(new byte[] { 7 })
			.build());
	}

	@Test
	void mqttMessageIsSentToTheTopicItHas() throws Exception {
		invoke("mqttMessage", request("1"));
		assertThat(this.client.published()).containsExactly(
				MqttMessage.builder("elsewhere").payload("1").retain(true).correlationData(new byte[] { 7 }).build());
	}

	@Test
	void nothingIsSentForNull() throws Exception {
		invoke("nothing", request("1"));
		invoke("noValue", request("1"));
		invoke("emptyMono", request("1"));
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void valueIsIgnoredWithoutResponseTopic() throws Exception {
		invoke("text", request("1").mutate().responseTopic(null).build());
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void sendToTakesVariablesOfTheTopic() throws Exception {
		MqttMessage event = request("1").mutate().topic("rooms/kitchen/7").responseTopic(null).build();
		invoke("sendTo", event, "other/{number}/{room}", "rooms/{room}/{number}");
		assertThat(this.client.published()).singleElement().satisfies((sent) -> {
			assertThat(sent.topic()).isEqualTo("results/kitchen/7");
			assertThat(sent.properties().correlationData()).containsExactly(7);
		});
	}

	@Test
	void responseTopicComesBeforeSendTo() throws Exception {
		invoke("sendTo", request("1").mutate().topic("rooms/kitchen/7").build(), "rooms/{room}/{number}");
		assertThat(this.client.published()).extracting(MqttMessage::topic).containsExactly("reply/to");
	}

	@Test
	void responseTopicForgesNoLineOfTheLog(CapturedOutput output) throws Exception {
		this.factory.setResponseTopics(List.of(TopicFilter.of("replies/#")));
		invoke("text", request("1").mutate().topic("t\r\nforged").responseTopic("r\nforged").build());
		assertThat(output)
			.contains("does not reply to 'r forged', the response topic of a message of topic 't  forged'");
	}

	@Test
	void responseTopicThatIsNotAllowedGetsNoReply(CapturedOutput output) throws Exception {
		this.factory.setResponseTopics(List.of(TopicFilter.of("replies/#")));
		invoke("text", request("1"));
		assertThat(this.client.published()).isEmpty();
		assertThat(output).contains("does not reply to 'reply/to'").contains("mqtt.listener.response-topics");
		invoke("text", request("1").mutate().responseTopic("replies/x").build());
		assertThat(this.client.published()).hasSize(1);
	}

	@Test
	void responseTopicOfTheBrokerItselfGetsNoReply() throws Exception {
		invoke("text", request("1").mutate().responseTopic("$SYS/broker").build());
		assertThat(this.client.published()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "future", "stage", "mono" })
	void asyncResultIsSentWhenItIsThere(String method) throws Exception {
		CompletionStage<?> handled = invoke(method, request("1"));
		assertThat(handled).isNotNull();
		assertThat(handled.toCompletableFuture()).isNotDone();
		assertThat(this.client.published()).isEmpty();
		this.handler.later.complete("later");
		assertThat(handled.toCompletableFuture()).isCompleted();
		assertThat(this.client.published()).singleElement().extracting(MqttMessage::payloadAsString).isEqualTo("later");
	}

	@Test
	void failureIsPassedOnAndNothingIsSent() {
		assertThatIllegalStateException().isThrownBy(() -> invoke("fails", request("1"))).withMessage("secret");
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void failureIsAnsweredByAnErrorReplyIfWanted() {
		this.factory.setErrorReply(true);
		assertThatIllegalStateException().isThrownBy(() -> invoke("fails", request("1")));
		assertErrorReply("java.lang.IllegalStateException", "failed");
	}

	@Test
	void failedFutureIsAnsweredByAnErrorReplyIfWanted() throws Exception {
		this.factory.setErrorReply(true);
		CompletionStage<?> handled = invoke("mono", request("1"));
		assertThat(handled).isNotNull();
		this.handler.later.completeExceptionally(new IllegalStateException("secret"));
		assertThat(handled.toCompletableFuture()).isCompletedExceptionally();
		assertErrorReply("java.lang.IllegalStateException", "failed");
	}

	@Test
	void requestThatCanNotBeReadIsAnsweredAsInvalid() {
		this.factory.setErrorReply(true);
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> invoke("json", request("no number")));
		assertErrorReply("org.springframework.messaging.converter.MessageConversionException", "invalid-request");
	}

	@Test
	void resultThatDoesNotConvertIsAFailure() throws Exception {
		this.factory.setErrorReply(true);
		this.handler.later.complete(new Unwritable(1));
		CompletionStage<?> handled = invoke("future", request("1"));
		assertThat(handled).isNotNull();
		assertThat(handled.toCompletableFuture()).isCompletedExceptionally();
		assertErrorReply("org.springframework.messaging.converter.MessageConversionException", "failed");
	}

	@Test
	void noErrorReplyForWhatIsNoRequestOrHasNoReply() {
		this.factory.setErrorReply(true);
		assertThatIllegalStateException()
			.isThrownBy(() -> invoke("fails", request("1").mutate().responseTopic(null).build()));
		assertThatIllegalStateException().isThrownBy(() -> invoke("failsWithoutReply", request("1")));
		assertThat(this.client.published()).isEmpty();
	}

	@Test
	void replyThatIsNotPublishedIsLogged(CapturedOutput output) throws Exception {
		this.client.onPublish((message) -> CompletableFuture
			.failedFuture(new MqttPublishException(MqttPublishException.Reason.BUFFER_FULL, "full")));
		invoke("text", request("1"));
		assertThat(output).contains("to 'reply/to' was not published").contains("full");
	}

	@Test
	void methodsThatCanNotReplyAreRefused() {
		assertRefused("blocking", "return a CompletableFuture");
		assertRefused("flux", "there is one reply");
		assertRefused("sendToWithoutResult", "returns nothing");
		assertRefused("sendToTwo", "names 2 topics");
		assertRefused("sendToWildcard", "wildcard");
		assertRefused("sendTo", "{room}, which is not in the topic 'a/b'");
	}

	private void assertRefused(String method, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> create(method, "a/b")).withMessageContaining(reason);
	}

	private void assertErrorReply(String exception, String kind) {
		assertThat(this.client.published()).singleElement().satisfies((reply) -> {
			assertThat(reply.topic()).isEqualTo("reply/to");
			assertThat(reply.payloadAsString()).isEqualTo(kind);
			assertThat(reply.properties().correlationData()).containsExactly(7);
			assertThat(reply.properties().userProperties()).containsExactly(
					new UserProperty(MqttRemoteException.EXCEPTION_PROPERTY, exception),
					new UserProperty(MqttRemoteException.KIND_PROPERTY, kind));
		});
	}

	private static MqttMessage request(String payload) {
		return MqttMessage.builder("a/b")
			.payload(payload)
			.qos(QoS.AT_LEAST_ONCE)
			.responseTopic("reply/to")
			.correlationData(new byte[] { 7 })
			.build();
	}

	private @Nullable CompletionStage<?> invoke(String method, MqttMessage message, String... topics) throws Exception {
		return create(method, topics).handle(message);
	}

	private MqttMessageListener create(String name, String... topics) {
		Method method = Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return this.factory.create(this.handler, method, Arrays.stream(topics).map(TopicTemplate::of).toList());
	}

	record Result(int value) {

	}

	record Unwritable(int value) {

		@Override
		public int value() {
			throw new IllegalStateException("secret");
		}

	}

	static class Handler {

		final CompletableFuture<Object> later = new CompletableFuture<>();

		Result json(int number) {
			return new Result(number);
		}

		String text(String text) {
			return text + "!";
		}

		byte[] bytes(byte[] bytes) {
			return bytes;
		}

		int number(int number) {
			return number;
		}

		Message<Result> springMessage(int number) {
			return MessageBuilder.withPayload(new Result(number))
				.setHeader(MqttHeaders.QOS, 0)
				.setHeader(MqttHeaders.TOPIC, "elsewhere")
				.setHeader("contentType", "application/vnd.example+json")
				.build();
		}

		MqttMessage mqttMessage(byte[] payload) {
			return MqttMessage.builder("elsewhere").payload(payload).retain(true).build();
		}

		@Nullable String nothing(String text) {
			return null;
		}

		CompletableFuture<Void> noValue(String text) {
			return CompletableFuture.completedFuture(null);
		}

		Mono<String> emptyMono(String text) {
			return Mono.empty();
		}

		@SendTo("results/{room}/{number}")
		String sendTo(String text) {
			return text;
		}

		CompletableFuture<Object> future(String text) {
			return this.later;
		}

		CompletionStage<Object> stage(String text) {
			return this.later.minimalCompletionStage();
		}

		Mono<Object> mono(String text) {
			return Mono.fromFuture(this.later);
		}

		String fails(String text) {
			throw new IllegalStateException("secret");
		}

		void failsWithoutReply(String text) {
			throw new IllegalStateException("secret");
		}

		Future<String> blocking(String text) {
			return CompletableFuture.completedFuture(text);
		}

		Flux<String> flux(String text) {
			return Flux.just(text);
		}

		@SendTo("a")
		void sendToWithoutResult(String text) {
		}

		@SendTo({ "a", "b" })
		String sendToTwo(String text) {
			return text;
		}

		@SendTo("a/+")
		String sendToWildcard(String text) {
			return text;
		}

	}

}
