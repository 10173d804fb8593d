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

import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bean gives the credentials.
 */
class CredentialsProviderBeanTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(FakeMqttClient.class)
		.withPropertyValues("mqtt.username=properties", "mqtt.password=properties");

	@Test
	void theBeanTakesThePlaceOfTheProperties() {
		MqttCredentialsProvider provider = (server) -> Credentials.of("user", "token");
		this.runner.withBean(MqttCredentialsProvider.class, () -> provider)
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).credentials()).isSameAs(provider));
	}

	@Test
	void withoutOneThePropertiesCount() {
		this.runner
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).credentials()).isInstanceOfSatisfying(
					Credentials.class, (credentials) -> assertThat(credentials.username()).isEqualTo("properties")));
	}

}
