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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a client has sent and received, of all kinds of packets, on all its connections.
 * Bytes are those of MQTT: TLS and transports have more.
 *
 * @param bytesReceived bytes received
 * @param bytesSent bytes handed to the network
 * @param packetsReceived packets received
 * @param packetsSent packets handed to the network
 * @param lastReceived when something was last received, or {@code null} if nothing was
 */
public record Traffic(long bytesReceived, long bytesSent, long packetsReceived, long packetsSent,
		@Nullable Instant lastReceived) {

	/**
	 * Nothing sent and nothing received.
	 */
	public static final Traffic NONE = new Traffic(0, 0, 0, 0, null);

}
