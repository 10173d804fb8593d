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

import io.micrometer.observation.ObservationRegistry;
import io.resilientmqtt.observation.MqttListenerObservationConvention;
import io.resilientmqtt.observation.MqttTemplateObservationConvention;
import io.resilientmqtt.observation.ObservedListeners;
import io.resilientmqtt.observation.ObservedPublications;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the observation of what templates
 * publish and listeners handle, each where it is asked for.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnMqttClient
@ConditionalOnBean(ObservationRegistry.class)
public final class MqttObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("mqtt.template.observation-enabled")
	ObservedPublications resilientMqttObservedPublications(ObservationRegistry registry,
			ObjectProvider<MqttTemplateObservationConvention> convention, ConfigurableListableBeanFactory beanFactory) {
		return new ObservedPublications(registry, convention.getIfUnique(), new MqttClientNames(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("mqtt.listener.observation-enabled")
	@Order(1)
	ObservedListeners resilientMqttObservedListeners(ObservationRegistry registry,
			ObjectProvider<MqttListenerObservationConvention> convention, ConfigurableListableBeanFactory beanFactory) {
		return new ObservedListeners(registry, convention.getIfUnique(), new MqttClientNames(beanFactory));
	}

}
