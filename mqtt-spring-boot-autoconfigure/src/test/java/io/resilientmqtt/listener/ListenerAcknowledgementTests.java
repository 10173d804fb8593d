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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for when a listener's messages are acknowledged.
 */
class ListenerAcknowledgementTests extends ListenerFixture {

	private static final Duration NOW = Duration.ZERO;

	private static final Duration PAUSE = Duration.ofMinutes(10);

	private final Map<String, Acknowledgment> acknowledgments = new HashMap<>();

	private final List<String> handled = new ArrayList<>();

	/**
	 * Keeps the acknowledgments, and answers at once what the payload says.
	 */
	private final MqttMessageListener manual = new MqttMessageListener() {

		@Override
		public void onMessage(MqttMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> handle(MqttMessage message, Acknowledgment acknowledgment) {
			String payload = message.payloadAsString();
			boolean first = !ListenerAcknowledgementTests.this.handled.contains(payload);
			ListenerAcknowledgementTests.this.handled.add(payload);
			ListenerAcknowledgementTests.this.acknowledgments.put(payload, acknowledgment);
			if (payload.startsWith("ack")) {
				acknowledgment.acknowledge();
			}
			if (payload.startsWith("nack") && first) {
				acknowledgment.nack(PAUSE);
			}
			if (payload.endsWith("fail")) {
				throw new IllegalStateException("no good");
			}
			return null;
		}

		@Override
		public boolean needsAcknowledgment() {
			return true;
		}

	};

	private MqttListenerOptionsBuilder manual(MqttListenerOptionsBuilder options) {
		return options.ackMode(AckMode.MANUAL);
	}

	private List<String> acknowledged() {
		return this.client.acknowledgements().acknowledged();
	}

	@Test
	void onReceiptAMessageIsAcknowledgedBeforeItIsHandled() {
		List<Integer> before = new ArrayList<>();
		startStepwise((message) -> before.add(acknowledged().size()), (options) -> options.ackMode(AckMode.ON_RECEIPT),
				"a");
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		assertThat(acknowledged()).isEmpty();
		runTasks();
		assertThat(before).containsExactly(1, 2);
	}

	@Test
	void onReceiptHoldsInOrderedListenersToo() {
		List<Integer> before = new ArrayList<>();
		startStepwise((message) -> before.add(acknowledged().size()),
				(options) -> options.ackMode(AckMode.ON_RECEIPT).ordering(ListenerOrdering.TOPIC), "a");
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		runTasks();
		assertThat(before).containsExactly(1, 2);
	}

	@Test
	void manuallyAMessageIsAcknowledgedWhenTheListenerSaysSo() {
		startStepwise(this.manual, this::manual, "a");
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		this.client.deliver("a", "ack 3");
		runTasks();
		assertThat(this.handled).containsExactly("1", "2", "ack 3");
		assertThat(acknowledged()).containsExactly("ack 3");
		this.acknowledgments.get("2").acknowledge();
		assertThat(acknowledged()).containsExactly("ack 3", "2");
	}

	@Test
	void answersAfterTheFirstHaveNoEffect() {
		startStepwise(this.manual, this::manual, "a");
		this.client.deliver("a", "1");
		runTasks();
		Acknowledgment acknowledgment = this.acknowledgments.get("1");
		acknowledgment.acknowledge();
		acknowledgment.acknowledge();
		acknowledgment.nack(NOW);
		acknowledgment.reject(ReasonCode.UNSPECIFIED_ERROR, null);
		assertThat(acknowledged()).containsExactly("1");
		assertThat(this.client.acknowledgements().rejected()).isEmpty();
		assertThat(this.registry.getListenerContainer("test").close()).isCompleted();
	}

	@Test
	void aNackFromWithinTheListenerHoldsItsOrderKeyUntilTheMessageIsHandedOverAgain() {
		startStepwise(this.manual, (options) -> manual(options).ordering(ListenerOrdering.TOPIC), "#");
		this.client.deliver("a", "nack 1");
		this.client.deliver("a", "2");
		this.client.deliver("b", "3");
		runTasks();
		assertThat(this.handled).containsExactly("nack 1", "3");
		advance(PAUSE.minusNanos(1));
		assertThat(this.handled).hasSize(2);
		advance(Duration.ofNanos(1));
		assertThat(this.handled).hasSize(4).contains("3").containsSubsequence("nack 1", "nack 1", "2");
		assertThat(acknowledged()).isEmpty();
		this.acknowledgments.get("nack 1").acknowledge();
		assertThat(acknowledged()).containsExactly("nack 1");
	}

	@Test
	void aNackAfterTheListenerHasReturnedHandsTheMessageOverAgain() {
		startStepwise(this.manual, this::manual, "a");
		this.client.deliver("a", "1");
		this.client.deliver("a", "2");
		runTasks();
		this.acknowledgments.get("1").nack(PAUSE);
		advance(PAUSE.minusNanos(1));
		assertThat(this.handled).hasSize(2);
		advance(Duration.ofNanos(1));
		assertThat(this.handled).containsExactly("1", "2", "1");
		this.acknowledgments.get("1").acknowledge();
		assertThat(acknowledged()).containsExactly("1");
	}

	@Test
	void aPauseIsNotNegative() {
		startStepwise(this.manual, this::manual, "a");
		this.client.deliver("a", "1");
		runTasks();
		assertThatIllegalArgumentException().isThrownBy(() -> this.acknowledgments.get("1").nack(Duration.ofMillis(-1)))
			.withMessageContainingAll("-1ms", "zero or more");
	}

	@Test
	void aMessageCanBeRefused() {
		startStepwise(this.manual, this::manual, "a");
		this.client.deliver("a", "1");
		runTasks();
		Acknowledgment acknowledgment = this.acknowledgments.get("1");
		assertThatIllegalArgumentException().isThrownBy(() -> acknowledgment.reject(ReasonCode.SUCCESS, null));
		acknowledgment.reject(ReasonCode.QUOTA_EXCEEDED, "enough");
		assertThat(this.client.acknowledgements().rejected()).containsExactly("1 QUOTA_EXCEEDED enough");
		acknowledgment.acknowledge();
		assertThat(acknowledged()).isEmpty();
	}

	@Test
	void aListenerThatThrowsHasFailedUnlessItHasAnswered() {
		List<String> failures = new ArrayList<>();
		startStepwise(this.manual, (options) -> manual(options)
			.errorHandler((failure) -> failures.add(failure.message().payloadAsString())), "a");
		List.of("1 fail", "ack 2 fail", "nack 3 fail").forEach((payload) -> this.client.deliver("a", payload));
		runTasks();
		assertThat(failures).containsExactly("1 fail");
		advance(PAUSE);
		assertThat(failures).containsExactly("1 fail", "nack 3 fail");
		assertThat(acknowledged()).startsWith("1 fail", "ack 2 fail");
		this.acknowledgments.get("1 fail").acknowledge();
		assertThat(acknowledged()).containsExactly("1 fail", "ack 2 fail", "nack 3 fail");
	}

	@Test
	void unansweredMessagesHoldUpTheListenerWhenTheyAreAsManyAsMayWait() {
		startStepwise(this.manual, (options) -> manual(options).queueCapacity(4), "a");
		for (int number = 1; number <= 4; number++) {
			this.client.deliver("a", String.valueOf(number));
		}
		runTasks();
		assertThat(this.handled).containsExactly("1", "2");
		this.acknowledgments.get("1").acknowledge();
		runTasks();
		assertThat(this.handled).containsExactly("1", "2", "3");
	}

	@Test
	void stoppingWaitsForAnswers() {
		MqttListenerContainer container = startStepwise(this.manual, this::manual, "a");
		this.client.deliver("a", "1");
		runTasks();
		CompletableFuture<Void> closed = container.close();
		assertThat(closed).isNotDone();
		this.acknowledgments.get("1").acknowledge();
		assertThat(closed).isCompleted();
		assertThat(acknowledged()).containsExactly("1");
	}

	@Test
	void aListenerWithoutAnAcknowledgmentAnswersWhenItHasEnded() {
		CompletableFuture<Object> future = new CompletableFuture<>();
		startStepwise(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return message.payloadAsString().equals("later") ? future : null;
			}

		}, this::manual, "a");
		this.client.deliver("a", "now");
		this.client.deliver("a", "later");
		runTasks();
		assertThat(acknowledged()).containsExactly("now");
		future.complete("done");
		assertThat(acknowledged()).containsExactly("now", "later");
	}

	@Test
	void whoTakesAnAcknowledgmentAcknowledgesForHimself() {
		startStepwise(this.manual, (options) -> options, "a");
		this.client.deliver("a", "1");
		runTasks();
		assertThat(acknowledged()).isEmpty();
		this.acknowledgments.get("1").acknowledge();
		assertThat(acknowledged()).containsExactly("1");
	}

	@ParameterizedTest
	@EnumSource(names = "MANUAL", mode = EnumSource.Mode.EXCLUDE)
	void anAcknowledgmentNeedsTheManualMode(AckMode mode) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> startStepwise(this.manual, (options) -> options.ackMode(mode), "a"))
			.withMessageContainingAll("listener 'test'", "Acknowledgment", "ackMode", "mqtt.listener.ack-mode",
					mode.name(), "MANUAL");
	}

}
