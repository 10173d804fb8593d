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

package io.resilientmqtt.documentation;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.annotation.EnableMqtt;
import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code listeners.adoc} shows without Spring Boot.
 */
class PlainSpringPageTests {

	@Test
	void aListenerWithoutSpringBoot() throws Exception {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build()) {
			broker.start();
			try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("test",
							Map.of("broker.host", EmbeddedMqttBroker.HOST, "broker.port", broker.port())));
				context.register(AppConfig.class, Greetings.class);
				context.refresh();
				context.getBean(MqttClient.class)
					.publish("greetings", "hello".getBytes(), QoS.AT_LEAST_ONCE, false)
					.get(60, TimeUnit.SECONDS);
				assertThat(context.getBean(Greetings.class).received.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
			}
		}
	}

	@Configuration
	@EnableMqtt
	static class AppConfig {

		@Bean
		MqttClientFactory mqttClientFactory() {
			return new NettyMqttClientFactory();
		}

		@Bean
		MqttClient mqttClient(MqttClientFactory factory, @Value("${broker.host}") String host,
				@Value("${broker.port}") int port) {
			return factory.create(MqttClientOptions.builder().server(host, port).build());
		}

		@EventListener
		void connect(ContextRefreshedEvent event) {
			event.getApplicationContext().getBean(MqttClient.class).connect();
		}

	}

	static class Greetings {

		final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		@MqttListener(topics = "greetings")
		void onGreeting(String greeting) {
			this.received.add(greeting);
		}

	}

}
