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

import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.event.MqttUpEvent;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;

/**
 * An application whose listeners are stopped and started, or made and destroyed. Run in a
 * JVM of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class RestartApplication {

	static final int REFRESHES = 6;

	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(RestartApplication.class, args);
		System.out.println("CLIENTS " + context.getBeansOfType(MqttClient.class).keySet());
	}

	@EventListener
	void up(MqttUpEvent event) {
		System.out.println("UP");
	}

	@Configuration(proxyBeanMethods = false)
	@Profile("restarted")
	static class Restarted {

		private final AtomicInteger handled = new AtomicInteger();

		private final MqttListenerEndpointRegistry registry;

		Restarted(MqttListenerEndpointRegistry registry) {
			this.registry = registry;
		}

		@EventListener
		void restart(MqttUpEvent event) {
			this.registry.stop();
			this.registry.start();
			System.out.println("RESTARTED");
		}

		@MqttListener(topics = "in")
		void on(String payload) {
			System.out.println("HANDLED " + this.handled.incrementAndGet());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Profile("refreshed")
	static class Refreshed {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		Listens listens() {
			return new Listens();
		}

		@EventListener
		void refresh(ApplicationReadyEvent event) {
			refresh(event.getApplicationContext());
		}

		private static void refresh(ConfigurableApplicationContext context) {
			for (int i = 0; i < REFRESHES; i++) {
				context.getBeanFactory().destroyBean("listens", context.getBean("listens"));
			}
			context.getBean("listens");
			System.out.println("REFRESHED");
		}

	}

	static class Listens {

		@MqttListener(id = "mine", topics = "in")
		void on(String payload) {
			System.out.println("HEARD " + payload);
		}

	}

}
