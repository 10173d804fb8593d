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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that does not return is told, with where it is.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlowListenerTests extends ListenerFixture {

	private static final String LINE = "has not returned for more than 30s (mqtt.listener.slow-after)";

	private final CountDownLatch called = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void release() {
		this.release.countDown();
	}

	static Stream<UnaryOperator<MqttListenerOptionsBuilder>> ways() {
		return Stream.of((options) -> options, (options) -> options.concurrency(4),
				(options) -> options.ordering(ListenerOrdering.LISTENER));
	}

	private void waitForAnAnswerThatNeverComes(MqttMessage message) throws InterruptedException {
		this.called.countDown();
		this.release.await();
	}

	private void stick(MqttMessageListener listener, UnaryOperator<MqttListenerOptionsBuilder> options)
			throws InterruptedException {
		start(listener, options, "a");
		this.client.deliver("a", "1");
		assertThat(this.called.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@MethodSource("ways")
	void aListenerThatDoesNotReturnIsToldOnceWithItsStack(UnaryOperator<MqttListenerOptionsBuilder> options,
			CapturedOutput output) throws InterruptedException {
		stick(this::waitForAnAnswerThatNeverComes, options);
		advance(Duration.ofSeconds(29));
		assertThat(output).doesNotContain("slow-after");
		advance(Duration.ofSeconds(10));
		assertThat(output).contains("WARN")
			.contains("Listener 'test' " + LINE)
			.contains("SlowListenerTests.waitForAnAnswerThatNeverComes(");
		advance(Duration.ofHours(1));
		assertThat(output.getOut().split("slow-after")).hasSize(2);
	}

	@Test
	void aBatchIsTold(CapturedOutput output) throws InterruptedException {
		MqttBatchMessageListener listener = (messages) -> waitForAnAnswerThatNeverComes(messages.get(0));
		stick(listener, (options) -> options.batchSize(1));
		advance(Duration.ofSeconds(39));
		assertThat(output).contains("Listener 'test' " + LINE);
	}

	@Test
	void manyCallsThatReturnAreNotTakenForOne(CapturedOutput output) {
		startStepwise((message) -> {
		}, (options) -> options, "a");
		for (int i = 0; i < 100; i++) {
			this.client.deliver("a", "1");
			advance(Duration.ofSeconds(1));
		}
		assertThat(output).doesNotContain("slow-after");
	}

	@Test
	void aFutureThatIsNotCompleteIsNoCall(CapturedOutput output) {
		startStepwise(new MqttMessageListener() {

			@Override
			public void onMessage(MqttMessage message) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletionStage<?> handle(MqttMessage message) {
				return new CompletableFuture<>();
			}

		}, (options) -> options, "a");
		this.client.deliver("a", "1");
		advance(Duration.ofHours(1));
		assertThat(output).doesNotContain("slow-after");
	}

	@Test
	void zeroIsNever(CapturedOutput output) throws InterruptedException {
		stick(this::waitForAnAnswerThatNeverComes, (options) -> options.slowAfter(Duration.ZERO));
		advance(Duration.ofHours(1));
		assertThat(output).doesNotContain("slow-after");
	}

}
