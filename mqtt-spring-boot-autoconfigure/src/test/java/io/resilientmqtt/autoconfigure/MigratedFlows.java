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

import java.util.concurrent.Executor;

import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.ResilientMqttMessageDrivenChannelAdapter;
import io.resilientmqtt.integration.ResilientMqttMessageHandler;
import io.resilientmqtt.integration.dsl.Mqtt;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.StaticMessageHeaderAccessor;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.annotation.Transformer;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The flows of {@code migrate-from-spring-integration-paho.adoc} as they are afterwards.
 * {@link DocumentationSnippetsTests} sees to it that the page shows these lines.
 */
final class MigratedFlows {

	private MigratedFlows() {
	}

	static String toFahrenheit(String celsius) {
		return String.valueOf(Integer.parseInt(celsius) * 9 / 5 + 32);
	}

	/**
	 * Adapters as beans.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		ResilientMqttMessageDrivenChannelAdapter inbound(ResilientMqttClientManager clientManager) {
			ResilientMqttMessageDrivenChannelAdapter adapter = new ResilientMqttMessageDrivenChannelAdapter(
					clientManager, "sensors/+/celsius");
			adapter.setQos(1);
			adapter.setPayloadType(String.class);
			adapter.setOutputChannelName("celsius");
			return adapter;
		}

		@Transformer(inputChannel = "celsius", outputChannel = "fahrenheit")
		String transform(String celsius) {
			return toFahrenheit(celsius);
		}

		@Bean
		@ServiceActivator(inputChannel = "fahrenheit")
		MessageHandler outbound(ResilientMqttClientManager clientManager) {
			ResilientMqttMessageHandler handler = new ResilientMqttMessageHandler(clientManager);
			handler.setDefaultTopic("fahrenheit");
			handler.setDefaultQos(1);
			return handler;
		}

	}

	/**
	 * The same in Java DSL.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Dsl {

		@Bean
		IntegrationFlow conversion(ResilientMqttClientManager clientManager) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(clientManager, "sensors/+/celsius").qos(1).payloadType(String.class))
				.transform(String.class, MigratedFlows::toFahrenheit)
				.handle(Mqtt.outboundAdapter(clientManager).defaultTopic("fahrenheit").defaultQos(1))
				.get();
		}

	}

	/**
	 * Without waiting for each publication.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Async {

		@Bean
		IntegrationFlow conversion(ResilientMqttClientManager clientManager) {
			return IntegrationFlow
				.from(Mqtt.inboundAdapter(clientManager, "sensors/+/celsius").payloadType(String.class))
				.transform(String.class, MigratedFlows::toFahrenheit)
				.handle(Mqtt.outboundAdapter(clientManager)
					.defaultTopic("fahrenheit")
					.defaultQos(1)
					.async(true)
					.asyncEvents(true))
				.get();
		}

	}

	/**
	 * A flow that goes on in another thread and acknowledges there.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ManualAcks {

		@Bean(defaultCandidate = false)
		ThreadPoolTaskExecutor flowExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(4);
			return executor;
		}

		@Bean
		IntegrationFlow conversion(ResilientMqttClientManager clientManager,
				@Qualifier("flowExecutor") Executor executor) {
			return IntegrationFlow.from(
					Mqtt.inboundAdapter(clientManager, "sensors/+/celsius").payloadType(String.class).manualAcks(true))
				.channel((channels) -> channels.executor(executor))
				.transform(String.class, MigratedFlows::toFahrenheit)
				.publishSubscribeChannel((steps) -> steps
					.subscribe((publish) -> publish
						.handle(Mqtt.outboundAdapter(clientManager).defaultTopic("fahrenheit").defaultQos(1)))
					.subscribe((acknowledge) -> acknowledge.handle(this::acknowledge)))
				.get();
		}

		void acknowledge(Message<?> message) {
			StaticMessageHeaderAccessor.getAcknowledgment(message).acknowledge();
		}

	}

}
