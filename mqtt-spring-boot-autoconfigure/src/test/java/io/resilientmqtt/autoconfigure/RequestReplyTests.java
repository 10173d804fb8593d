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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.messaging.MqttHeaders;
import io.resilientmqtt.messaging.MqttRemoteException;
import io.resilientmqtt.messaging.MqttReplyException;
import io.resilientmqtt.messaging.MqttReplyTimeoutException;
import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Applications that send requests and answer them, against a broker in this process.
 */
class RequestReplyTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("mqtt.server=" + EmbeddedMqttBroker.HOST, "mqtt.protocol-version=5",
				"mqtt.template.reply-timeout=60s", "results.root=results");

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.broker.stop();
	}

	private ApplicationContextRunner connected(String... properties) {
		return this.runner.withPropertyValues("mqtt.port=" + this.broker.port()).withPropertyValues(properties);
	}

	private ApplicationContextRunner answering(String... properties) {
		return connected(properties).withUserConfiguration(Answering.class);
	}

	private static MqttTemplate template(ApplicationContext context) {
		await().atMost(LONG).until(context.getBean(MqttClient.class)::isConnected);
		return context.getBean(MqttTemplate.class);
	}

	private static void awaitSubscribed(ApplicationContext context) {
		MqttClient client = context.getBean(MqttClient.class);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(client.subscriptions()).isNotEmpty()
				.allMatch((status) -> status.reasonCode() != null));
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(60, TimeUnit.SECONDS);
	}

	@Test
	void objectsAndGenericsAndMessagesRoundTrip() {
		answering().run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			assertThat(get(template.sendAndReceive("sum/a", new Numbers(List.of(1, 2, 3)), Sum.class)))
				.isEqualTo(new Sum("a", 6));
			assertThat(
					get(template.sendAndReceive("squares", List.of(2, 3), new ParameterizedTypeReference<List<Sum>>() {
					})))
				.containsExactly(new Sum("2", 4), new Sum("3", 9));
			Message<?> message = get(template.sendAndReceive("sum/b", new Numbers(List.of()), Message.class));
			assertThat(message.getHeaders()).containsEntry("contentType", "application/json");
			MqttMessage reply = get(template.sendAndReceive(MqttMessage.builder("text").payload("hi").build()));
			assertThat(reply.payloadAsString()).isEqualTo("hi!");
			assertThat(reply.properties().contentType()).isEqualTo("text/plain;charset=UTF-8");
			assertThat(get(template.sendAndReceive("later", "x", String.class))).isEqualTo("x later");
			assertThat(get(template.sendAndReceive("mono", "x", String.class))).isEqualTo("x mono");
			assertThat(get(template.sendAndReceive("by-hand", "x", String.class))).isEqualTo("x by hand");
			assertThat(template.lateReplies()).isZero();
			assertThat(template.pendingRequests()).isZero();
		});
	}

	@Test
	void aThousandRequestsOfOneApplicationToAnotherAreInFlightAtOnce() {
		answering("mqtt.client-id=answering").run((answering) -> {
			awaitSubscribed(answering);
			connected("mqtt.client-id=asking").run((asking) -> {
				MqttTemplate template = template(asking);
				Answering application = answering.getBean(Answering.class);
				List<CompletableFuture<String>> replies = new ArrayList<>();
				for (int number = 0; number < 1000; number++) {
					replies.add(template.sendAndReceive("held", String.valueOf(number), String.class));
				}
				await().atMost(LONG).until(() -> application.held.size() == 1000);
				assertThat(template.pendingRequests()).isEqualTo(1000);
				application.held.forEach((held) -> held.complete("answer"));
				for (int number = 0; number < 1000; number++) {
					assertThat(get(replies.get(number))).isEqualTo(number + " answer");
				}
				assertThat(template.pendingRequests()).isZero();
				assertThat(template.lateReplies()).isZero();
				assertThat(asking.getBean(MqttClient.class).subscriptions()).hasSize(1);
			});
		});
	}

	@Test
	void sendToForwardsWhatIsNoRequest() {
		answering("mqtt.listener.response-topics=replies/#").run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			template.send("rooms/kitchen", "21");
			assertThat(context.getBean(Answering.class).results.poll(60, TimeUnit.SECONDS)).isEqualTo("kitchen 42");
		});
	}

	@Test
	void aFailureIsAnErrorReplyOnlyWhenConfigured() {
		answering("mqtt.listener.error-reply=true").run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> get(template.sendAndReceive("fails", "x", String.class)))
				.havingCause()
				.isInstanceOfSatisfying(MqttRemoteException.class, (failure) -> {
					assertThat(failure.exceptionType()).isEqualTo(IllegalStateException.class.getName());
					assertThat(failure.kind()).isEqualTo(MqttRemoteException.Kind.FAILED);
					assertThat(failure.getMessage()).doesNotContain("secret");
				});
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> get(template.sendAndReceive("sum/a", "no JSON", Sum.class)))
				.havingCause()
				.isInstanceOfSatisfying(MqttRemoteException.class,
						(failure) -> assertThat(failure.kind()).isEqualTo(MqttRemoteException.Kind.INVALID_REQUEST));
		});
		answering().run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> get(template.sendAndReceive("fails", "x", String.class, Duration.ofSeconds(1))))
				.withCauseInstanceOf(MqttReplyTimeoutException.class);
		});
	}

	@Test
	void aRequestThatFailsIsTriedAgainUnlessItIsAnsweredByAnErrorReply() {
		answering().run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			assertThat(get(template.sendAndReceive("fails-at-first", "x", String.class))).isEqualTo("x at attempt 3");
			assertThat(get(template.sendAndReceive("fails-at-first/later", "x", String.class)))
				.isEqualTo("x at attempt 3");
		});
		answering("mqtt.listener.error-reply=true").run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			for (String topic : List.of("fails-at-first", "fails-at-first/later")) {
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> get(template.sendAndReceive(topic, "x", String.class)))
					.withCauseInstanceOf(MqttRemoteException.class);
			}
			assertThat(get(template.sendAndReceive("text", "x", String.class))).isEqualTo("x!");
			assertThat(context.getBean(Answering.class).attempts).hasValue(1);
			assertThat(context.getBean(Answering.class).laterAttempts).hasValue(1);
			assertThat(template.lateReplies()).isZero();
		});
	}

	@Test
	void aLateReplyIsCountedAndDropped() {
		answering().run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			CompletableFuture<String> reply = template.sendAndReceive("held", "x", String.class, Duration.ofSeconds(5));
			Answering application = context.getBean(Answering.class);
			await().atMost(LONG).until(() -> application.held.size() == 1);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(reply))
				.withCauseInstanceOf(MqttReplyTimeoutException.class);
			application.held.forEach((held) -> held.complete("late"));
			await().atMost(LONG).until(() -> template.lateReplies() == 1);
		});
	}

	@Test
	void aRequestMadeWhileTheBrokerIsDownIsAnsweredWhenItIsBack() {
		answering().run((context) -> {
			MqttTemplate template = template(context);
			awaitSubscribed(context);
			assertThat(get(template.sendAndReceive("text", "1", String.class))).isEqualTo("1!");
			this.broker.stop();
			await().atMost(LONG).until(() -> !context.getBean(MqttClient.class).isConnected());
			CompletableFuture<String> reply = template.sendAndReceive("text", "2", String.class);
			this.broker.start();
			assertThat(get(reply)).isEqualTo("2!");
		});
	}

	@Test
	void closingTheContextFailsRequestsAndWaitsForRepliesOfItsOwn() {
		answering("mqtt.client-id=answering").run((answering) -> {
			awaitSubscribed(answering);
			Answering application = answering.getBean(Answering.class);
			List<CompletableFuture<String>> replies = new ArrayList<>();
			connected("mqtt.client-id=asking").run((asking) -> {
				replies.add(template(asking).sendAndReceive("held", "1", String.class));
				await().atMost(LONG).until(() -> application.held.size() == 1);
			});
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(replies.get(0)))
				.withCauseInstanceOf(MqttClosedException.class);
			connected("mqtt.client-id=asking").run((asking) -> {
				CompletableFuture<String> reply = template(asking).sendAndReceive("held", "2", String.class);
				await().atMost(LONG).until(() -> application.held.size() == 2);
				CompletableFuture<Void> stopping = CompletableFuture.runAsync(answering::stop);
				await().atMost(LONG).until(() -> !answering.getBean(MqttListenerEndpointRegistry.class).isRunning());
				application.held.forEach((held) -> held.complete("just in time"));
				assertThat(get(reply)).isEqualTo("2 just in time");
				get(stopping);
			});
		});
	}

	@Test
	void requestsTakeMqtt5() {
		answering("mqtt.protocol-version=3.1.1").run((context) -> {
			CompletableFuture<String> reply = template(context).sendAndReceive("text", "x", String.class);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(reply))
				.withCauseInstanceOf(MqttReplyException.class)
				.withMessageContaining("mqtt.protocol-version=5");
		});
	}

	record Numbers(List<Integer> values) {

	}

	record Sum(String name, int value) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Answering {

		final BlockingQueue<CompletableFuture<String>> held = new LinkedBlockingQueue<>();

		final BlockingQueue<String> results = new LinkedBlockingQueue<>();

		final AtomicInteger attempts = new AtomicInteger();

		final AtomicInteger laterAttempts = new AtomicInteger();

		@MqttListener(topics = "sum/{name}")
		Sum sum(Numbers numbers, @DestinationVariable String name) {
			return new Sum(name, numbers.values().stream().mapToInt(Integer::intValue).sum());
		}

		@MqttListener(topics = "squares")
		List<Sum> squares(List<Integer> numbers) {
			return numbers.stream().map((number) -> new Sum(number.toString(), number * number)).toList();
		}

		@MqttListener(topics = "text")
		String text(String text) {
			return text + "!";
		}

		@MqttListener(topics = "later")
		CompletableFuture<String> later(String text) {
			return CompletableFuture.supplyAsync(() -> text + " later");
		}

		@MqttListener(topics = "mono")
		Mono<String> mono(String text) {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> text + " mono");
		}

		@MqttListener(topics = "by-hand")
		void byHand(String text, @Header(MqttHeaders.RESPONSE_TOPIC) String responseTopic,
				@Header(MqttHeaders.CORRELATION_DATA) byte[] correlationData, MqttClient client) {
			new MqttTemplate(client).send(responseTopic, text + " by hand",
					PublishProperties.builder().correlationData(correlationData).build());
		}

		@MqttListener(topics = "held")
		CompletableFuture<String> held(String text) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			this.held.add(answer);
			return answer.thenApply((value) -> text + " " + value);
		}

		@MqttListener(topics = "rooms/{room}")
		@SendTo("${results.root}/{room}")
		String forward(int celsius, @DestinationVariable String room) {
			return room + " " + celsius * 2;
		}

		@MqttListener(topics = "results/+")
		void onResult(String result) {
			this.results.add(result);
		}

		@MqttListener(topics = "fails")
		String fails(String text) {
			throw new IllegalStateException("secret");
		}

		@MqttListener(topics = "fails-at-first")
		String failsAtFirst(String text) {
			if (this.attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
			return text + " at attempt " + this.attempts;
		}

		@MqttListener(topics = "fails-at-first/later")
		Mono<String> failsAtFirstLater(String text) {
			return (this.laterAttempts.incrementAndGet() < 3) ? Mono.error(new IllegalStateException("not yet"))
					: Mono.just(text + " at attempt " + this.laterAttempts);
		}

	}

}
