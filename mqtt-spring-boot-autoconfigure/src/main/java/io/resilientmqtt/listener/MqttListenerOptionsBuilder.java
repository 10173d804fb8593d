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
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * Builds {@link MqttListenerOptions}. Every value may be left out, or set to {@code null}
 * for the same. Not for use by several threads at once.
 */
public final class MqttListenerOptionsBuilder {

	/**
	 * Messages in a batch unless said otherwise.
	 */
	public static final int DEFAULT_BATCH_SIZE = 100;

	/** How long a call takes that is logged. */
	static final Duration DEFAULT_SLOW_AFTER = Duration.ofSeconds(30);

	@Nullable Integer concurrency;

	@Nullable ListenerOrdering ordering;

	@Nullable Function<MqttMessage, @Nullable Object> key;

	@Nullable AckMode ackMode;

	@Nullable Integer queueCapacity;

	Receiver.@Nullable Overflow overflow;

	@Nullable Boolean autoStartup;

	@Nullable MqttListenerErrorHandler errorHandler;

	@Nullable RetryPolicy retryPolicy;

	@Nullable MqttListenerRetry retry;

	@Nullable String deadLetterTopic;

	@Nullable Integer maxPayloadSize;

	@Nullable Integer batchSize;

	@Nullable Duration batchTimeout;

	@Nullable Duration slowAfter;

	@Nullable Boolean unsubscribeOnStop;

	@Nullable Executor executor;

	MqttListenerOptionsBuilder() {
	}

	MqttListenerOptionsBuilder(MqttListenerOptionsBuilder values, MqttListenerOptionsBuilder defaults) {
		this.concurrency = first(values.concurrency, defaults.concurrency);
		this.ordering = first(values.ordering, defaults.ordering);
		this.key = first(values.key, defaults.key);
		this.ackMode = first(values.ackMode, defaults.ackMode);
		this.queueCapacity = first(values.queueCapacity, defaults.queueCapacity);
		this.overflow = first(values.overflow, defaults.overflow);
		this.autoStartup = first(values.autoStartup, defaults.autoStartup);
		this.errorHandler = first(values.errorHandler, defaults.errorHandler);
		if (values.retryPolicy != null || values.retry == null) {
			this.retryPolicy = first(values.retryPolicy, defaults.retryPolicy);
			this.retry = defaults.retry;
		}
		else {
			this.retry = values.retry.withDefaults(defaults.retry);
		}
		this.deadLetterTopic = first(values.deadLetterTopic, defaults.deadLetterTopic);
		this.maxPayloadSize = first(values.maxPayloadSize, defaults.maxPayloadSize);
		this.batchSize = first(values.batchSize, defaults.batchSize);
		this.batchTimeout = first(values.batchTimeout, defaults.batchTimeout);
		this.slowAfter = first(values.slowAfter, defaults.slowAfter);
		this.unsubscribeOnStop = first(values.unsubscribeOnStop, defaults.unsubscribeOnStop);
		this.executor = first(values.executor, defaults.executor);
	}

	private static <T> @Nullable T first(@Nullable T value, @Nullable T otherwise) {
		return (value != null) ? value : otherwise;
	}

	/**
	 * Set how many messages may be handled at the same time, if their order allows.
	 * @param concurrency 1 or more
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder concurrency(@Nullable Integer concurrency) {
		this.concurrency = atLeast(1, "listener.concurrency", concurrency);
		return this;
	}

	/**
	 * Set which messages are handled in order.
	 * @param ordering the ordering; {@link ListenerOrdering#KEY} needs a key
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder ordering(@Nullable ListenerOrdering ordering) {
		this.ordering = ordering;
		return this;
	}

	/**
	 * Set what tells the key of a message: messages with equal keys are handled in order.
	 * It is called once for each message, on a thread of the listener; one for which it
	 * throws counts as failed and is not retried.
	 * @param key the function; messages for which it returns {@code null} are one group
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder key(@Nullable Function<MqttMessage, @Nullable Object> key) {
		this.key = key;
		return this;
	}

	/**
	 * Set when a message is acknowledged.
	 * @param ackMode the mode
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder ackMode(@Nullable AckMode ackMode) {
		this.ackMode = ackMode;
		return this;
	}

	/**
	 * Set how many messages may wait for the listener.
	 * @param queueCapacity 1 or more
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder queueCapacity(@Nullable Integer queueCapacity) {
		this.queueCapacity = atLeast(1, "listener.queue-capacity", queueCapacity);
		return this;
	}

	/**
	 * Set what happens when as many messages wait as may.
	 * @param overflow the policy
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder overflow(Receiver.@Nullable Overflow overflow) {
		this.overflow = overflow;
		return this;
	}

	/**
	 * Set whether the listener starts with its registry.
	 * @param autoStartup {@code false} to start it at run time
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder autoStartup(@Nullable Boolean autoStartup) {
		this.autoStartup = autoStartup;
		return this;
	}

	/**
	 * Set what deals with messages that could not be handled.
	 * @param errorHandler the error handler
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder errorHandler(@Nullable MqttListenerErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
		return this;
	}

	/**
	 * Set whether and when a message that could not be handled is tried again. A message
	 * that can't be converted never is.
	 * @param retryPolicy the policy; one with no retries for never
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder retryPolicy(@Nullable RetryPolicy retryPolicy) {
		this.retryPolicy = retryPolicy;
		return this;
	}

	/**
	 * Set whether and when a message that could not be handled is tried again, by values
	 * of which those not given are inherited. A {@link #retryPolicy} has precedence over
	 * them, and inherits nothing.
	 * @param retry the values
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder retry(@Nullable MqttListenerRetry retry) {
		this.retry = retry;
		return this;
	}

	/**
	 * Set where messages go that could not be handled.
	 * @param deadLetterTopic the topic, in which {@code {topic}} stands for the topic of
	 * the message, and a level {@code {name}} for a variable of the listener's topic;
	 * empty for nowhere
	 * @return this builder
	 * @throws InvalidOptionException if it can't be published to
	 */
	public MqttListenerOptionsBuilder deadLetterTopic(@Nullable String deadLetterTopic) {
		if (deadLetterTopic != null && !deadLetterTopic.isEmpty()) {
			DeadLetters.check(deadLetterTopic);
		}
		this.deadLetterTopic = deadLetterTopic;
		return this;
	}

	/**
	 * Set how long a payload may be to be handed to the listener. A longer one counts as
	 * failed and is not retried.
	 * @param maxPayloadSize the size in bytes, 0 for no limit
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder maxPayloadSize(@Nullable Integer maxPayloadSize) {
		this.maxPayloadSize = atLeast(0, "listener.max-payload-size", maxPayloadSize);
		return this;
	}

	/**
	 * Set how many messages a batch has at most.
	 * @param batchSize 1 or more
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder batchSize(@Nullable Integer batchSize) {
		this.batchSize = atLeast(1, "listener.batch-size", batchSize);
		return this;
	}

	/**
	 * Set how long the first message of a batch waits for further ones.
	 * @param batchTimeout more than zero
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder batchTimeout(@Nullable Duration batchTimeout) {
		if (batchTimeout != null && (batchTimeout.isZero() || batchTimeout.isNegative())) {
			throw new InvalidOptionException("listener.batch-timeout", batchTimeout, "use more than zero");
		}
		this.batchTimeout = batchTimeout;
		return this;
	}

	/**
	 * Set how long a call of the listener takes that is logged, with the stack of its
	 * thread.
	 * @param slowAfter zero, for none, or more; a call is noticed within a quarter more
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder slowAfter(@Nullable Duration slowAfter) {
		if (slowAfter != null && slowAfter.isNegative()) {
			throw new InvalidOptionException("listener.slow-after", slowAfter, "use zero, for never, or more");
		}
		this.slowAfter = slowAfter;
		return this;
	}

	/**
	 * Set whether stopping the listener alone ends its subscriptions.
	 * @param unsubscribeOnStop {@code false} to have the broker keep its messages
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder unsubscribeOnStop(@Nullable Boolean unsubscribeOnStop) {
		this.unsubscribeOnStop = unsubscribeOnStop;
		return this;
	}

	/**
	 * Set what runs the listener, in place of threads of its own. It needs a thread for
	 * each message handled at the same time, and one more to receive if the concurrency
	 * is above 1.
	 * @param executor the executor
	 * @return this builder
	 */
	public MqttListenerOptionsBuilder executor(@Nullable Executor executor) {
		this.executor = executor;
		return this;
	}

	/**
	 * Build the options.
	 * @return the options
	 */
	public MqttListenerOptions build() {
		// Of a copy, so that they don't change with this builder
		return new MqttListenerOptions(new MqttListenerOptionsBuilder(this, this));
	}

	private static @Nullable Integer atLeast(int minimum, String name, @Nullable Integer value) {
		if (value != null && value < minimum) {
			throw new InvalidOptionException(name, value, "use " + minimum + " or more");
		}
		return value;
	}

}
