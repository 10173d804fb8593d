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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerRegistries;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.annotation.Scope;

/**
 * A small application that says which clients and listeners it has and what they do. Run
 * in a JVM of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BeansApplication {

	public static void main(String[] args) throws Exception {
		ConfigurableApplicationContext context = SpringApplication.run(BeansApplication.class, args);
		if (context.getEnvironment().matchesProfiles("prototype")) {
			for (int i = 0; i < 6; i++) {
				Device device = context.getBean(Device.class);
				if (i < 5) {
					context.getBeanFactory().destroyBean("device", device);
				}
			}
			System.out.println("LISTENERS " + context.getBean(MqttListenerRegistries.class).getListenerContainerIds());
		}
		context.getBeansOfType(MqttClient.class)
			.forEach((name, client) -> System.out.println("CLIENT " + name + " " + client.status().state()));
		System.out.println("READY");
		if (context.getEnvironment().matchesProfiles("connect")) {
			context.getBean(MqttClient.class).connect().get(60, TimeUnit.SECONDS);
			System.out.println("CONNECTED");
		}
		new CountDownLatch(1).await();
	}

	@Bean
	@Scope("prototype")
	@Profile("prototype")
	static Device device() {
		return new Device();
	}

	/**
	 * Comes and goes.
	 */
	static class Device {

		private static final AtomicInteger received = new AtomicInteger();

		@MqttListener(id = "device", topics = "in")
		void on(String payload) {
			System.out.println("RECEIVED " + payload + " FOR THE " + received.incrementAndGet() + ". TIME");
		}

	}

}
