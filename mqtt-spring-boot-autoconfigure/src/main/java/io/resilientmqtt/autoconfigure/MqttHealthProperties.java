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

import io.resilientmqtt.message.Durations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * How the health of MQTT clients is judged.
 *
 * @param blockedAfter How long nothing may come because no received message is
 * acknowledged, until health is OUT_OF_SERVICE. 0 for never. If a duration suffix is not
 * specified, seconds will be used.
 */
@ConfigurationProperties("management.health.mqtt")
record MqttHealthProperties(@DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS) Duration blockedAfter) {

	MqttHealthProperties {
		if (blockedAfter.isNegative()) {
			throw new IllegalArgumentException("management.health.mqtt.blocked-after must not be negative but is "
					+ Durations.value(blockedAfter) + ": use 0 to leave it out of health");
		}
	}

}
