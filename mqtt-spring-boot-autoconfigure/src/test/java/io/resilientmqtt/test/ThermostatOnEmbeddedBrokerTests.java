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

package io.resilientmqtt.test;

import java.util.concurrent.TimeUnit;

import io.resilientmqtt.messaging.MqttTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of an application on the embedded broker, as the page on testing shows it.
 */
@SpringBootTest(classes = Thermostat.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "mqtt.embedded.enabled=true", "mqtt.fail-fast=true" })
class ThermostatOnEmbeddedBrokerTests {

	@Autowired
	private MqttTemplate mqtt;

	@Autowired
	private Thermostat thermostat;

	@Test
	void takesReadingsFromTheBroker() throws Exception {
		this.mqtt.send("sensors/kitchen/temperature", new Thermostat.Reading(17.5)).get(60, TimeUnit.SECONDS);
		assertThat(this.thermostat.readings.poll(60, TimeUnit.SECONDS)).isEqualTo("kitchen 17.5");
	}

}
