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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.resilientmqtt.client.PublishOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * The buffer of outgoing messages.
 *
 * @param maxPending How many messages may wait to be sent and acknowledged, 1 to 4000000.
 * @param maxPendingBytes How much payload may wait to be sent and acknowledged.
 * @param overflow What happens when the buffer is full.
 * @param maxBlock How long a publisher is blocked at most while the buffer is full. If a
 * duration suffix is not specified, seconds will be used.
 * @param expiry How long a message may wait to be sent. Not limited by default. If a
 * duration suffix is not specified, seconds will be used.
 * @param maxInFlight How many QoS 1 and 2 messages may be unacknowledged, 1 to 65535.
 * @param maxInFlightQos2 How many QoS 2 messages may be under way at once, 1 to 65535,
 * with a server that states no Receive Maximum. Mosquitto drops what is above 20 and
 * under MQTT 3.1.1 can't say so.
 * @param maxLosses How many times the server may close the connection upon the same QoS 1
 * or 2 message or topic filter before that fails, 0 for any number.
 * @param acceptPubackForQos2 Whether a QoS 2 message counts as published that the server
 * acknowledges with PUBACK, as servers without QoS 2 do. It is delivered at least once
 * then. If not, it fails.
 */
public record MqttPublishProperties(@DefaultValue("65536") int maxPending,
		@DefaultValue("64MB") DataSize maxPendingBytes, @DefaultValue("block") PublishOptions.Overflow overflow,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration maxBlock,
		@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration expiry, @DefaultValue("1024") int maxInFlight,
		@DefaultValue("10") int maxInFlightQos2, @DefaultValue("3") int maxLosses,
		@DefaultValue("false") boolean acceptPubackForQos2) {

}
