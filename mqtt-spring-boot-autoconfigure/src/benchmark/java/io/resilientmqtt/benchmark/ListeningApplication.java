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

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application of {@link BareApplication} with a listener, for {@link StartUp}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ListeningApplication {

	private static final int PAUSE_MILLIS = 20;

	@MqttListener(topics = "sensors/{room}/temperature")
	void onTemperature(String celsius) {
		System.out.println(celsius);
	}

	/**
	 * Start, say so, and once connected say how much heap is in use.
	 * @param args properties
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		ConfigurableApplicationContext context = SpringApplication.run(ListeningApplication.class, args);
		BareApplication.started();
		MqttClient client = context.getBean(MqttClient.class);
		while (!client.isConnected()) {
			Thread.sleep(PAUSE_MILLIS);
		}
		BareApplication.end();
	}

}
