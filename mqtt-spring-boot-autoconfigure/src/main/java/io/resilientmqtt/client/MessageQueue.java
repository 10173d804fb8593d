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

import java.time.Duration;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * The client's queue of received messages, an alternative to callbacks (behaviour S22,
 * S23). It holds {@code mqtt.queue-length} messages; when one more comes, the oldest is
 * dropped and counted. A message is acknowledged when it is put into the queue. Every
 * message goes to exactly one reader; any number of threads may read.
 */
public interface MessageQueue {

	/**
	 * Wait for a message.
	 * @return the oldest message
	 * @throws InterruptedException if the thread is interrupted
	 * @throws MqttClosedException if the client is closed and the queue empty
	 */
	MqttMessage take() throws InterruptedException;

	/**
	 * Wait for a message for a while.
	 * @param timeout how long at most; zero does not wait
	 * @return the oldest message, or {@code null} if none came
	 * @throws InterruptedException if the thread is interrupted
	 */
	@Nullable MqttMessage poll(Duration timeout) throws InterruptedException;

	/**
	 * Return how many messages wait now.
	 * @return 0 to {@link #capacity()}
	 */
	int size();

	/**
	 * Return how many messages may wait.
	 * @return the capacity
	 */
	int capacity();

	/**
	 * Return how many messages were dropped since the client was made.
	 * @return the count
	 */
	long discards();

}
