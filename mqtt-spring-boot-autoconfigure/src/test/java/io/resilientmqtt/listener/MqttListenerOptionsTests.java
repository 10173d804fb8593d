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

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MqttListenerOptions} and {@link MqttListenerContainerFactory}.
 */
class MqttListenerOptionsTests {

	@Test
	void nothingIsSetUnlessItIs() {
		assertThat(MqttListenerOptions.UNSET).hasAllNullFieldsOrPropertiesExcept("values");
	}

	@Test
	void everyOptionIsCarried() {
		MqttListenerErrorHandler errorHandler = (failure) -> {
		};
		RetryPolicy retryPolicy = RetryPolicy.withMaxRetries(1);
		MqttListenerOptions options = all(errorHandler, retryPolicy).build();
		check(options, errorHandler, retryPolicy);
		check(MqttListenerOptions.UNSET.withDefaults(options), errorHandler, retryPolicy);
		check(options.withDefaults(all((failure) -> {
		}, RetryPolicy.withDefaults()).concurrency(9).deadLetterTopic("x").build()), errorHandler, retryPolicy);
	}

	private static MqttListenerOptionsBuilder all(MqttListenerErrorHandler errorHandler, RetryPolicy retryPolicy) {
		return MqttListenerOptions.builder()
			.concurrency(4)
			.ordering(ListenerOrdering.KEY)
			.key(MqttMessage::topic)
			.ackMode(AckMode.MANUAL)
			.queueCapacity(5)
			.overflow(Receiver.Overflow.DROP_OLDEST)
			.autoStartup(false)
			.errorHandler(errorHandler)
			.retryPolicy(retryPolicy)
			.deadLetterTopic("dead/{topic}")
			.maxPayloadSize(6)
			.batchSize(7)
			.batchTimeout(Duration.ofSeconds(8))
			.unsubscribeOnStop(true);
	}

	private static void check(MqttListenerOptions options, MqttListenerErrorHandler errorHandler,
			RetryPolicy retryPolicy) {
		assertThat(options.concurrency()).isEqualTo(4);
		assertThat(options.ordering()).isEqualTo(ListenerOrdering.KEY);
		assertThat(options.key()).isNotNull();
		assertThat(options.ackMode()).isEqualTo(AckMode.MANUAL);
		assertThat(options.queueCapacity()).isEqualTo(5);
		assertThat(options.overflow()).isEqualTo(Receiver.Overflow.DROP_OLDEST);
		assertThat(options.autoStartup()).isFalse();
		assertThat(options.errorHandler()).isSameAs(errorHandler);
		assertThat(options.retryPolicy()).isSameAs(retryPolicy);
		assertThat(options.deadLetterTopic()).isEqualTo("dead/{topic}");
		assertThat(options.maxPayloadSize()).isEqualTo(6);
		assertThat(options.batchSize()).isEqualTo(7);
		assertThat(options.batchTimeout()).isEqualTo(Duration.ofSeconds(8));
		assertThat(options.unsubscribeOnStop()).isTrue();
	}

	@Test
	void retriesInheritWhatIsNotSaid() {
		MqttListenerOptions defaults = MqttListenerOptions.builder()
			.retry(new MqttListenerRetry(2L, Duration.ofMillis(10), 3.0, Duration.ofMillis(20), Duration.ZERO))
			.build();
		MqttListenerOptions options = MqttListenerOptions.builder()
			.retry(new MqttListenerRetry(null, Duration.ofMillis(5), null, null, null))
			.build();
		assertThat(delays(defaults)).containsExactly(10, 20, BackOffExecution.STOP);
		assertThat(delays(options.withDefaults(defaults))).containsExactly(5, 15, BackOffExecution.STOP);
		assertThat(delays(MqttListenerOptions.UNSET.withDefaults(options).withDefaults(defaults))).startsWith(5, 15);
		assertThat(delays(options)).containsExactly(5, 5, BackOffExecution.STOP);
		assertThat(MqttListenerOptions.UNSET.retryPolicy()).isNull();
	}

	@Test
	void noRetriesAndAPolicyAreInheritedAsAWhole() {
		RetryPolicy policy = RetryPolicy.withMaxRetries(1);
		MqttListenerOptions none = MqttListenerOptions.builder()
			.retry(new MqttListenerRetry(0L, Duration.ofMillis(10), null, null, null))
			.build();
		MqttListenerOptions given = MqttListenerOptions.builder().retryPolicy(policy).build();
		MqttListenerOptions delayed = MqttListenerOptions.builder()
			.retry(new MqttListenerRetry(null, Duration.ofMillis(5), null, null, null))
			.build();
		assertThat(delays(none)).startsWith(BackOffExecution.STOP);
		assertThat(delays(delayed.withDefaults(none))).startsWith(BackOffExecution.STOP);
		assertThat(given.withDefaults(none).retryPolicy()).isSameAs(policy);
		assertThat(MqttListenerOptions.UNSET.withDefaults(given).retryPolicy()).isSameAs(policy);
		assertThat(delays(delayed.withDefaults(given))).startsWith(5, 5);
	}

	private static long[] delays(MqttListenerOptions options) {
		BackOffExecution backOff = options.retryPolicy().getBackOff().start();
		return new long[] { backOff.nextBackOff(), backOff.nextBackOff(), backOff.nextBackOff() };
	}

	@Test
	void optionsDoNotChangeWithTheirBuilder() {
		MqttListenerOptionsBuilder builder = MqttListenerOptions.builder().concurrency(2);
		MqttListenerOptions options = builder.build();
		builder.concurrency(3);
		assertThat(options.concurrency()).isEqualTo(2);
	}

	@Test
	void valuesThatCannotWorkAreRefused() {
		MqttListenerOptionsBuilder builder = MqttListenerOptions.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(0))
			.withMessageContaining("listener.concurrency = '0' is not valid: use 1 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.queueCapacity(0))
			.withMessageContaining("listener.queue-capacity = '0' is not valid: use 1 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.batchSize(0))
			.withMessageContaining("listener.batch-size = '0' is not valid: use 1 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxPayloadSize(-1))
			.withMessageContaining("listener.max-payload-size = '-1' is not valid: use 0 or more");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.batchTimeout(Duration.ZERO))
			.withMessageContaining("listener.batch-timeout = '0s' is not valid: use more than zero");
	}

	@Test
	void factoryIsCompletedByAnother() {
		MqttListenerContainerFactory defaults = new MqttListenerContainerFactory(
				MqttListenerOptions.builder().concurrency(2).queueCapacity(3).build(), Runnable::run);
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(
				MqttListenerOptions.builder().concurrency(4).build());
		MqttListenerContainerFactory completed = factory.withDefaults(defaults);
		assertThat(completed.getOptions().concurrency()).isEqualTo(4);
		assertThat(completed.getOptions().queueCapacity()).isEqualTo(3);
		assertThat(completed.getTaskExecutor()).isSameAs(defaults.getTaskExecutor());
		assertThat(defaults.withDefaults(defaults)).isSameAs(defaults);
	}

}
