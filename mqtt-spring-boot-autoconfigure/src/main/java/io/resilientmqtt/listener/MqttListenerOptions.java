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

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * How a listener is run. What is not set is taken from the
 * {@link MqttListenerContainerFactory} and, if that does not set it either, from the
 * registry's ({@code mqtt.listener.*}). Immutable.
 */
public final class MqttListenerOptions {

	/**
	 * Sets nothing.
	 */
	public static final MqttListenerOptions UNSET = builder().build();

	private final MqttListenerOptionsBuilder values;

	MqttListenerOptions(MqttListenerOptionsBuilder values) {
		this.values = values;
	}

	/**
	 * Return a builder that sets nothing yet.
	 * @return the builder
	 */
	public static MqttListenerOptionsBuilder builder() {
		return new MqttListenerOptionsBuilder();
	}

	/**
	 * Return these options, completed by others where they set nothing.
	 * @param defaults the other options
	 * @return new options
	 */
	public MqttListenerOptions withDefaults(MqttListenerOptions defaults) {
		return new MqttListenerOptionsBuilder(this.values, defaults.values).build();
	}

	/**
	 * Return how many messages may be handled at the same time.
	 * @return 1 or more; {@code null} if not set, which stands for 1
	 */
	public @Nullable Integer concurrency() {
		return this.values.concurrency;
	}

	/**
	 * Return which messages are handled in order.
	 * @return the ordering; {@code null} if not set, which stands for
	 * {@link ListenerOrdering#LISTENER} with a concurrency of 1, except that futures are
	 * not waited for, and else for {@link ListenerOrdering#TOPIC}
	 */
	public @Nullable ListenerOrdering ordering() {
		return this.values.ordering;
	}

	/**
	 * Return what tells the key of a message, for {@link ListenerOrdering#KEY}.
	 * @return the function, or {@code null} if not set
	 */
	public @Nullable Function<MqttMessage, @Nullable Object> key() {
		return this.values.key;
	}

	/**
	 * Return when a message is acknowledged.
	 * @return the mode; {@code null} if not set, which stands for
	 * {@link AckMode#HANDLED}, and for {@link AckMode#MANUAL} of a listener that takes an
	 * {@link Acknowledgment}
	 */
	public @Nullable AckMode ackMode() {
		return this.values.ackMode;
	}

	/**
	 * Return how many messages may wait for the listener.
	 * @return 1 or more; {@code null} if not set, which stands for
	 * {@value Receiver#DEFAULT_QUEUE_CAPACITY}
	 */
	public @Nullable Integer queueCapacity() {
		return this.values.queueCapacity;
	}

	/**
	 * Return what happens when as many messages wait as may.
	 * @return the policy; {@code null} if not set, which stands for
	 * {@link Receiver.Overflow#BACKPRESSURE}
	 */
	public Receiver.@Nullable Overflow overflow() {
		return this.values.overflow;
	}

	/**
	 * Return whether the listener starts with its registry.
	 * @return {@code null} if not set, which stands for {@code true}
	 */
	public @Nullable Boolean autoStartup() {
		return this.values.autoStartup;
	}

	/**
	 * Return what deals with messages that could not be handled.
	 * @return the error handler, or {@code null} if not set
	 */
	public @Nullable MqttListenerErrorHandler errorHandler() {
		return this.values.errorHandler;
	}

	/**
	 * Return whether and when a message that could not be handled is tried again.
	 * @return the policy, made of {@link MqttListenerRetry} if that was set instead;
	 * {@code null} if neither is, which stands for two retries, at once
	 */
	public @Nullable RetryPolicy retryPolicy() {
		if (this.values.retryPolicy != null) {
			return this.values.retryPolicy;
		}
		return (this.values.retry != null) ? this.values.retry.policy() : null;
	}

	/**
	 * Return where messages go that could not be handled.
	 * @return the topic, in which {@code {topic}} stands for the topic of the message;
	 * empty for nowhere; {@code null} if not set, which stands for nowhere
	 */
	public @Nullable String deadLetterTopic() {
		return this.values.deadLetterTopic;
	}

	/**
	 * Return how long a payload may be to be handed to the listener.
	 * @return the size in bytes, 0 for no limit; {@code null} if not set, which stands
	 * for no limit
	 */
	public @Nullable Integer maxPayloadSize() {
		return this.values.maxPayloadSize;
	}

	/**
	 * Return how many messages a batch has at most.
	 * @return 1 or more; {@code null} if not set, which stands for
	 * {@value MqttListenerOptionsBuilder#DEFAULT_BATCH_SIZE}
	 */
	public @Nullable Integer batchSize() {
		return this.values.batchSize;
	}

	/**
	 * Return how long the first message of a batch waits for further ones.
	 * @return more than zero; {@code null} if not set, which stands for 1 second
	 */
	public @Nullable Duration batchTimeout() {
		return this.values.batchTimeout;
	}

	/**
	 * Return how long a call of the listener takes that is logged with what it is at.
	 * @return zero for none; {@code null} if not set, which stands for 30 seconds
	 */
	public @Nullable Duration slowAfter() {
		return this.values.slowAfter;
	}

	/**
	 * Return whether stopping the listener alone ends its subscriptions.
	 * @return {@code null} if not set, which stands for {@code true} unless the client
	 * has a persistent session
	 */
	public @Nullable Boolean unsubscribeOnStop() {
		return this.values.unsubscribeOnStop;
	}

	/**
	 * Return what runs the listener.
	 * @return the executor; {@code null} if not set, which stands for that of the
	 * {@link MqttListenerContainerFactory}
	 */
	public @Nullable Executor executor() {
		return this.values.executor;
	}

}
