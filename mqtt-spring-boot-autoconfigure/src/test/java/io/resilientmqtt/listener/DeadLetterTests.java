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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for messages that go to the dead-letter topic.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterTests extends ListenerFixture {

	private final List<String> handled = new ArrayList<>();

	private final CompletableFuture<PublishResult> published = new CompletableFuture<>();

	private void handle(MqttMessage message) {
		if (message.payloadAsString().startsWith("bad")) {
			throw new IllegalStateException("no good");
		}
		this.handled.add(message.payloadAsString());
	}

	private static UnaryOperator<MqttListenerOptionsBuilder> deadLetterTopic(String topic) {
		return (options) -> options.deadLetterTopic(topic);
	}

	private void deliverAndRun(String... payloads) {
		List.of(payloads).forEach((payload) -> this.client.deliver("a/b", payload));
		runTasks();
	}

	@Test
	void theDeadLetterHasThePayloadAndSaysWhatHappened() {
		RetryPolicy once = RetryPolicy.builder().maxRetries(1).delay(Duration.ofMillis(1)).build();
		startStepwise(this::handle, (options) -> options.deadLetterTopic("dead/{topic}").retryPolicy(once), "a/#");
		this.client.deliver(MqttMessage.builder("a/b")
			.payload("bad")
			.qos(QoS.EXACTLY_ONCE)
			.contentType("text/plain")
			.correlationData(new byte[] { 1 })
			.userProperty("mine", "1")
			.subscriptionIdentifier(7)
			.retain(true)
			.build());
		runTasks();
		advance(Duration.ofMillis(1));
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(this.client.published()).singleElement().satisfies((letter) -> {
			assertThat(letter.topic()).isEqualTo("dead/a/b");
			assertThat(letter.payloadAsString()).isEqualTo("bad");
			assertThat(letter.qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(letter.retain()).isFalse();
			assertThat(letter.properties().contentType()).isEqualTo("text/plain");
			assertThat(letter.properties().correlationData()).containsExactly(1);
			assertThat(letter.properties().subscriptionIdentifiers()).isEmpty();
			assertThat(letter.properties().userProperties()).containsExactly(new UserProperty("mine", "1"),
					new UserProperty("dead-letter-exception", "java.lang.IllegalStateException"),
					new UserProperty("dead-letter-listener", "test"),
					new UserProperty("dead-letter-original-topic", "a/b"),
					new UserProperty("dead-letter-attempts", "2"));
		});
	}

	@ParameterizedTest
	@CsvSource({ "dead/{room}, dead/kitchen", "dead/{room}/{number}, dead/kitchen/7", "{number}/{room}, 7/kitchen",
			"dead/{room}/of/{topic}, dead/kitchen/of/rooms/kitchen/7",
			"dead-{topic}/{room}, dead-rooms/kitchen/7/kitchen" })
	void variablesOfTheTopicAreExpanded(String deadLetterTopic, String expected) {
		startStepwise(this::handle, deadLetterTopic(deadLetterTopic), "other/{number}/{room}", "rooms/{room}/{number}");
		this.client.deliver("rooms/kitchen/7", "bad");
		runTasks();
		assertThat(this.client.published()).singleElement().extracting(MqttMessage::topic).isEqualTo(expected);
		assertThat(this.client.acknowledged()).isEqualTo(1);
	}

	@Test
	void eachMessageOfABatchHasADeadLetterTopicOfItsOwn() {
		MqttBatchMessageListener failing = (messages) -> {
			throw new IllegalStateException("no good");
		};
		startStepwise(failing, (options) -> options.deadLetterTopic("dead/{room}").batchSize(2), "rooms/{room}");
		this.client.deliver("rooms/hall", "1");
		this.client.deliver("rooms/kitchen", "2");
		runTasks();
		assertThat(this.client.published()).extracting(MqttMessage::topic).containsExactly("dead/hall", "dead/kitchen");
	}

	@Test
	void aVariableThatATopicLacksIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> startStepwise(this::handle, deadLetterTopic("dead/{room}"), "rooms/{room}", "a/{number}"))
			.withMessageContainingAll("listener 'test'", "'dead/{room}'", "mqtt.listener.dead-letter-topic", "{room}",
					"'a/{number}'", "[number]", "{topic}");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "dead/{room", "dead/room}", "dead/{}", "dead/x{room}", "dead/{a}{b}", "dead/{topic}{room}" })
	void bracesThatAreNoVariableAreRefused(String deadLetterTopic) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttListenerOptions.builder().deadLetterTopic(deadLetterTopic))
			.withMessageContainingAll("listener.dead-letter-topic", deadLetterTopic, "{name}");
	}

	@Test
	void aDeadLetterThatComesBackByAVariableIsNotPublished(CapturedOutput output) {
		startStepwise(this::handle, deadLetterTopic("a/{room}"), "a/{room}");
		deliverAndRun("bad");
		assertThat(this.client.published()).isEmpty();
		assertThat(output).contains("the listener listens to the dead-letter topic 'a/b' itself");
	}

	@Test
	void whoPublishesWhatNobodyCanReadFloodsNoLog(CapturedOutput output) {
		MqttMessageListener unreadable = (message) -> {
			throw new MessageConversionException("no JSON");
		};
		startStepwise(unreadable, (options) -> options, "a/b");
		start(Runnable::run, "other", unreadable, deadLetterTopic("dead"), "a/b");
		start(Runnable::run, "ordered", unreadable, (options) -> options.ordering(ListenerOrdering.TOPIC), "a/b");
		for (int i = 0; i < 500; i++) {
			deliverAndRun("bad");
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("istener '"))).hasSize(3);
		assertThat(output)
			.contains(
					"Listener 'test' can't take a message of topic 'a/b': no JSON (attempt 1); it is acknowledged and "
							+ "lost: mqtt.listener.dead-letter-topic would keep it",
					"it goes to 'dead'")
			.doesNotContain("\tat ");
	}

	@Test
	void whoPublishesWhatAListenerFailsOnFloodsNoLog(CapturedOutput output) {
		startStepwise(this::handle, (options) -> options, "a/b");
		for (int i = 0; i < 500; i++) {
			deliverAndRun("bad");
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("istener '"))).hasSize(1);
		assertThat(output.getOut().split("\tat " + DeadLetterTests.class.getName() + ".handle")).hasSize(2);
	}

	@Test
	void theMessageIsAcknowledgedOnceTheDeadLetterIs() {
		this.client.onPublish((message) -> this.published);
		MqttListenerContainer container = startStepwise(this::handle, deadLetterTopic("dead"), "a/b");
		deliverAndRun("bad", "2");
		assertThat(this.handled).containsExactly("2");
		assertThat(this.client.acknowledgements().acknowledged()).containsExactly("2");
		CompletableFuture<Void> closed = container.close();
		assertThat(closed).isNotDone();
		this.published.complete(PublishResult.SUCCESS);
		assertThat(this.client.acknowledgements().acknowledged()).containsExactly("2", "bad");
		assertThat(closed).isCompleted();
		assertThat(this.client.published()).singleElement()
			.satisfies((letter) -> assertThat(letter.qos()).isEqualTo(QoS.AT_LEAST_ONCE));
	}

	@Test
	void theMessageIsLeftToTheBrokerIfTheDeadLetterFails(CapturedOutput output) {
		this.client.onPublish((message) -> this.published);
		startStepwise(this::handle, deadLetterTopic("dead"), "a/b");
		deliverAndRun("bad");
		this.published.completeExceptionally(new IllegalStateException("not allowed"));
		assertThat(this.client.acknowledged()).isZero();
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("bad");
		assertThat(output).contains("stays unacknowledged", "may publish to the topic", "not allowed");
	}

	@Test
	void theSameHoldsIfPublishingThrowsAndForOrderedListeners() {
		this.client.onPublish((message) -> {
			throw new IllegalStateException("not allowed");
		});
		startStepwise(this::handle, deadLetterTopic("dead"), "a/b");
		start(Runnable::run, "ordered", this::handle,
				(options) -> options.deadLetterTopic("dead").ordering(ListenerOrdering.LISTENER), "a/b");
		deliverAndRun("bad", "2");
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("bad", "bad");
		assertThat(this.handled).containsExactly("2", "2");
	}

	@Test
	void deadLettersOnTheirWayDoNotHoldUpTheListener() {
		this.client.onPublish((message) -> this.published);
		startStepwise(this::handle,
				(options) -> options.deadLetterTopic("dead").queueCapacity(2).ordering(ListenerOrdering.LISTENER),
				"a/b");
		deliverAndRun("bad", "bad", "bad", "bad", "bad", "6");
		assertThat(this.handled).containsExactly("6");
		assertThat(this.client.published()).hasSize(5);
	}

	@Test
	void theErrorHandlerHasThePrecedenceAndMayPassOn() {
		startStepwise(this::handle, (options) -> options.deadLetterTopic("dead").errorHandler((failure) -> {
			if (failure.message().payloadAsString().equals("bad 2")) {
				throw (Exception) failure.cause();
			}
		}), "a/b");
		deliverAndRun("bad 1", "bad 2");
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("bad 2");
		assertThat(this.client.acknowledged()).isEqualTo(2);
	}

	@Test
	void aDeadLetterThatWouldComeBackIsNotSent(CapturedOutput output) {
		startStepwise(this::handle, deadLetterTopic("dead/{topic}"), "#");
		deliverAndRun("bad");
		assertThat(this.client.published()).isEmpty();
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(output).contains("listens to the dead-letter topic 'dead/a/b' itself", "choose a dead-letter topic");
	}

	@Test
	void anEmptyTopicTurnsDeadLettersOff() {
		this.registry.setContainerFactory(
				new MqttListenerContainerFactory(MqttListenerOptions.builder().deadLetterTopic("dead").build()));
		startStepwise(this::handle, deadLetterTopic(""), "a/b");
		start(Runnable::run, "default", this::handle, (options) -> options, "a/b");
		deliverAndRun("bad");
		assertThat(this.client.published()).hasSize(1);
	}

	@Test
	void aTopicThatCannotBePublishedToIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> startStepwise(this::handle, deadLetterTopic("dead/#"), "a"))
			.withMessageContainingAll("listener.dead-letter-topic = 'dead/#'", "{topic}");
	}

}
