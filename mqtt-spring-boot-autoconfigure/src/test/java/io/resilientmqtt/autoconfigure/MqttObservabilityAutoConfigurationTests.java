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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttPublishInterceptor;
import io.resilientmqtt.messaging.MqttTemplate;
import io.resilientmqtt.observation.MqttListenerMetrics;
import io.resilientmqtt.observation.ObservedListeners;
import io.resilientmqtt.observation.ObservedPublications;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttMetricsAutoConfiguration} and
 * {@link MqttObservationAutoConfiguration}.
 */
class MqttObservabilityAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class,
				MqttMetricsAutoConfiguration.class, MqttObservationAutoConfiguration.class,
				MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withUserConfiguration(Listening.class);

	@Test
	void metersOfEachClientAreTaggedByTheNameOfItsBean() {
		this.runner
			.withBean("cloud", FakeMqttClient.class, FakeMqttClient::new,
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean("fake", FakeMqttClient.class).up();
				assertThat(registry.get("mqtt.connection.state")
					.tags("client", "fake", "state", "connected")
					.gauge()
					.value()).isOne();
				assertThat(registry.get("mqtt.connection.state")
					.tags("client", "cloud", "state", "connected")
					.gauge()
					.value()).isZero();
			});
	}

	@Test
	void listenersAreTimed() {
		this.runner.run((context) -> {
			context.getBean(FakeMqttClient.class).deliver("sensors/1", "21.5");
			assertThat(context.getBean(MeterRegistry.class)
				.get("mqtt.listener.handling")
				.tags("client", "fake", "listener", "readings", "outcome", "success")
				.timer()
				.count()).isOne();
		});
	}

	@Test
	void withoutMetersAndObservationTheListenerIsCalledDirectly() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class,
					MqttMetricsAutoConfiguration.class, MqttObservationAutoConfiguration.class))
			.withUserConfiguration(Listening.class)
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(MqttListenerMetrics.class)
					.doesNotHaveBean(ObservedListeners.class)
					.doesNotHaveBean(MqttPublishInterceptor.class);
				assertThat(context.getBean(MqttListenerEndpointRegistry.class)
					.getListenerContainer("readings")
					.getEndpoint()
					.listener()
					.getClass()
					.getPackageName()).isEqualTo("io.resilientmqtt.listener.adapter");
			});
	}

	@Test
	void metersCanBeTurnedOff() {
		this.runner.withPropertyValues("management.metrics.enable.mqtt=false")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("mqtt.received").functionCounter())
				.isNull());
	}

	@Test
	void nothingIsObservedUnlessAskedFor() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ObservationRegistry.class)
			.doesNotHaveBean(ObservedListeners.class)
			.doesNotHaveBean(MqttPublishInterceptor.class));
	}

	@Test
	void templateAndListenersAreObservedWhereAskedFor() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		this.runner.withBean(TestObservationRegistry.class, () -> observations)
			.withPropertyValues("mqtt.template.observation-enabled=true", "mqtt.listener.observation-enabled=true")
			.run((context) -> {
				assertThat(context).hasSingleBean(ObservedListeners.class).hasSingleBean(ObservedPublications.class);
				context.getBean(MqttTemplate.class).send("sensors/1", "21.5");
				context.getBean(FakeMqttClient.class).deliver("sensors/1", "21.5");
				TestObservationRegistryAssert.assertThat(observations)
					.hasObservationWithNameEqualTo("mqtt.template")
					.that()
					.hasLowCardinalityKeyValue("mqtt.client", "fake")
					.hasBeenStopped();
				TestObservationRegistryAssert.assertThat(observations)
					.hasObservationWithNameEqualTo("mqtt.listener")
					.that()
					.hasLowCardinalityKeyValue("mqtt.listener", "readings")
					.hasBeenStopped();
			});
	}

	@Test
	void interceptorsOfTheApplicationGoBeforeTheObservation() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		this.runner.withBean(TestObservationRegistry.class, () -> observations)
			.withBean("signing", MqttPublishInterceptor.class,
					() -> (message, client) -> client.publish(message.mutate().payload("signed").build()))
			.withBean("stamping", MqttPublishInterceptor.class,
					() -> (message, client) -> client.publish(message.mutate().retain(true).build()))
			.withPropertyValues("mqtt.template.observation-enabled=true")
			.run((context) -> {
				context.getBean(MqttTemplate.class).send("sensors/1", "21.5");
				assertThat(context.getBean(FakeMqttClient.class).published()).singleElement().satisfies((message) -> {
					assertThat(message.payloadAsString()).isEqualTo("signed");
					assertThat(message.retain()).isTrue();
				});
				TestObservationRegistryAssert.assertThat(observations)
					.hasObservationWithNameEqualTo("mqtt.template")
					.that()
					.hasLowCardinalityKeyValue("mqtt.client", "fake")
					.hasBeenStopped();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		FakeMqttClient fake() {
			return new FakeMqttClient();
		}

		@Bean
		Readings readings() {
			return new Readings();
		}

	}

	static class Readings {

		@MqttListener(id = "readings", topics = "sensors/+")
		void reading(MqttMessage message) {
			assertThat(message.payloadAsString()).isEqualTo("21.5");
		}

	}

}
