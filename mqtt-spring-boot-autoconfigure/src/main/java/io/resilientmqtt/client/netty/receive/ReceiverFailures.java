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

package io.resilientmqtt.client.netty.receive;

import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a receiver throws, which whoever may publish may be able to cause: the first
 * at once, then one an interval. Used by the thread that runs the receiver.
 */
final class ReceiverFailures {

	private static final Logger logger = LoggerFactory.getLogger(Inbox.class);

	private final String receiver;

	private final LogLimit limit = new LogLimit();

	/**
	 * Create the log of a receiver.
	 * @param receiver its name
	 */
	ReceiverFailures(String receiver) {
		this.receiver = receiver;
	}

	/**
	 * The receiver has thrown.
	 * @param message what it was called with
	 * @param failure what it has thrown
	 */
	void report(MqttMessage message, Throwable failure) {
		String more = this.limit.next();
		if (more != null) {
			logger.error("Receiver '{}' failed on a message of topic '{}'{}", this.receiver,
					Printable.of(message.topic()), more, failure);
		}
		else {
			logger.debug("Receiver '{}' failed on another message", this.receiver, failure);
		}
	}

}
