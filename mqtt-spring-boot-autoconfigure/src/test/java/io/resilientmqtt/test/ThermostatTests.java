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

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of an application without a broker, as the page on testing shows it.
 */
@SpringBootTest(classes = Thermostat.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@Import(MqttTestClientFactory.class)
class ThermostatTests {

	@Autowired
	private MqttClient client;

	@AfterEach
	void reset() {
		MqttTestClient.of(this.client).reset();
	}

	@Test
	void heatsAColdRoom() throws Exception {
		MqttTestClient mqtt = MqttTestClient.of(this.client);
		MqttTestDelivery delivery = mqtt.deliver("sensors/kitchen/temperature", "{\"celsius\":17.5}")
			.get(60, TimeUnit.SECONDS);
		assertThat(delivery.outcome()).isEqualTo(MqttTestDelivery.Outcome.ACKNOWLEDGED);
		MqttMessage command = mqtt.published().get(0);
		assertThat(command.topic()).isEqualTo("heating/kitchen");
		assertThat(command.payloadAsString()).isEqualTo("on");
	}

	@Test
	void startsEveryTestWithNothingPublished() throws Exception {
		MqttTestClient mqtt = MqttTestClient.of(this.client);
		mqtt.deliver("sensors/kitchen/temperature", "{\"celsius\":20}").get(60, TimeUnit.SECONDS);
		assertThat(mqtt.published()).singleElement()
			.satisfies((command) -> assertThat(command.payloadAsString()).isEqualTo("off"));
	}

}
