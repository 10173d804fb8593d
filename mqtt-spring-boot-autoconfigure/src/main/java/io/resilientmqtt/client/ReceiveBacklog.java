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

import org.jspecify.annotations.Nullable;

/**
 * How many of the messages received wait to be acknowledged, and whether more can come. A
 * broker sends no more while as many are unacknowledged as it allows: under MQTT 5 no
 * more than the client's Receive Maximum [MQTT-3.3.4-9], and maybe fewer. What it allows
 * a client that has stated none, and any client under MQTT 3.1.1, only the broker knows:
 * a Mosquitto of default configuration stops at 20.
 *
 * @param unacknowledged QoS 1 and 2 messages received on the present connection and not
 * acknowledged
 * @param maximum how many there may be, 1 to 65534: the Receive Maximum the client has
 * stated; {@code null} if it has stated none (MQTT 3.1.1, or the default of
 * {@code mqtt.v5.receive-maximum}) or is not connected
 * @param blocked for how long nothing may have come: as many are unacknowledged as there
 * may be (any, if {@code maximum} is {@code null}) and none has been acknowledged, or a
 * receiver has no room and nothing is read; zero if messages can come
 */
public record ReceiveBacklog(int unacknowledged, @Nullable Integer maximum, Duration blocked) {

	/**
	 * That of a client without a connection.
	 */
	public static final ReceiveBacklog NONE = new ReceiveBacklog(0, null, Duration.ZERO);

}
