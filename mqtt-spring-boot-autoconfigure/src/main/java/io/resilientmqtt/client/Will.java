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
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * The message the broker publishes when the connection ends without a DISCONNECT, and its
 * opposite. With a birth message the client tells that it is there, and whoever listens
 * can rely on the other one to come: before an ordinary DISCONNECT the client publishes
 * it itself.
 *
 * @param message topic, payload, QoS, RETAIN flag and, under MQTT 5, properties
 * @param delayInterval how long the broker waits first (MQTT 5); parts of a second are
 * dropped
 * @param birth what the client publishes on each connection before it is announced up, or
 * {@code null}
 */
public record Will(MqttMessage message, Duration delayInterval, @Nullable MqttMessage birth) {

	public Will {
		Objects.requireNonNull(message, "'message' must not be null");
		Objects.requireNonNull(delayInterval, "'delayInterval' must not be null");
		if (delayInterval.isNegative() || delayInterval.toSeconds() > 0xFFFF_FFFFL) {
			throw new InvalidOptionException("will.delay-interval", delayInterval, "use 0 to 4294967295 seconds");
		}
		delayInterval = delayInterval.truncatedTo(ChronoUnit.SECONDS);
		if (message.payloadSize() > 65535) {
			throw new InvalidOptionException("will.payload", message.payloadSize() + " bytes",
					"a will payload has at most 65535 bytes");
		}
	}

	/**
	 * Create a will without a birth message.
	 * @param message topic, payload, QoS, RETAIN flag and, under MQTT 5, properties
	 * @param delayInterval how long the broker waits first (MQTT 5), in whole seconds
	 */
	public Will(MqttMessage message, Duration delayInterval) {
		this(message, delayInterval, null);
	}

}
