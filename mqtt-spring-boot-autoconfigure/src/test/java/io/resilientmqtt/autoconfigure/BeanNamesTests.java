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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.messaging.MqttOperations;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.testsupport.FakeMqttClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Beans of the application that have the names of ours, and conditions on its beans.
 */
class BeanNamesTests {

	private final ApplicationContextRunner withoutSsl = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class,
				MqttHealthContributorAutoConfiguration.class, MqttIntegrationAutoConfiguration.class,
				MqttActuatorAutoConfiguration.class, MqttSanitizingAutoConfiguration.class,
				MqttMetricsAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean("fakes", MqttClientFactory.class, FakeMqttClientFactory::new)
		.withBean("meters", MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	private final ApplicationContextRunner runner = this.withoutSsl
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "mqttClientFactory", "mqttClient", "mqttTemplate", "mqttClientOptions",
			"mqttConnectionDetails", "mqttConnectLifecycle", "mqttClientShutdown", "mqttMessageConverters",
			"mqttListenerEndpointRegistry", "mqttListenerMethodFactory", "mqttListenerRegistries", "mqttClientManager",
			"mqttEndpoint", "mqttInfoContributor", "mqttSslBundleReload", "mqttListenerAnnotationBeanPostProcessor",
			"mqttListenerLazyInitializationExcludeFilter", "mqttSanitizingFunction", "mqttListenerContainerFactory",
			"mqttListenerContainerFactoryConfigurer", "mqttHealthContributor", "mqttClientMetrics",
			"mqttListenerMetrics", "jacksonJsonMqttMessageConverter", "jacksonCborMqttMessageConverter", "mqttBirth",
			"mqttQueue" })
	void aBeanOfAnotherTypeMayHaveTheName(String name) {
		this.runner.withBean(name, StringBuilder.class, StringBuilder::new).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(name)).isInstanceOf(StringBuilder.class);
			assertThat(context).hasSingleBean(MqttClient.class)
				.hasSingleBean(MqttTemplate.class)
				.hasSingleBean(MqttListenerEndpointRegistry.class)
				.hasSingleBean(ResilientMqttClientManager.class);
		});
	}

	@Test
	void aBeanMethodOfAnotherTypeMayHaveTheNames() {
		this.runner.withUserConfiguration(Taken.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MqttClient.class)
				.hasBean("resilientMqttClient"));
	}

	@Test
	void listenersHaveWhatIsConfiguredWhereABeanOfAnotherTypeHasTheNameOfTheirFactory() {
		this.runner.withBean("mqttListenerContainerFactory", StringBuilder.class, StringBuilder::new)
			.withBean("listener", Listener.class, Listener::new)
			.withPropertyValues("mqtt.listener.auto-startup=false")
			.run((context) -> assertThat(
					context.getBean(MqttListenerEndpointRegistry.class).getListenerContainer("test").isAutoStartup())
				.isFalse());
	}

	@Test
	void theClientHasItsNameWhereItIsFree() {
		this.runner.run((context) -> {
			assertThat(context.getBeanNamesForType(MqttClient.class)).containsExactly("mqttClient");
			assertThat(context.getBeanNamesForType(MqttTemplate.class)).containsExactly("mqttTemplate");
		});
	}

	@Test
	void aClientOfTheApplicationIsTheOnlyOneWhateverItsName() {
		this.runner.withBean("own", MqttClient.class, () -> mock(MqttClient.class)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanNamesForType(MqttClient.class)).containsExactly("own");
		});
	}

	@Test
	void aTemplateInterfaceOfTheApplicationTakesThePlaceOfTheTemplate() {
		this.runner.withBean("own", MqttOperations.class, () -> mock(MqttOperations.class))
			.withBean(Collaborator.class)
			.run((context) -> assertThat(context.getBean(Collaborator.class).operations)
				.isSameAs(context.getBean("own")));
	}

	@Test
	void collaboratorsInjectTheInterface() {
		this.runner.withBean(Collaborator.class)
			.run((context) -> assertThat(context.getBean(Collaborator.class).operations)
				.isSameAs(context.getBean(MqttTemplate.class)));
	}

	@Test
	void withoutSslAutoConfigurationAnApplicationWithoutTlsStarts() {
		this.withoutSsl.withPropertyValues("mqtt.server=edge.example", "mqtt.clients.cloud.server=cloud.example")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(List.of(context.getBeanNamesForType(MqttClient.class))).containsExactlyInAnyOrder("cloud",
						"mqttClient");
			});
	}

	@Test
	void withoutSslAutoConfigurationTheSystemsTrustStillWorks() {
		this.withoutSsl.withPropertyValues("mqtt.ssl.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt.ssl.bundle", "mqtt.clients.cloud.ssl.bundle" })
	void withoutSslAutoConfigurationABundleIsRefusedByName(String property) {
		this.withoutSsl
			.withPropertyValues("mqtt.server=edge.example", "mqtt.clients.cloud.server=cloud.example",
					property + "=production")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidOptionException.class)
				.hasMessageContaining(property.substring("mqtt.".length()))
				.hasMessageContaining("SslAutoConfiguration"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Taken {

		@Bean
		StringBuilder mqttClient() {
			return new StringBuilder("of another library");
		}

		@Bean
		StringBuilder mqttClientFactory() {
			return new StringBuilder("of another library");
		}

	}

	static class Listener {

		@MqttListener(id = "test", topics = "a")
		void on(String payload) {
		}

	}

	record Collaborator(MqttOperations operations) {

	}

}
