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

import java.util.function.LongConsumer;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * {@link MqttTemplate} in an application with all of Spring Boot's auto-configuration and
 * every default of this project.
 */
final class TemplateClient implements BenchmarkClient {

	private MqttTemplate template;

	@Override
	public void connect(int port) throws Exception {
		ConfigurableApplicationContext context = ListenerClient.run(Sending.class, port, "none");
		context.getBean(MqttClient.class).connect().get(); // joins what the start began
		this.template = context.getBean(MqttTemplate.class);
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		this.template.send(topic, payload, QoS.of(qos)).whenComplete((result, failure) -> done.run());
	}

	@Override
	public void publishAndWait(String topic, byte[] payload, int qos) {
		this.template.send(topic, payload, QoS.of(qos)).join();
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Sending {

	}

}
