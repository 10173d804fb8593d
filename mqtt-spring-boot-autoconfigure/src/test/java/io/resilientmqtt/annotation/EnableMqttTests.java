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

package io.resilientmqtt.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttMessageListener;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.messaging.JacksonJsonMqttMessageConverter;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EnableMqtt} and {@link MqttListenerConfigurer} without Spring Boot.
 */
class EnableMqttTests {

	@Test
	void listenersWorkWithoutBoot() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class,
				Sensors.class)) {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			assertThat(client.calls()).startsWith("addReceiver enableMqttTests.Sensors.on").endsWith("connect");
			client.deliver("sensors/1", "{\"celsius\":21.5}");
			assertThat(context.getBean(Sensors.class).received).containsExactly(new Reading(21.5));
		}
	}

	@Test
	void containerFactoryOfItsNameHoldsForAll() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class,
				Sensors.class, SmallQueues.class)) {
			assertThat(context.getBean(FakeMqttClient.class).receivers()).extracting(Receiver::queueCapacity)
				.containsExactly(7);
		}
	}

	@Test
	void decoratorsStandAroundListeners() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class,
				Sensors.class, Decorators.class)) {
			assertThat(context.getBean(Decorators.class).decorated).containsExactly("enableMqttTests.Sensors.on");
		}
	}

	@Test
	void whatIsThereAlreadyIsKept() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Enabled.class,
				ListenerInfrastructure.class)) {
			assertThat(context.getBeanNamesForType(MqttListenerEndpointRegistry.class)).containsExactly("registry");
			assertThat(context.getBeanNamesForType(MqttListenerMethodFactory.class)).containsExactly("methodFactory");
			assertThat(context.getBeanNamesForType(MqttListenerAnnotationBeanPostProcessor.class))
				.containsExactly("postProcessor");
		}
	}

	@Test
	void configurersAddListenersBehindThoseOfAnnotations() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class,
				Sensors.class, Configurers.class)) {
			MqttListenerEndpointRegistry registry = context.getBean(MqttListenerEndpointRegistry.class);
			assertThat(registry.getListenerContainers()).extracting((container) -> container.getEndpoint().id())
				.containsExactly("enableMqttTests.Sensors.on", "programmatic", "small", "method");
			assertThat(context.getBean(FakeMqttClient.class).receivers()).filteredOn("name", "small")
				.extracting(Receiver::queueCapacity)
				.containsExactly(7);
			context.getBean(FakeMqttClient.class).deliver("programmatic", "now");
			context.getBean(FakeMqttClient.class).deliver("method", "{\"celsius\":3}");
			assertThat(context.getBean(Configurers.class).received).containsExactly("now");
			assertThat(context.getBean(Sensors.class).received).containsExactly(new Reading(3));
			registry.registerEndpoint(MqttListenerEndpoint.builder("later", (message) -> {
			}).topics("later").build());
			assertThat(registry.getListenerContainer("later").isRunning()).isTrue();
		}
	}

	@Test
	void idOfAProgrammaticListenerMustBeFree() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class, Configurers.class, SameId.class);
			assertThatIllegalArgumentException().isThrownBy(context::refresh)
				.withMessageContaining("there is already a listener with the id 'programmatic'");
		}
	}

	record Reading(double celsius) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Enabled {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Application {

		@Bean
		FakeMqttClient mqttClient() {
			return new FakeMqttClient();
		}

		@Bean
		JacksonJsonMqttMessageConverter json() {
			return new JacksonJsonMqttMessageConverter(JsonMapper.builder().build());
		}

		@EventListener
		void connect(ContextRefreshedEvent event) {
			assertThat(event.getApplicationContext().getBean(MqttClient.class).connect()).isNotNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SmallQueues {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory() {
			return new MqttListenerContainerFactory(MqttListenerOptions.builder().queueCapacity(7).build());
		}

	}

	static class Decorators implements MqttListenerDecorator {

		final List<String> decorated = new ArrayList<>();

		@Override
		public MqttMessageListener decorate(MqttListenerEndpoint endpoint, MqttMessageListener listener,
				MqttClient client) {
			this.decorated.add(endpoint.id());
			return listener;
		}

	}

	static class Sensors {

		final List<Reading> received = new ArrayList<>();

		@MqttListener(topics = "sensors/+")
		void on(Reading reading) {
			this.received.add(reading);
		}

	}

	static class Configurers implements MqttListenerConfigurer {

		final List<String> received = new ArrayList<>();

		private final ObjectProvider<Sensors> sensors;

		Configurers(ObjectProvider<Sensors> sensors) {
			this.sensors = sensors;
		}

		@Override
		public void configureMqttListeners(MqttListenerEndpointRegistrar registrar) {
			MqttListenerEndpoint endpoint = MqttListenerEndpoint
				.builder("programmatic", (message) -> this.received.add(message.payloadAsString()))
				.topics("programmatic")
				.build();
			registrar.registerEndpoint(endpoint);
			registrar.registerEndpoint(MqttListenerEndpoint.builder("small", (message) -> {
			}).topics("small").build(),
					new MqttListenerContainerFactory(MqttListenerOptions.builder().queueCapacity(7).build()));
			this.sensors.ifAvailable((sensors) -> registrar.registerEndpoint(MqttListenerEndpoint
				.builder("method", registrar.getMethodFactory().create(sensors, onReading(), List.of()))
				.topics("method")
				.build()));
			assertThat(registrar.getEndpointRegistry().getListenerContainers()).isEmpty();
		}

		private static Method onReading() {
			try {
				return Sensors.class.getDeclaredMethod("on", Reading.class);
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	static class SameId {

		@MqttListener(id = "programmatic", topics = "a")
		void on(String payload) {
		}

	}

}
