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

package io.resilientmqtt.benchmark;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.annotation.Transformer;
import org.springframework.integration.mqtt.core.Mqttv5ClientManager;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.Mqttv5PahoMessageHandler;
import org.springframework.messaging.MessageHandler;

/**
 * The flow of {@code migrate-from-spring-integration-paho.adoc} as it is before the
 * migration. It is here to be compiled, for no other class path has Paho.
 */
@Configuration(proxyBeanMethods = false)
class FlowOnPaho {

	@Bean
	Mqttv5ClientManager clientManager() {
		MqttConnectionOptions options = new MqttConnectionOptions();
		options.setServerURIs(new String[] { "tcp://broker.example.org:1883" });
		options.setAutomaticReconnect(true);
		options.setCleanStart(false);
		options.setSessionExpiryInterval(3600L);
		return new Mqttv5ClientManager(options, "converter");
	}

	@Bean
	Mqttv5PahoMessageDrivenChannelAdapter inbound(Mqttv5ClientManager clientManager) {
		Mqttv5PahoMessageDrivenChannelAdapter adapter = new Mqttv5PahoMessageDrivenChannelAdapter(clientManager,
				"sensors/+/celsius");
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
	MessageHandler outbound(Mqttv5ClientManager clientManager) {
		Mqttv5PahoMessageHandler handler = new Mqttv5PahoMessageHandler(clientManager);
		handler.setDefaultTopic("fahrenheit");
		handler.setDefaultQos(1);
		return handler;
	}

	private static String toFahrenheit(String celsius) {
		return String.valueOf(Integer.parseInt(celsius) * 9 / 5 + 32);
	}

}
