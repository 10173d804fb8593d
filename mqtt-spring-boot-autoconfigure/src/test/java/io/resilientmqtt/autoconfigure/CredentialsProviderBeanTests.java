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
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

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
	void twoProvidersAreAnErrorThatNamesThem() {
		this.runner.withBean("vault", MqttCredentialsProvider.class, () -> (server) -> Credentials.of("user", "token"))
			.withBean("file", MqttCredentialsProvider.class, () -> (server) -> Credentials.of("user", "token"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContainingAll(MqttCredentialsProvider.class.getName(), "vault", "file"));
	}

	@Test
	void aPrimaryOneOfTwoIsUsed() {
		MqttCredentialsProvider primary = (server) -> Credentials.of("user", "token");
		this.runner.withBean("vault", MqttCredentialsProvider.class, () -> primary, (bean) -> bean.setPrimary(true))
			.withBean("file", MqttCredentialsProvider.class, () -> (server) -> Credentials.of("user", "other"))
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).credentials()).isSameAs(primary));
	}

	@Test
	void twoAuthenticatorsAreAnErrorThatNamesThem() {
		this.runner.withPropertyValues("mqtt.protocol-version=5")
			.withBean("scram", MqttAuthenticator.class, () -> mock(MqttAuthenticator.class))
			.withBean("kerberos", MqttAuthenticator.class, () -> mock(MqttAuthenticator.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContainingAll(MqttAuthenticator.class.getName(), "scram", "kerberos"));
	}

	@Test
	void withoutOneThePropertiesCount() {
		this.runner
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).credentials()).isInstanceOfSatisfying(
					Credentials.class, (credentials) -> assertThat(credentials.username()).isEqualTo("properties")));
	}

}
