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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.backoff.FixedBackOff;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.MethodValidationResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A message that a listener fails on is tried again at once, twice unless said otherwise.
 */
@ExtendWith(OutputCaptureExtension.class)
class RetryAtOnceTests extends ListenerFixture {

	private final List<String> attempts = new CopyOnWriteArrayList<>();

	private final List<MqttListenerFailure> failures = new CopyOnWriteArrayList<>();

	private volatile Throwable thrown = new IllegalStateException("no good");

	private volatile int failUntil = Integer.MAX_VALUE;

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

	private UnaryOperator<MqttListenerOptionsBuilder> with(UnaryOperator<MqttListenerOptionsBuilder> options) {
		return (builder) -> options.apply(builder).errorHandler(this.failures::add);
	}

	private void deliverAndRun(String... payloads) {
		List.of(payloads).forEach((payload) -> this.client.deliver("a", payload));
		runTasks();
	}

	static Stream<Arguments> ways() {
		Map<String, UnaryOperator<MqttListenerOptionsBuilder>> ways = Map.of("plain", (options) -> options, "ordered",
				(options) -> options.ordering(ListenerOrdering.LISTENER), "of a topic",
				(options) -> options.ordering(ListenerOrdering.TOPIC), "acknowledged by hand",
				(options) -> options.ackMode(AckMode.MANUAL), "on receipt",
				(options) -> options.ackMode(AckMode.ON_RECEIPT));
		return ways.entrySet().stream().map((way) -> Arguments.of(way.getKey(), way.getValue()));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("ways")
	void aMessageHasThreeAttemptsBeforeItsErrorHandlerAndTheNextMessage(String name,
			UnaryOperator<MqttListenerOptionsBuilder> options) {
		startStepwise(this::handle, with(options), "a");
		deliverAndRun("bad", "2");
		assertThat(this.attempts).containsExactly("bad", "bad", "bad", "2");
		assertThat(this.client.acknowledged()).isEqualTo(2);
		assertThat(this.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.attempts()).isEqualTo(3);
			assertThat(failure.cause()).isSameAs(this.thrown);
			assertThat(failure.message().payloadAsString()).isEqualTo("bad");
		});
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("ways")
	void aMessageThatIsHandledThenIsAcknowledgedOnceAndNotAFailure(String name,
			UnaryOperator<MqttListenerOptionsBuilder> options) {
		this.failUntil = 3;
		startStepwise(this::handle, with(options), "a");
		deliverAndRun("bad", "2");
		assertThat(this.attempts).containsExactly("bad", "bad", "bad", "2");
		assertThat(this.client.acknowledgements().acknowledged()).containsExactly("bad", "2");
		assertThat(this.failures).isEmpty();
	}

	@Test
	void aMessageThatNobodyDealsWithIsLoggedOnceAfterItsAttempts(CapturedOutput output) {
		startStepwise(this::handle, (options) -> options, "a");
		deliverAndRun("bad");
		assertThat(this.attempts).hasSize(3);
		assertThat(output.getAll().split("failed on a message of topic", -1)).hasSize(2);
	}

	@Test
	void aBatchHasThreeAttempts() {
		List<Integer> sizes = new ArrayList<>();
		startStepwise((MqttBatchMessageListener) (messages) -> {
			sizes.add(messages.size());
			throw new IllegalStateException("no good");
		}, with((options) -> options.batchSize(2)), "a");
		deliverAndRun("1", "2");
		assertThat(sizes).containsExactly(2, 2, 2);
		assertThat(this.failures).singleElement().satisfies((failure) -> assertThat(failure.messages()).hasSize(2));
		assertThat(this.client.acknowledged()).isEqualTo(2);
	}

	@Test
	void noRetriesMeansNone() {
		startStepwise(this::handle, with((options) -> options.retry(new MqttListenerRetry(0L, null, null, null, null))),
				"a");
		deliverAndRun("bad", "2");
		assertThat(this.attempts).containsExactly("bad", "2");
		assertThat(this.failures).singleElement().satisfies((failure) -> assertThat(failure.attempts()).isEqualTo(1));
	}

	@Test
	void asManyRetriesAsYouLikeNeedNoStack() {
		startStepwise(this::count,
				with((options) -> options.retry(new MqttListenerRetry(100_000L, null, null, null, null))), "a");
		deliverAndRun("1");
		assertThat(this.counted).isEqualTo(100_001);
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure.attempts()).isEqualTo(100_001));
	}

	private int counted;

	private void count(MqttMessage message) {
		this.counted++;
		throw new IllegalStateException("never");
	}

	@Test
	void aPolicyOfTheApplicationWithoutADelayRetriesAtOnceToo() {
		RetryPolicy policy = RetryPolicy.builder()
			.backOff(new FixedBackOff(0, 4))
			.excludes(UnsupportedOperationException.class)
			.build();
		startStepwise(this::handle, with((options) -> options.retryPolicy(policy)), "a");
		deliverAndRun("bad");
		this.thrown = new UnsupportedOperationException("excluded");
		deliverAndRun("bad");
		assertThat(this.attempts).hasSize(6);
		assertThat(this.failures).extracting(MqttListenerFailure::attempts).containsExactly(5, 1);
	}

	@Test
	void aMultiplierWithoutADelayIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> startStepwise(this::handle,
					(options) -> options.retry(new MqttListenerRetry(3L, null, 2.0, null, null)), "a"))
			.withMessageContaining("multiplier 2.0 multiplies a delay of zero");
	}

	@ParameterizedTest
	@MethodSource("lasting")
	void aFailureThatLastsIsNotTriedAgain(Throwable failure) {
		this.thrown = failure;
		startStepwise(this::handle, with((options) -> options), "a");
		deliverAndRun("bad");
		assertThat(this.attempts).hasSize(1);
		assertThat(this.failures).singleElement().satisfies((failed) -> assertThat(failed.cause()).isSameAs(failure));
	}

	static List<Throwable> lasting() throws Exception {
		MethodParameter parameter = new MethodParameter(Object.class.getMethod("equals", Object.class), 0);
		return List.of(new MessageConversionException("no JSON"),
				new MethodArgumentNotValidException(new GenericMessage<>("x"), parameter),
				new ConversionFailedException(null, TypeDescriptor.valueOf(int.class), "x", new Exception()),
				new ClassCastException("no Reading"), new NoSuchMethodException("no such"),
				new MethodValidationException(MethodValidationResult.emptyResult()), new InterruptedException("enough"),
				new IllegalStateException(new InterruptedException("enough")));
	}

	@Test
	void anErrorIsTriedAgainAndStopsNothing() {
		this.thrown = new StackOverflowError("no end");
		startStepwise(this::handle, with((options) -> options), "a");
		deliverAndRun("bad", "2");
		assertThat(this.attempts).containsExactly("bad", "bad", "bad", "2");
	}

	@Test
	void whatFailsWhileTheListenerIsBeingClosedIsNotTriedAgainAndStaysWithTheBroker() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch closing = new CountDownLatch(1);
		MqttListenerContainer container = start((message) -> {
			this.attempts.add(message.payloadAsString());
			begun.countDown();
			pass(closing);
			throw new IllegalStateException("no good");
		}, with((options) -> options), "a");
		this.client.deliver("a", "bad");
		pass(begun);
		CompletableFuture<Void> closed = container.close();
		closing.countDown();
		closed.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(this.attempts).hasSize(1);
		assertThat(this.failures).isEmpty();
		assertThat(this.client.acknowledgements().abandoned()).containsExactly("bad");
	}

	@Test
	void theLastAttemptOfAListenerThatIsBeingClosedCounts() throws Exception {
		CountDownLatch begun = new CountDownLatch(3);
		CountDownLatch closing = new CountDownLatch(1);
		MqttListenerContainer container = start((message) -> {
			begun.countDown();
			if (begun.getCount() == 0) {
				pass(closing);
			}
			throw new IllegalStateException("no good");
		}, with((options) -> options), "a");
		this.client.deliver("a", "bad");
		pass(begun);
		CompletableFuture<Void> closed = container.close();
		closing.countDown();
		closed.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertThat(this.failures).singleElement().satisfies((failure) -> assertThat(failure.attempts()).isEqualTo(3));
		assertThat(this.client.acknowledged()).isEqualTo(1);
	}

	private static void pass(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

}
