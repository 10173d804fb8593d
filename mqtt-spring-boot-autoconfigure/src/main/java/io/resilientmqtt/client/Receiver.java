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

package io.resilientmqtt.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;

import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Who receives which messages. A message that matches several filters of one receiver
 * reaches it once. Receiving does not subscribe: see
 * {@link MqttClient#subscribe(Subscription...)}.
 *
 * @param name what the receiver is called in logs
 * @param filters the filters to receive; a {@code $share/name/} in front does not matter,
 * for the topics of messages don't have it
 * @param receiver the code to call
 * @param queueCapacity how many messages may wait, 1 or more
 * @param overflow what happens when they are that many
 * @param executor runs the receiver, or {@code null} for the client's own; see
 * {@link RuntimeOptions#executor()}
 * @param keepAlive whether the Java virtual machine keeps running for it while the client
 * is {@linkplain ConnectionState#isActive() active}
 */
public record Receiver(String name, Set<TopicFilter> filters, MessageReceiver receiver, int queueCapacity,
		Overflow overflow, @Nullable Executor executor, boolean keepAlive) {

	/**
	 * Messages that may wait unless said otherwise.
	 */
	public static final int DEFAULT_QUEUE_CAPACITY = 1024;

	private static final ThreadLocal<Boolean> RECEIVING = new ThreadLocal<>();

	public Receiver {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(receiver, "'receiver' must not be null");
		Objects.requireNonNull(overflow, "'overflow' must not be null");
		filters = Set.copyOf(Arguments.list("filters", filters));
		if (filters.isEmpty()) {
			throw new IllegalArgumentException("receiver '" + name + "' has no topic filter; name at least one");
		}
		if (queueCapacity < 1) {
			throw new InvalidOptionException("listener.queue-capacity", queueCapacity, "use 1 or more");
		}
	}

	/**
	 * Create a receiver that the Java virtual machine keeps running for.
	 * @param name what the receiver is called in logs
	 * @param filters the filters to receive
	 * @param receiver the code to call
	 * @param queueCapacity how many messages may wait, 1 or more
	 * @param overflow what happens when they are that many
	 * @param executor runs the receiver, or {@code null} for the client's own
	 */
	public Receiver(String name, Set<TopicFilter> filters, MessageReceiver receiver, int queueCapacity,
			Overflow overflow, @Nullable Executor executor) {
		this(name, filters, receiver, queueCapacity, overflow, executor, true);
	}

	/**
	 * Create a receiver with the default capacity on the client's executor.
	 * @param name what it is called in logs
	 * @param filters the topic filters
	 * @param receiver the code to call
	 * @return the receiver
	 * @throws IllegalArgumentException if a filter is not valid
	 */
	public static Receiver of(String name, Collection<String> filters, MessageReceiver receiver) {
		Set<TopicFilter> parsed = new LinkedHashSet<>();
		Arguments.<String>list("filters", filters).forEach((filter) -> parsed.add(TopicFilter.of(filter)));
		return new Receiver(name, parsed, receiver, DEFAULT_QUEUE_CAPACITY, Overflow.BACKPRESSURE, null);
	}

	/**
	 * Return this receiver as one that the Java virtual machine does not keep running
	 * for.
	 * @return the receiver
	 */
	public Receiver inBackground() {
		return new Receiver(this.name, this.filters, this.receiver, this.queueCapacity, this.overflow, this.executor,
				false);
	}

	/**
	 * Return whether the calling thread is running a receiver, and so must not be blocked
	 * by a full buffer: what would empty it may be read only after the receiver returns.
	 * @return whether the calling thread is running a receiver
	 */
	public static boolean isReceiving() {
		return RECEIVING.get() != null;
	}

	/**
	 * Run code that handles what a receiver has passed on to the calling thread, so that
	 * publishing does not block it.
	 * @param task the code
	 */
	public static void runReceiving(Runnable task) {
		Objects.requireNonNull(task, "'task' must not be null");
		boolean outermost = !isReceiving();
		RECEIVING.set(Boolean.TRUE);
		try {
			task.run();
		}
		finally {
			if (outermost) {
				RECEIVING.remove();
			}
		}
	}

	/**
	 * What happens when as many messages wait as may.
	 */
	public enum Overflow {

		/**
		 * Reading from the connection pauses until the receiver has caught up, so that
		 * the broker holds back what follows; no message is lost. With MQTT 5 and a
		 * {@linkplain Mqtt5Options#receiveMaximum() Receive Maximum} below the capacity
		 * the broker waits for acknowledgements instead, and reading goes on.
		 */
		BACKPRESSURE,

		/**
		 * The message that has waited longest is discarded and acknowledged.
		 */
		DROP_OLDEST,

		/**
		 * The message that has just come is discarded and acknowledged.
		 */
		DROP_NEWEST

	}

}
