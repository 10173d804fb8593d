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

package io.resilientmqtt.autoconfigure.embedded;

import io.resilientmqtt.autoconfigure.MqttConnectionDetails;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that runs an
 * {@link EmbeddedMqttBroker} and points the client at it. Backs off when the application
 * brings {@link MqttConnectionDetails} of its own, for instance those of a container.
 */
@AutoConfiguration(beforeName = "io.resilientmqtt.autoconfigure.MqttAutoConfiguration")
@ConditionalOnBooleanProperty("mqtt.embedded.enabled")
@ConditionalOnBooleanProperty(name = "mqtt.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(MqttConnectionDetails.class)
@EnableConfigurationProperties(EmbeddedMqttBrokerProperties.class)
public final class EmbeddedMqttBrokerAutoConfiguration {

	@Bean(initMethod = "start", destroyMethod = "stop")
	@ConditionalOnMissingBean
	EmbeddedMqttBroker embeddedMqttBroker(EmbeddedMqttBrokerProperties properties) {
		return properties.createBroker();
	}

	@Bean
	EmbeddedMqttBrokerConnectionDetails embeddedMqttBrokerConnectionDetails(EmbeddedMqttBroker broker) {
		// One that the application defines itself may not have been started
		broker.start();
		return new EmbeddedMqttBrokerConnectionDetails(broker);
	}

}
