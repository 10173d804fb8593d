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

package io.resilientmqtt.client.netty;

import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.message.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes that another client may have the same Client Identifier: a broker ends the
 * connection of the older one [MQTT-3.1.4-2], which under MQTT 3.1.1 it does without a
 * word, and the two take it from each other for ever. On the event loop.
 */
final class TakeoverDetector {

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.connection");

	/** A link that lasts longer has no rival: that one waits no longer to come back. */
	private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(60);

	/** How many short links in a row are no accident. */
	private static final int TIMES = 3;

	private final String clientId;

	private final boolean generated;

	private int times;

	/**
	 * Create for a client.
	 * @param clientId its Client Identifier
	 * @param generated whether it was generated, so that nobody else has it
	 */
	TakeoverDetector(String clientId, boolean generated) {
		this.clientId = clientId;
		this.generated = generated;
	}

	/**
	 * A link has ended, and not for an attempt of the client itself.
	 * @param cause why
	 * @param age how long it was up, in nanoseconds
	 */
	void ended(ConnectionCause cause, long age) {
		if (age >= SHORT_NANOS) {
			this.times = 0;
		}
		else if (Causes.isClosed(cause) && ++this.times == TIMES && !this.generated) {
			logger
				.warn("The broker has closed the connection of MQTT client '{}' {} times in a row soon after it had accepted "
						+ "it, and gave no reason. It does so if another client connects with the same mqtt.client-id: "
						+ "see whether another application, or another instance of this one, has it, and give each "
						+ "its own", Printable.of(this.clientId), TIMES);
		}
	}

}
