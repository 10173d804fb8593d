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

import io.resilientmqtt.autoconfigure.MqttAutoConfiguration;
import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.ScramSha256Authenticator;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code security.adoc} and {@code mqtt5.adoc} show of credentials.
 */
class SecurityPageTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@Test
	void eachAttemptHasTheTokenOfItsTime() {
		this.runner.withUserConfiguration(Tokens.class).run((context) -> {
			MqttCredentialsProvider provider = context.getBean(MqttClientOptions.class).credentials();
			assertThat(provider).isNotNull();
			ServerAddress server = new ServerAddress("broker.example", 8883);
			assertThat(provider.credentials(server)).usingRecursiveComparison()
				.isEqualTo(Credentials.of("device-1", "token 1"));
			assertThat(provider.credentials(server)).usingRecursiveComparison()
				.isEqualTo(Credentials.of("device-1", "token 2"));
		});
	}

	@Test
	void anAuthenticator() {
		this.runner.withUserConfiguration(Authentication.class)
			.withPropertyValues("mqtt.protocol-version=5", "broker.user=me", "broker.password=s3cret")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).v5().authenticator())
				.isInstanceOf(ScramSha256Authenticator.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		@Bean
		TokenService tokens() {
			return new TokenService();
		}

		@Bean
		MqttCredentialsProvider mqttCredentialsProvider(TokenService tokens) {
			return (server) -> Credentials.of("device-1", tokens.currentToken());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Authentication {

		@Bean
		MqttAuthenticator mqttAuthenticator(@Value("${broker.user}") String user,
				@Value("${broker.password}") String password) {
			return new ScramSha256Authenticator(user, password.toCharArray());
		}

	}

	static class TokenService {

		private int number;

		String currentToken() {
			this.number++;
			return "token " + this.number;
		}

	}

}
