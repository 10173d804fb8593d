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

package io.resilientmqtt.reliability;

import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.client.MqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lines of several clients whose Client Identifiers are generated can be told apart.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientNamesInLogsTests extends ScriptedBrokerFixture {

	@Test
	void aClientOfSeveralIsNamed(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
			.withPropertyValues("mqtt.server=127.0.0.1", "mqtt.port=" + this.broker.port(),
					"mqtt.clients.site.server=127.0.0.1", "mqtt.clients.site.port=" + this.broker.port())
			.run((context) -> {
				eventually(() -> assertThat(context.getBeansOfType(MqttClient.class).values()).hasSize(2)
					.allMatch(MqttClient::isConnected));
				eventually(
						() -> assertThat(output).containsPattern("MQTT client 'site \\(mqtt[0-9a-f]+\\)' is connected")
							.containsPattern("MQTT client 'mqtt[0-9a-f]+' is connected"));
			});
		assertThat(output).containsPattern("MQTT client 'site \\(mqtt[0-9a-f]+\\)' is disconnected");
	}

}
