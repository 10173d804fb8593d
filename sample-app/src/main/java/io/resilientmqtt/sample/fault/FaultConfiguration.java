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

package io.resilientmqtt.sample.fault;

import java.util.List;

import io.resilientmqtt.autoconfigure.MqttClientOptionsBuilderCustomizer;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Leads the client to the embedded broker through a network that can be told to fail.
 * Others reach the broker directly, at {@code mqtt.embedded.port}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("mqtt.embedded.enabled")
class FaultConfiguration {

	@Bean(initMethod = "open")
	FaultyNetwork faultyNetwork(EmbeddedMqttBroker broker, @Value("${sample.network.port}") int port) {
		return new FaultyNetwork(port, broker::port);
	}

	@Bean
	MqttClientOptionsBuilderCustomizer throughFaultyNetwork(FaultyNetwork network) {
		return (options) -> options.servers(List.of(new ServerAddress(EmbeddedMqttBroker.HOST, network.port())));
	}

	@Bean
	FaultRehearsal faultRehearsal(EmbeddedMqttBroker broker, FaultyNetwork network, MqttClientFactory clients,
			MqttClientOptions options, ApplicationEventPublisher events) {
		return new FaultRehearsal(broker, network, clients, options, events);
	}

}
