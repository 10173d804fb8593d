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
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.observation.MqttClientMetrics;
import io.resilientmqtt.observation.MqttListenerMetrics;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the meters of MQTT clients and
 * their listeners.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MeterBinder.class })
@ConditionalOnMqttClient
@ConditionalOnBean(MeterRegistry.class)
public final class MqttMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "mqttClientMetrics")
	MeterBinder mqttClientMetrics(ConfigurableListableBeanFactory beanFactory) {
		return (registry) -> new MqttClientNames(beanFactory).clients()
			.forEach((name, client) -> new MqttClientMetrics(client, name).bindTo(registry));
	}

	@Bean
	@ConditionalOnMissingBean
	@Order(0) // inside the observation, so that the timer sees the span
	MqttListenerMetrics resilientMqttListenerMetrics(MeterRegistry registry,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<MqttListenerEndpointRegistry> registries) {
		return new MqttListenerMetrics(registry, new MqttClientNames(beanFactory),
				() -> registries.orderedStream().toList());
	}

}
