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

package io.resilientmqtt.documentation;

import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.test.MqttTestClient;
import io.resilientmqtt.test.MqttTestClientFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code testing.adoc} shows of a test that leaves out the rest of the application.
 */
@SpringBootTest(classes = { MqttAloneTests.Heating.class, MqttTestClientFactory.class })
@ImportAutoConfiguration({ MqttAutoConfiguration.class, SslAutoConfiguration.class,
		TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class })
class MqttAloneTests {

	@Autowired
	private MqttClient client;

	@Test
	void heatsAColdRoom() throws Exception {
		MqttTestClient mqtt = MqttTestClient.of(this.client);
		mqtt.deliver("sensors/kitchen/temperature", "17").get(60, TimeUnit.SECONDS);
		assertThat(mqtt.published()).singleElement()
			.satisfies((command) -> assertThat(command.payloadAsString()).isEqualTo("on"));
	}

	@Component
	static class Heating {

		@MqttListener(topics = "sensors/{room}/temperature")
		@SendTo("heating/{room}")
		String onTemperature(Integer celsius, @DestinationVariable String room) {
			return (celsius < 19) ? "on" : "off";
		}

	}

}
