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

import io.resilientmqtt.actuate.MqttEndpoint;
import io.resilientmqtt.actuate.MqttEndpointWebExtension;
import io.resilientmqtt.actuate.MqttInfoContributor;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the Actuator's endpoint and
 * information about MQTT clients.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnMqttClient
public final class MqttActuatorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	MqttEndpoint resilientMqttEndpoint(ConfigurableListableBeanFactory beanFactory) {
		return new MqttEndpoint(new MqttClientNames(beanFactory)::clients,
				() -> SimpleAutowireCandidateResolver
					.resolveAutowireCandidates(beanFactory, MqttListenerEndpointRegistry.class)
					.values());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(MqttEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = MqttEndpoint.class, exposure = EndpointExposure.WEB)
	MqttEndpointWebExtension resilientMqttEndpointWebExtension(MqttEndpoint endpoint) {
		return new MqttEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnEnabledInfoContributor(value = "mqtt", fallback = InfoContributorFallback.DISABLE)
	MqttInfoContributor resilientMqttInfoContributor(ConfigurableListableBeanFactory beanFactory) {
		return new MqttInfoContributor(new MqttClientNames(beanFactory)::clients);
	}

}
