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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for messages that are tried again.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerRetryTests extends ListenerFixture {

	private static final Duration DELAY = Duration.ofMinutes(1);

	private final List<String> attempts = new ArrayList<>();

	private final List<MqttListenerFailure> failures = new ArrayList<>();

	private Throwable thrown = new IllegalStateException("no good");

	private int failUntil = Integer.MAX_VALUE;

	/**
	 * Fails on what begins with "bad" as often as it is to.
	 */
	private void handle(MqttMessage message) throws Exception {
		String payload = message.payloadAsString();
		this.attempts.add(payload);
		long attempt = this.attempts.stream().filter(payload::equals).count();
		if (payload.startsWith("bad") && attempt < this.failUntil) {
			if (this.thrown instanceof Error error) {
				throw error;
			}
			throw (Exception) this.thrown;
		}
	}

	private static RetryPolicy retries(int maxRetries) {
		return RetryPolicy.builder().maxRetries(maxRetries).delay(DELAY).build();
	}

	private UnaryOperator<MqttListenerOptionsBuilder> retrying(int maxRetries) {
		return (options) -> options.retryPolicy(retries(maxRetries)).errorHandler(this.failures::add);
	}

	private void deliverAndRun(String... payloads) {
		List.of(payloads).forEach((payload) -> this.client.deliver("a", payload));
		runTasks();
	}

	@Test
	void aMessageIsTriedAgainUntilItSucceedsAndIsAcknowledgedOnce() {
		this.failUntil = 3;
		startStepwise(this::handle, retrying(5), "a");
		deliverAndRun("bad", "2");
		advance(DELAY.minusNanos(1));
		assertThat(this.attempts).containsExactly("bad");
		advance(Duration.ofNanos(1));
		assertThat(this.attempts).containsExactly("bad", "bad");
		advance(DELAY);
		assertThat(this.attempts).containsExactly("bad", "bad", "bad", "2");
		assertThat(this.client.acknowledgements().acknowledged()).containsExactly("bad", "2");
		assertThat(this.failures).isEmpty();
	}

	@Test
	void afterTheLastAttemptTheErrorHandlerHasItAndOthersFollow() {
		startStepwise(this::handle, retrying(2), "a");
		deliverAndRun("bad", "2");
		advance(DELAY);
		advance(DELAY);
		assertThat(this.client.acknowledged()).isEqualTo(2);
		assertThat(this.attempts).containsExactly("bad", "bad", "bad", "2");
		assertThat(this.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.listenerId()).isEqualTo("test");
			assertThat(failure.message().payloadAsString()).isEqualTo("bad");
			assertThat(failure.cause()).isSameAs(this.thrown);
			assertThat(failure.attempts()).isEqualTo(3);
			assertThat(failure.toString()).contains("test", "attempts=3").doesNotContain("bad");
		});
	}

	@Test
	void waitingHoldsOnlyTheMessagesOrderKeyAndNoThread() {
		RetryPolicy later = RetryPolicy.builder().maxRetries(1).delay(Duration.ofDays(1)).build();
		startStepwise(this::handle, (options) -> options.retryPolicy(later).ordering(ListenerOrdering.TOPIC), "#");
		this.client.deliver("a", "bad");
		this.client.deliver("a", "2");
		this.client.deliver("b", "3");
		runTasks();
		assertThat(this.attempts).containsExactly("bad", "3");
		assertThat(this.client.acknowledgements().acknowledged()).containsExactly("3");
	}

	@Test
	void stoppingLeavesWhatWaitsToTheBroker() {
		RetryPolicy later = RetryPolicy.builder().maxRetries(1).delay(Duration.ofDays(1)).build();
		MqttListenerContainer container = startStepwise(this::handle, (options) -> options.retryPolicy(later), "a");
		deliverAndRun("bad", "2");
		assertThat(container.close()).isCompleted();
		runTasks();
		assertThat(this.attempts).containsExactly("bad");
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("bad", "2");
	}

	@Test
	void aFailedFutureIsTriedAgain() {
		startStepwise(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				ListenerRetryTests.this.attempts.add(message.payloadAsString());
				return (ListenerRetryTests.this.attempts.size() < 3)
						? CompletableFuture.failedFuture(new CompletionException(ListenerRetryTests.this.thrown))
						: CompletableFuture.completedFuture("done");
			}

		}, retrying(5), "a");
		deliverAndRun("1");
		advance(DELAY);
		advance(DELAY);
		assertThat(this.client.acknowledged()).isEqualTo(1);
		assertThat(this.attempts).containsExactly("1", "1", "1");
		assertThat(this.failures).isEmpty();
	}

	@Test
	void exceptionsThatThePolicyExcludesAreNotTriedAgain() {
		RetryPolicy policy = RetryPolicy.builder().maxRetries(9).excludes(IllegalStateException.class).build();
		startStepwise(this::handle, (options) -> options.retryPolicy(policy).errorHandler(this.failures::add), "a");
		deliverAndRun("bad");
		assertThat(this.attempts).containsExactly("bad");
		assertThat(this.failures).hasSize(1);
	}

	@Test
	void whatCannotBeConvertedIsNotTriedAgain() throws Exception {
		MethodParameter parameter = new MethodParameter(Object.class.getMethod("equals", Object.class), 0);
		List<Throwable> conversions = List.of(new MessageConversionException("no JSON"),
				new MethodArgumentNotValidException(new GenericMessage<>("x"), parameter),
				new ConversionFailedException(null, TypeDescriptor.valueOf(int.class), "x", new Exception()));
		startStepwise(this::handle, retrying(5), "a");
		for (Throwable conversion : conversions) {
			this.thrown = conversion;
			deliverAndRun("bad");
		}
		assertThat(this.attempts).hasSize(3);
		assertThat(this.failures).extracting(MqttListenerFailure::cause).isEqualTo(conversions);
		assertThat(this.client.acknowledged()).isEqualTo(3);
	}

	@Test
	void aPayloadThatIsTooLongIsNotHandled() {
		startStepwise(this::handle,
				(options) -> options.maxPayloadSize(3).retryPolicy(retries(5)).errorHandler(this.failures::add), "a");
		deliverAndRun("1234", "123");
		assertThat(this.attempts).containsExactly("123");
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.cause()).isInstanceOf(MessageConversionException.class)
				.hasMessageContaining("4 bytes is longer than the 3 bytes"));
	}

	@Test
	void aPayloadThatIsTooLongIsNotHandledByAPlainListenerEither(CapturedOutput output) {
		startStepwise(this::handle, (options) -> options.maxPayloadSize(3), "a");
		deliverAndRun("1234", "123");
		assertThat(this.attempts).containsExactly("123");
		assertThat(this.client.acknowledged()).isEqualTo(2);
		assertThat(output).contains("4 bytes is longer than the 3 bytes").doesNotContain("1234");
	}

	@Test
	void anErrorIsTriedAgainAndStopsNothing() {
		this.thrown = new StackOverflowError("no end");
		startStepwise(this::handle, retrying(1), "a");
		deliverAndRun("bad", "2");
		advance(DELAY);
		assertThat(this.client.acknowledged()).isEqualTo(2);
		assertThat(this.attempts).containsExactly("bad", "bad", "2");
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.cause()).isSameAs(this.thrown));
	}

	@Test
	void anErrorHandlerThatFailsTooStopsNothing(CapturedOutput output) {
		startStepwise(this::handle, (options) -> options.errorHandler((failure) -> {
			throw new AssertionError("even worse");
		}), "a");
		deliverAndRun("bad", "2");
		assertThat(this.attempts).containsExactly("bad", "bad", "bad", "2");
		assertThat(this.client.acknowledged()).isEqualTo(2);
		assertThat(output).contains("Listener 'test' failed on a message of topic 'a'", "even worse",
				"Suppressed: java.lang.IllegalStateException: no good");
	}

	@Test
	void aRetryPolicyThatFailsStopsNothing(CapturedOutput output) {
		RetryPolicy policy = (failure) -> {
			throw new IllegalArgumentException("no policy");
		};
		startStepwise(this::handle, (options) -> options.retryPolicy(policy).errorHandler(this.failures::add), "a");
		deliverAndRun("bad", "2");
		assertThat(this.attempts).containsExactly("bad", "2");
		assertThat(this.failures).hasSize(1);
		assertThat(output).contains("The retry policy of listener 'test' failed");
	}

}
