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

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code coming-from-hivemq-client.adoc} shows of the application afterwards.
 */
class HiveMqPageTests {

	@Test
	void theConverterPublishesWhatItReturns() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withBean(FakeMqttClient.class)
			.withBean(Converter.class)
			.run((context) -> {
				FakeMqttClient client = context.getBean(FakeMqttClient.class);
				client.deliver("sensors/palms/celsius", "20");
				assertThat(client.published()).singleElement().satisfies((message) -> {
					assertThat(message.topic()).isEqualTo("fahrenheit");
					assertThat(message.payloadAsString()).isEqualTo("68.0");
				});
			});
	}

	@Component
	static class Converter {

		@MqttListener(topics = "sensors/+/celsius")
		@SendTo("fahrenheit")
		String toFahrenheit(double celsius) {
			return String.valueOf(celsius * 9 / 5 + 32);
		}

	}

}
