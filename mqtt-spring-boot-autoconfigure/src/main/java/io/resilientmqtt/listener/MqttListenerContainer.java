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

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.resilientmqtt.client.Acknowledgement;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one listener: it takes the listener's messages from the client, hands them over
 * and acknowledges them when they have been handled. What the listener throws is logged
 * and goes no further. Of a listener whose work goes on after its method has returned, at
 * most as many messages are unfinished as may wait; then its thread waits for one of
 * them.
 * <p>
 * Started and stopped by one thread at a time; messages are handled on the listener's
 * executor.
 */
public final class MqttListenerContainer {

	private static final Logger logger = LoggerFactory.getLogger(MqttListenerContainer.class);

	private final MqttListenerEndpoint endpoint;

	private final MqttClient client;

	private final Predicate<MqttMessage> concerned;

	private final int queueCapacity;

	private final Receiver.Overflow overflow;

	private final @Nullable Executor executor;

	private volatile @Nullable Running running;

	/**
	 * Keeps messages from being acknowledged unhandled while the container is stopped.
	 */
	private @Nullable Registration stopped;

	/**
	 * Create a container.
	 * @param endpoint the listener
	 * @param client the client that receives the messages
	 * @param concerned tells the messages delivered for the listener from those with the
	 * same topics for others alone
	 * @param options how the listener is run, defaults included
	 * @param executor runs the listener, or {@code null} for the client's own threads
	 */
	MqttListenerContainer(MqttListenerEndpoint endpoint, MqttClient client, Predicate<MqttMessage> concerned,
			MqttListenerOptions options, @Nullable Executor executor) {
		this.endpoint = endpoint;
		this.client = client;
		this.concerned = concerned;
		this.queueCapacity = Objects.requireNonNullElse(options.queueCapacity(), Receiver.DEFAULT_QUEUE_CAPACITY);
		this.overflow = Objects.requireNonNullElse(options.overflow(), Receiver.Overflow.BACKPRESSURE);
		this.executor = executor;
	}

	/**
	 * Return the listener that runs here.
	 * @return the endpoint
	 */
	public MqttListenerEndpoint getEndpoint() {
		return this.endpoint;
	}

	/**
	 * Return whether messages are being taken.
	 * @return {@code true} between start and stop
	 */
	public boolean isRunning() {
		return this.running != null;
	}

	void start() {
		if (this.running == null) {
			if (this.stopped != null) {
				this.stopped.close();
				this.stopped = null;
			}
			// A share name is a matter of the subscription, the topics don't have it
			Set<TopicFilter> filters = this.endpoint.topics()
				.stream()
				.map((topic) -> TopicFilter.of(topic.filter().levels()))
				.collect(Collectors.toSet());
			RunningCalls calls = new RunningCalls();
			Semaphore unfinished = new Semaphore(this.queueCapacity);
			Registration registration = this.client.addReceiver(new Receiver(this.endpoint.id(), filters,
					(message, acknowledgement) -> receive(message, acknowledgement, calls, unfinished),
					this.queueCapacity, this.overflow, this.executor));
			this.running = new Running(registration, calls);
		}
	}

	/**
	 * Take no further message. What comes now is left to the broker.
	 * @return complete when the messages being handled have been
	 */
	CompletableFuture<Void> stop() {
		Running stopped = this.running;
		if (stopped == null) {
			return CompletableFuture.completedFuture(null);
		}
		this.running = null;
		this.stopped = stopped.registration();
		stopped.registration().suspend();
		return stopped.calls().close();
	}

	private void receive(MqttMessage message, Acknowledgement acknowledgement, RunningCalls calls,
			Semaphore unfinished) {
		if (!calls.begin()) {
			acknowledgement.abandon();
			return;
		}
		CompletionStage<?> handled = this.concerned.test(message) ? handle(message) : null;
		if (handled == null) {
			acknowledgement.acknowledge();
			calls.end();
			return;
		}
		handled.whenComplete((value, failure) -> {
			if (failure != null) {
				failed(message, (failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure);
			}
			acknowledgement.acknowledge();
			unfinished.release();
			calls.end();
		});
		awaitRoom(unfinished);
	}

	private @Nullable CompletionStage<?> handle(MqttMessage message) {
		try {
			return this.endpoint.listener().handle(message);
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			failed(message, ex);
			return null;
		}
	}

	private void failed(MqttMessage message, Throwable failure) {
		logger.error("Listener '{}' failed on a message of topic '{}'", this.endpoint.id(), message.topic(), failure);
	}

	/**
	 * Hand over no further message while as many are unfinished as may wait: what goes on
	 * in the background has to have a bound too.
	 * @param unfinished has a permit for each that may be
	 */
	private static void awaitRoom(Semaphore unfinished) {
		try {
			unfinished.acquire();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private record Running(Registration registration, RunningCalls calls) {

	}

}
