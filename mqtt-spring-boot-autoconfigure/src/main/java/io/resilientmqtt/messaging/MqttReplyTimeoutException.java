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

package io.resilientmqtt.messaging;

import java.time.Duration;

import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.Printable;

/**
 * No reply came in time. The message says what is known: whether the request was
 * published, and whether an outage may have cost the reply. A request that had not been
 * sent has been withdrawn; one that was sent may have been carried out.
 */
public class MqttReplyTimeoutException extends MqttReplyException {

	private final String topic;

	private final Duration timeout;

	private final boolean published;

	/**
	 * Create the exception.
	 * @param topic the topic of the request
	 * @param timeout how long a reply was waited for
	 * @param published whether the request was published
	 * @param reason what is known about the missing reply
	 */
	public MqttReplyTimeoutException(String topic, Duration timeout, boolean published, String reason) {
		super("No reply to the request on '" + Printable.of(topic) + "' within " + Durations.words(timeout) + ": "
				+ reason);
		this.topic = topic;
		this.timeout = timeout;
		this.published = published;
	}

	/**
	 * Return the topic of the request.
	 * @return the topic
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Return how long a reply was waited for.
	 * @return the timeout
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return whether the request was published: written for QoS 0, acknowledged by the
	 * broker for QoS 1 and 2.
	 * @return {@code false} if the broker may never have seen it
	 */
	public boolean published() {
		return this.published;
	}

}
