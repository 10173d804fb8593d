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

package io.resilientmqtt.documentation.greenhouse;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;

/**
 * What the README and {@code getting-started.adoc} show.
 */
@Component
class Greenhouse {

	private final MqttTemplate mqtt;

	Greenhouse(MqttTemplate mqtt) {
		this.mqtt = mqtt;
	}

	@MqttListener(topics = "sensors/{room}/temperature")
	void onTemperature(Reading reading, @DestinationVariable String room) {
		if (reading.celsius() > 30) {
			this.mqtt.send("windows/" + room, new Command("open"));
		}
	}

	record Reading(double celsius) {

	}

	record Command(String name) {

	}

}
