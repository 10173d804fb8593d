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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for batches of which some messages fail alone.
 */
class PartlyFailedBatchTests extends ListenerFixture {

	private static final Duration DELAY = Duration.ofMinutes(1);

	private final List<List<String>> batches = new ArrayList<>();

	private final List<MqttListenerFailure> failures = new ArrayList<>();

	private Set<String> bad = Set.of();

	private int failUntil = Integer.MAX_VALUE;

	private final MqttBatchMessageListener listener = (messages) -> {
		List<String> payloads = messages.stream().map(MqttMessage::payloadAsString).toList();
		this.batches.add(payloads);
		for (int index = 0; index < payloads.size(); index++) {
			if (this.bad.contains(payloads.get(index)) && this.batches.size() < this.failUntil) {
				throw new MqttBatchListenerFailedException("no good", new IllegalStateException(payloads.get(index)),
						index);
			}
		}
	};

	private UnaryOperator<MqttListenerOptionsBuilder> batchOf(int size) {
		return (options) -> options.batchSize(size)
			.batchTimeout(Duration.ofDays(1))
			.errorHandler(this.failures::add)
			.retry(new MqttListenerRetry(0L, null, null, null, null));
	}

	private UnaryOperator<MqttListenerOptionsBuilder> retriedBatchOf(int size) {
		RetryPolicy once = RetryPolicy.builder().maxRetries(1).delay(DELAY).build();
		return (options) -> batchOf(size).apply(options).retryPolicy(once);
	}

	private void deliverAndRun(String... payloads) {
		List.of(payloads).forEach((payload) -> this.client.deliver("a", payload));
		runTasks();
	}

	private List<String> acknowledged() {
		return this.client.acknowledgements().acknowledged();
	}

	private List<String> failed() {
		return this.failures.stream()
			.map((failure) -> failure.messages().stream().map(MqttMessage::payloadAsString).toList() + " after "
					+ failure.attempts() + ": " + failure.cause().getMessage())
			.toList();
	}

	@Test
	void theNamedMessageFailsAloneAndTheOthersAreHandled() {
		this.bad = Set.of("2");
		MqttListenerContainer container = startStepwise(this.listener, batchOf(4), "a");
		deliverAndRun("1", "2", "3", "4");
		assertThat(this.batches).containsExactly(List.of("1", "2", "3", "4"), List.of("3", "4"));
		assertThat(failed()).containsExactly("[2] after 1: 2");
		assertThat(acknowledged()).containsExactly("1", "2", "3", "4");
		assertThat(container.getUnfinished()).isZero();
		assertThat(container.stop()).isCompleted();
	}

	@Test
	void itHasThreeAttemptsUnlessSaidOtherwise() {
		this.bad = Set.of("2");
		startStepwise(this.listener, (options) -> batchOf(4).apply(options).retry(null), "a");
		deliverAndRun("1", "2", "3", "4");
		List<String> rest = List.of("2", "3", "4");
		assertThat(this.batches).containsExactly(List.of("1", "2", "3", "4"), rest, rest, List.of("3", "4"));
		assertThat(failed()).containsExactly("[2] after 3: 2");
		assertThat(acknowledged()).containsExactly("1", "2", "3", "4");
	}

	@Test
	void itIsTriedAgainWithThoseBehindIt() {
		this.bad = Set.of("2");
		startStepwise(this.listener, retriedBatchOf(3), "a");
		deliverAndRun("1", "2", "3");
		assertThat(acknowledged()).containsExactly("1");
		assertThat(this.batches).containsExactly(List.of("1", "2", "3"));
		advance(DELAY);
		assertThat(this.batches).containsExactly(List.of("1", "2", "3"), List.of("2", "3"), List.of("3"));
		assertThat(failed()).containsExactly("[2] after 2: 2");
		assertThat(acknowledged()).containsExactly("1", "2", "3");
	}

	@Test
	void itIsAcknowledgedIfAnotherAttemptSucceeds() {
		this.bad = Set.of("2");
		this.failUntil = 2;
		startStepwise(this.listener, retriedBatchOf(3), "a");
		deliverAndRun("1", "2", "3");
		advance(DELAY);
		assertThat(this.batches).containsExactly(List.of("1", "2", "3"), List.of("2", "3"));
		assertThat(this.failures).isEmpty();
		assertThat(acknowledged()).containsExactly("1", "2", "3");
	}

	@Test
	void eachHasAttemptsOfItsOwn() {
		this.bad = Set.of("1", "2", "4");
		startStepwise(this.listener, retriedBatchOf(4), "a");
		deliverAndRun("1", "2", "3", "4");
		advance(DELAY);
		advance(DELAY);
		advance(DELAY);
		assertThat(failed()).containsExactly("[1] after 2: 1", "[2] after 2: 2", "[4] after 2: 4");
		assertThat(acknowledged()).containsExactly("1", "2", "3", "4");
		assertThat(this.batches).hasSize(6).endsWith(List.of("2", "3", "4"), List.of("3", "4"), List.of("4"));
	}

	@Test
	void anIndexThatTheBatchDoesNotHaveMeansAll() {
		startStepwise((MqttBatchMessageListener) (messages) -> {
			throw new MqttBatchListenerFailedException("no good", 2);
		}, batchOf(2), "a");
		deliverAndRun("1", "2");
		assertThat(failed()).containsExactly("[1, 2] after 1: no good");
		assertThatIllegalArgumentException().isThrownBy(() -> new MqttBatchListenerFailedException("", -1));
	}

	@Test
	void aFutureMaySayTheSame() {
		this.bad = Set.of("2");
		startStepwise(new MqttBatchMessageListener() {

			@Override
			public void onMessages(List<MqttMessage> messages) {
				throw new UnsupportedOperationException();
			}

			@Override
			public @Nullable CompletionStage<?> handle(List<MqttMessage> messages,
					@Nullable Acknowledgment acknowledgment) throws Exception {
				try {
					PartlyFailedBatchTests.this.listener.onMessages(messages);
					return CompletableFuture.completedFuture(null);
				}
				catch (MqttBatchListenerFailedException ex) {
					return CompletableFuture.failedFuture(new CompletionException(ex));
				}
			}

		}, batchOf(3), "a");
		deliverAndRun("1", "2", "3");
		assertThat(failed()).containsExactly("[2] after 1: 2");
		assertThat(acknowledged()).containsExactly("1", "2", "3");
	}

	@Test
	void theIndexIsThatOfTheBatchTheListenerWasHanded() {
		this.bad = Set.of("3");
		startStepwise(
				FilteringMessageListener.of(this.listener, (message) -> !message.payloadAsString().startsWith("skip")),
				batchOf(4), "a");
		deliverAndRun("skip 1", "2", "3", "4");
		assertThat(this.batches).containsExactly(List.of("2", "3", "4"), List.of("4"));
		assertThat(failed()).containsExactly("[3] after 1: 3");
		assertThat(acknowledged()).containsExactly("skip 1", "2", "3", "4");
	}

	@Test
	void whenTheListenerIsClosedMeanwhileTheRestIsLeftToTheBroker() {
		this.bad = Set.of("2");
		List<MqttListenerContainer> container = new ArrayList<>();
		container.add(startStepwise((MqttBatchMessageListener) (messages) -> {
			CompletableFuture<Void> unused = container.get(0).close();
			this.listener.onMessages(messages);
		}, batchOf(3), "a"));
		deliverAndRun("1", "2", "3");
		assertThat(acknowledged()).containsExactly("1");
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("2", "3");
		assertThat(container.get(0).close()).isCompleted();
	}

	@Test
	void whatCannotBeConvertedFailsAloneAndIsNotTriedAgain() throws Exception {
		startMethod(retriedBatchOf(4));
		deliverAndRun("1", "no number", "3", "{");
		assertThat(this.batches).containsExactly(List.of("1", "3"));
		assertThat(this.failures).hasSize(2).allSatisfy((failure) -> {
			assertThat(failure.cause()).isInstanceOf(MessageConversionException.class);
			assertThat(failure.attempts()).isEqualTo(1);
		});
		assertThat(this.failures).extracting((failure) -> failure.message().payloadAsString())
			.containsExactly("no number", "{");
		assertThat(acknowledged()).containsExactlyInAnyOrder("1", "no number", "3", "{");
		assertThat(this.registry.getListenerContainer("test").getUnfinished()).isZero();
	}

	@Test
	void ifNothingCanBeConvertedTheListenerIsNotCalled() throws Exception {
		startMethod(batchOf(2));
		deliverAndRun("{", "}", "3", "4");
		assertThat(this.batches).containsExactly(List.of("3", "4"));
		assertThat(this.failures).hasSize(2);
		assertThat(acknowledged()).containsExactly("{", "}", "3", "4");
	}

	@Test
	void deadLettersAreOfThoseAlone() throws Exception {
		startMethod((options) -> options.batchSize(3).batchTimeout(DELAY).deadLetterTopic("dead"));
		deliverAndRun("1", "{", "3");
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("{");
	}

	private void startMethod(UnaryOperator<MqttListenerOptionsBuilder> options) throws Exception {
		MqttListenerMethodFactory methods = new MqttListenerMethodFactory(this.client,
				new MqttMessageConverters(List.of(new JacksonJsonMqttMessageConverter(JsonMapper.builder().build()))));
		startStepwise(methods.createBatch(this, getClass().getDeclaredMethod("handle", List.class),
				List.of(TopicTemplate.of("a"))), options, "a");
	}

	void handle(List<Integer> numbers) {
		this.batches.add(numbers.stream().map(String::valueOf).toList());
	}

}
