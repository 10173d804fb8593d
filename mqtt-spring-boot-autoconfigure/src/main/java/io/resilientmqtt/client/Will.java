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
import java.util.Objects;

import io.resilientmqtt.message.MqttMessage;

/**
 * The message the broker publishes when the connection ends without a DISCONNECT.
 *
 * @param message topic, payload, QoS, RETAIN flag and, under MQTT 5, properties
 * @param delayInterval how long the broker waits first (MQTT 5), in whole seconds
 */
public record Will(MqttMessage message, Duration delayInterval) {

	public Will {
		Objects.requireNonNull(message, "'message' must not be null");
		if (delayInterval.isNegative() || delayInterval.toSeconds() > 0xFFFF_FFFFL) {
			throw new InvalidOptionException("will.delay-interval", delayInterval, "use 0 to 4294967295 seconds");
		}
		if (message.payloadSize() > 65535) {
			throw new InvalidOptionException("will.payload", message.payloadSize() + " bytes",
					"a will payload has at most 65535 bytes");
		}
	}

}
