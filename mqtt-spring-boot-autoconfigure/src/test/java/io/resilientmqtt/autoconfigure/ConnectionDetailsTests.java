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

import java.util.List;

import io.resilientmqtt.client.Credentials;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.testsupport.FakeMqttClient;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Details of a test server take the place of all that is meant for the one of production.
 */
class ConnectionDetailsTests {

	private static final MqttConnectionDetails TEST = new Details("test.example");

	private static final MqttCredentialsProvider TOKENS = Credentials.of("production", "token");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
		.withPropertyValues(production("mqtt."));

	private static String[] production(String prefix) {
		return new String[] { prefix + "server=production.example", prefix + "username=production",
				prefix + "password=secret", prefix + "ssl.bundle=production",
				prefix + "ssl.server-hostname=production.example", prefix + "proxy.host=proxy.example",
				prefix + "proxy.port=3128", prefix + "transport=websocket", prefix + "local-address=192.0.2.1" };
	}

	private static void assertIsTest(MqttClientOptions options) {
		assertThat(options.servers()).containsExactly(new ServerAddress("test.example", 1883));
		assertThat(options.tls()).isNull();
		assertThat(options.transport()).isEqualTo(TransportOptions.DEFAULT);
		assertThat(((Credentials) options.credentials()).username()).isEqualTo("tester");
		assertThat(options.v5().authenticator()).isNull();
	}

	@Test
	void theyTakeThePlaceOfAllOfTheConnection() {
		this.runner.withBean(MqttConnectionDetails.class, () -> TEST)
			.withBean("tokens", MqttCredentialsProvider.class, () -> TOKENS)
			.withBean("otherTokens", MqttCredentialsProvider.class, () -> TOKENS)
			.withBean(MqttAuthenticator.class, () -> mock(MqttAuthenticator.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertIsTest(context.getBean(MqttClientOptions.class));
			});
	}

	@Test
	void soTheyDoForANamedClient() {
		this.runner.withUserConfiguration(Cloud.class)
			.withPropertyValues("mqtt.ssl.enabled=false")
			.withPropertyValues(production("mqtt.clients.cloud."))
			.withBean(MqttConnectionDetails.class, () -> TEST)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertIsTest(context.getBean("cloud", FakeMqttClient.class).options());
			});
	}

	@Test
	void theyMayBringAProviderAndATransportOfTheirOwn() {
		TransportOptions webSocket = TransportOptions.DEFAULT.withType(TransportOptions.Type.WEBSOCKET);
		this.runner.withBean(MqttConnectionDetails.class, () -> new Details("test.example") {

			@Override
			public MqttCredentialsProvider getCredentialsProvider() {
				return TOKENS;
			}

			@Override
			public TransportOptions getTransport() {
				return webSocket;
			}

		}).run((context) -> {
			MqttClientOptions options = context.getBean(MqttClientOptions.class);
			assertThat(options.credentials()).isSameAs(TOKENS);
			assertThat(options.transport()).isEqualTo(webSocket);
		});
	}

	@Test
	void detailsWithoutAServerLeaveAllToTheProperties() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
			.withPropertyValues("mqtt.server=production.example", "mqtt.proxy.host=proxy.example",
					"mqtt.proxy.port=3128")
			.withBean(MqttConnectionDetails.class, () -> List::of)
			.withBean(MqttCredentialsProvider.class, () -> TOKENS)
			.run((context) -> {
				MqttClientOptions options = context.getBean(MqttClientOptions.class);
				assertThat(options.servers()).containsExactly(new ServerAddress("production.example", 0));
				assertThat(options.credentials()).isSameAs(TOKENS);
				assertThat(options.transport().proxy()).isNotNull();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.enabled=true", "mqtt.server=edge.example" })
	void detailsThatNameAClientAreForItAlone(String property) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withBean(MqttClientFactory.class, FakeMqttClientFactory::new)
			.withPropertyValues("mqtt.server=edge.example", property)
			.withPropertyValues("mqtt.clients.cloud.server=production.example")
			.withBean("details", MqttConnectionDetails.class, () -> new Details("test.example") {

				@Override
				public boolean isFor(String client) {
					return client.equals("cloud");
				}

			})
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertIsTest(context.getBean("cloud", FakeMqttClient.class).options());
				assertThat(((FakeMqttClient) context.getBean("mqttClient", MqttClient.class)).options().servers())
					.containsExactly(new ServerAddress("edge.example", 0));
			});
	}

	static class Details implements MqttConnectionDetails {

		private final String host;

		Details(String host) {
			this.host = host;
		}

		@Override
		public List<ServerAddress> getServers() {
			return List.of(new ServerAddress(this.host, 1883));
		}

		@Override
		public @Nullable String getUsername() {
			return "tester";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Cloud {

		@Bean(defaultCandidate = false)
		@Qualifier("cloud")
		MqttConnectionDetails cloudDetails() {
			return TEST;
		}

		@Bean(defaultCandidate = false)
		@Qualifier("cloud")
		MqttCredentialsProvider cloudTokens() {
			return TOKENS;
		}

		@Bean(defaultCandidate = false)
		@Qualifier("cloud")
		MqttAuthenticator cloudAuthenticator() {
			return mock(MqttAuthenticator.class);
		}

	}

}
