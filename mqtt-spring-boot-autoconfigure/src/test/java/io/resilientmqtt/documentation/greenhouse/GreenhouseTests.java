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

import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application that the README and {@code getting-started.adoc} show.
 */
class GreenhouseTests {

	@Test
	void theGreenhouseOpensItsWindows() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
					JacksonAutoConfiguration.class))
			.withBean(FakeMqttClient.class)
			.withBean(Greenhouse.class)
			.run((context) -> {
				FakeMqttClient client = context.getBean(FakeMqttClient.class);
				client.deliver("sensors/palms/temperature", "{\"celsius\":29}");
				client.deliver("sensors/palms/temperature", "{\"celsius\":31}");
				assertThat(client.published()).singleElement().satisfies((message) -> {
					assertThat(message.topic()).isEqualTo("windows/palms");
					assertThat(message.payloadAsString()).isEqualTo("{\"name\":\"open\"}");
				});
			});
	}

}
