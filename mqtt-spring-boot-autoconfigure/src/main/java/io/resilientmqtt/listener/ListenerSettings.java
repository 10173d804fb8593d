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
import java.util.Objects;
import java.util.function.Function;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Receiver.Overflow;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * How a listener is run, with every default filled in and checked. Immutable.
 *
 * @param concurrency how many messages may be handled at the same time
 * @param ordering which messages are handled in order, or {@code null} for those of the
 * listener without waiting for futures
 * @param key what tells the key of a message
 * @param ackMode when a message is acknowledged
 * @param queueCapacity how many messages may wait
 * @param overflow what happens when they are that many
 * @param autoStartup whether the listener starts with its registry
 * @param errorHandler what deals with failures, or {@code null}
 * @param retryPolicy whether and when to try again
 * @param deadLetterTopic where messages go that could not be handled, or {@code null}
 * @param maxPayloadSize how long a payload may be
 * @param batchSize messages in a batch, or 0 for a listener without batches
 * @param batchTimeout how long the first message of a batch waits
 * @param unsubscribeOnStop whether stopping the listener ends its subscriptions
 * @param slowAfter how long a call takes that is logged, zero for none
 */
record ListenerSettings(int concurrency, @Nullable ListenerOrdering ordering, Function<MqttMessage, ?> key,
		AckMode ackMode, int queueCapacity, Overflow overflow, boolean autoStartup,
		@Nullable MqttListenerErrorHandler errorHandler, RetryPolicy retryPolicy, @Nullable String deadLetterTopic,
		int maxPayloadSize, int batchSize, Duration batchTimeout, boolean unsubscribeOnStop, Duration slowAfter) {

	private static final Object ONE_KEY = new Object();

	/**
	 * Complete and check options.
	 * @param endpoint the listener
	 * @param options its options, with the defaults of its factory
	 * @return the settings
	 * @throws IllegalArgumentException if the options are not valid together
	 */
	static ListenerSettings of(MqttListenerEndpoint endpoint, MqttListenerOptions options) {
		String id = endpoint.id();
		MqttMessageListener listener = endpoint.listener();
		int atOnce = Objects.requireNonNullElse(options.concurrency(), 1);
		ListenerOrdering order = (options.ordering() == null && atOnce > 1) ? ListenerOrdering.TOPIC
				: options.ordering();
		AckMode mode = Objects.requireNonNullElse(options.ackMode(),
				listener.needsAcknowledgment() ? AckMode.MANUAL : AckMode.HANDLED);
		if (listener.needsAcknowledgment() && mode != AckMode.MANUAL) {
			throw new IllegalArgumentException("listener '" + id + "' has an Acknowledgment parameter, but its ackMode "
					+ "(or mqtt.listener.ack-mode) is " + mode
					+ "; leave that out, which makes it MANUAL, or leave the parameter out");
		}
		String deadLetters = options.deadLetterTopic();
		int maximum = Objects.requireNonNullElse(options.maxPayloadSize(), 0);
		boolean batch = listener instanceof MqttBatchMessageListener;
		if (endpoint.options().key() != null && order != ListenerOrdering.KEY) {
			throw new IllegalArgumentException("listener '" + id + "' has a key, but its ordering (or "
					+ "mqtt.listener.ordering) is " + ((options.ordering() != null) ? order : "not set")
					+ "; set ordering = KEY, or leave the key out");
		}
		return new ListenerSettings(atOnce, order, key(id, order, options), mode,
				Objects.requireNonNullElse(options.queueCapacity(), Receiver.DEFAULT_QUEUE_CAPACITY),
				Objects.requireNonNullElse(options.overflow(), Overflow.BACKPRESSURE),
				!Boolean.FALSE.equals(options.autoStartup()), options.errorHandler(),
				Objects.requireNonNullElse(options.retryPolicy(), MqttListenerRetry.DEFAULT_POLICY),
				(deadLetters == null || deadLetters.isEmpty()) ? null : deadLetters,
				(maximum > 0) ? maximum : Integer.MAX_VALUE,
				batch ? Objects.requireNonNullElse(options.batchSize(), MqttListenerOptionsBuilder.DEFAULT_BATCH_SIZE)
						: 0,
				Objects.requireNonNullElse(options.batchTimeout(), Duration.ofSeconds(1)),
				!Boolean.FALSE.equals(options.unsubscribeOnStop()),
				Objects.requireNonNullElse(options.slowAfter(), MqttListenerOptionsBuilder.DEFAULT_SLOW_AFTER));
	}

	private static Function<MqttMessage, ?> key(String id, @Nullable ListenerOrdering order,
			MqttListenerOptions options) {
		if (order == ListenerOrdering.TOPIC) {
			return MqttMessage::topic;
		}
		if (order != ListenerOrdering.KEY) {
			return (message) -> ONE_KEY;
		}
		Function<MqttMessage, @Nullable Object> given = options.key();
		if (given == null) {
			throw new IllegalArgumentException(
					"listener '" + id + "' has ordering = KEY but no key; give it one, or use ordering = TOPIC");
		}
		return given;
	}

	/**
	 * Return whether messages may be handled on the thread that takes them, with nothing
	 * kept about any of them.
	 * @return whether nothing asks for more
	 */
	boolean isPlain() {
		return this.concurrency == 1 && this.ordering == null && isTriedAgainAtOnce() && this.ackMode != AckMode.MANUAL
				&& this.batchSize == 0;
	}

	private boolean isTriedAgainAtOnce() {
		try {
			BackOff backOff = this.retryPolicy.getBackOff();
			return (backOff instanceof ExponentialBackOff growing)
					? growing.getMaxAttempts() == 0 || (growing.getInitialInterval() == 0 && growing.getJitter() == 0)
					: backOff instanceof FixedBackOff fixed && fixed.getInterval() == 0;
		}
		catch (RuntimeException ex) { // then it says so for each failure
			return false;
		}
	}

	/**
	 * Return how many of the messages that may wait do so behind their order keys, once
	 * the listener has looked at them.
	 * @return at least as many as can be handled at the same time
	 */
	int inFlightLimit() {
		return isPlain() ? this.queueCapacity
				: Math.max(Math.max(this.concurrency, this.batchSize), this.queueCapacity / 2);
	}

	/**
	 * Return how many wait before that.
	 * @return 1 or more
	 */
	int inboxCapacity() {
		return isPlain() ? this.queueCapacity : Math.max(1, this.queueCapacity - inFlightLimit());
	}

}
