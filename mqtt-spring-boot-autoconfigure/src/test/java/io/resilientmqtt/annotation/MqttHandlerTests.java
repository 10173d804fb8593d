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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for classes annotated with {@link MqttListener} and for annotations that repeat.
 */
class MqttHandlerTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void methodsOfAClassShareItsMessages() {
		refresh(Plant.class);
		assertThat(ids()).containsExactly("plant");
		deliver("plant/rooms/hall", "1");
		deliver("plant/else", "3");
		client().deliver(MqttMessage.builder("plant/rooms/hall").payload("x").contentType("text/csv").build());
		client().deliver(MqttMessage.builder("plant/b").payload("y").userProperty("type", "bytes").build());
		assertThat(this.context.getBean(Plant.class).calls).containsExactly("room hall 1", "text 3", "csv x",
				"bytes 1");
	}

	@Test
	void annotationsRepeatOnMethodAndClass() {
		refresh(Repeated.class, RepeatedClass.class, Container.class);
		assertThat(ids()).containsExactly("repeated.on", "second", "repeatedClass", "repeatedClass#2", "container.on",
				"container.on#2");
		deliver("a", "1");
		deliver("b", "2");
		assertThat(this.context.getBean(Repeated.class).calls).containsExactly("1", "2");
		assertThat(this.context.getBean(RepeatedClass.class).calls).containsExactly("1", "2");
		assertThat(this.context.getBean(Container.class).calls).containsExactly("1", "2");
	}

	@Test
	void metaAnnotationMayStandOnAClassAndBesideOthers() {
		refresh(Composed.class);
		assertThat(ids()).containsExactlyInAnyOrder("composed", "composed.both", "composed.both#2");
		deliver("alarms/fire", "1");
		assertThat(this.context.getBean(Composed.class).calls).containsExactlyInAnyOrder("handler 1", "both 1");
	}

	@Test
	void annotationOfTheOverridingMethodReplacesThatOfTheOverriddenOne() {
		refresh(Overriding.class);
		assertThat(client().subscriptions()).extracting((status) -> status.subscription().filter().toString())
			.containsExactly("new");
	}

	@Test
	void classAnnotationAndHandlersAreInheritedAlsoFromInterfaces() {
		refresh(Inheriting.class, Implementing.class);
		assertThat(ids()).containsExactlyInAnyOrder("inheriting", "implementing");
		deliver("plant/rooms/hall", "1");
		deliver("interface", "2");
		assertThat(this.context.getBean(Inheriting.class).calls).containsExactly("room hall 1");
		assertThat(this.context.getBean(Implementing.class).calls).containsExactly("interface 2");
	}

	@Test
	void handlersOfProxiesAreCalledThroughTheProxy() {
		refresh(ProxyConfiguration.class, Plant.class, Implementing.class);
		deliver("plant/rooms/hall", "1");
		deliver("interface", "2");
		assertThat(this.context.getBean(CallRecorder.class).calls).containsExactly("room", "onInterface");
	}

	@Test
	void everyPrototypeIsAListener() {
		refresh(PrototypeConfiguration.class);
		Plant first = this.context.getBean(Plant.class);
		Plant second = this.context.getBean(Plant.class);
		assertThat(ids()).containsExactly("plantPrototype", "plantPrototype#2");
		deliver("plant/else", "1");
		assertThat(first.calls).containsExactly("text 1");
		assertThat(second.calls).containsExactly("text 1");
	}

	@Test
	void classesThatCannotListenAreRefused() {
		assertInvalid(NoHandlers.class, "on class '" + NoHandlers.class.getName() + "'", "it has no handlers");
		assertInvalid(NoClass.class, "on method '" + NoClass.class.getName() + ".on'",
				"its class has no @MqttListener");
		assertInvalid(Elsewhere.class, "has the topic 'elsewhere', which is not within [plant/#]");
		assertInvalid(BatchClass.class, "batch = true is for a method");
		assertInvalid(Confused.class, "are for the same payloads");
	}

	private static void assertInvalid(Class<?> type, String... messages) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> ListenerInfrastructure.refresh(context, type))
				.havingRootCause()
				.satisfies((root) -> assertThat(root.getMessage()).contains(messages[messages.length - 1]));
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> ListenerInfrastructure.refresh(new AnnotationConfigApplicationContext(), type))
				.withStackTraceContaining(messages[0]);
		}
	}

	private void refresh(Class<?>... types) {
		ListenerInfrastructure.refresh(this.context, types);
	}

	private void deliver(String topic, String payload) {
		client().deliver(topic, payload);
	}

	private FakeMqttClient client() {
		return this.context.getBean(FakeMqttClient.class);
	}

	private List<String> ids() {
		return this.context.getBean(MqttListenerEndpointRegistry.class)
			.getListenerContainers()
			.stream()
			.map(MqttListenerContainer::getEndpoint)
			.map((endpoint) -> endpoint.id())
			.toList();
	}

	@MqttListener(topics = "plant/#")
	static class Plant {

		final List<String> calls = new ArrayList<>();

		@MqttHandler(topics = "plant/rooms/{room}")
		void room(int number, @DestinationVariable String room) {
			this.calls.add("room " + room + " " + number);
		}

		@MqttHandler
		void text(String payload) {
			this.calls.add("text " + payload);
		}

		@MqttHandler(topics = "plant/rooms/+", contentTypes = "text/*", types = "csv")
		void csv(String payload) {
			this.calls.add("csv " + payload);
		}

		@MqttHandler(types = "bytes", isDefault = true)
		void bytes(byte[] payload) {
			this.calls.add("bytes " + payload.length);
		}

		void noHandler() {
		}

	}

	static class Repeated {

		final List<String> calls = new ArrayList<>();

		@MqttListener(topics = "a")
		@MqttListener(id = "second", topics = "b")
		void on(String payload) {
			this.calls.add(payload);
		}

	}

	@MqttListener(topics = "a")
	@MqttListener(topics = "b")
	static class RepeatedClass {

		final List<String> calls = new ArrayList<>();

		@MqttHandler
		void on(String payload) {
			this.calls.add(payload);
		}

	}

	static class Container {

		final List<String> calls = new ArrayList<>();

		@MqttListeners({ @MqttListener(topics = "a"), @MqttListener(topics = "b") })
		void on(String payload) {
			this.calls.add(payload);
		}

	}

	@Target({ ElementType.TYPE, ElementType.METHOD })
	@Retention(RetentionPolicy.RUNTIME)
	@MqttListener(topics = "", qos = 2)
	@interface AlarmListener {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] value();

	}

	@AlarmListener("alarms/#")
	static class Composed {

		final List<String> calls = new ArrayList<>();

		@MqttHandler
		void handle(String payload) {
			this.calls.add("handler " + payload);
		}

		@AlarmListener("alarms/+")
		@MqttListener(topics = "other")
		void both(String payload) {
			this.calls.add("both " + payload);
		}

	}

	static class Overridden {

		@MqttListener(topics = "old")
		void on(String payload) {
		}

	}

	static class Overriding extends Overridden {

		@Override
		@MqttListener(topics = "new")
		void on(String payload) {
		}

	}

	static class Inheriting extends Plant {

	}

	@MqttListener(topics = "interface")
	interface HandlerInterface {

		@MqttHandler
		void onInterface(String payload);

	}

	static class Implementing implements HandlerInterface {

		final List<String> calls = new ArrayList<>();

		@Override
		public void onInterface(String payload) {
			this.calls.add("interface " + payload);
		}

	}

	static class CallRecorder implements BeanPostProcessor, Ordered {

		final List<String> calls = new ArrayList<>();

		@Override
		public int getOrder() {
			return 0;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Plant) && !(bean instanceof HandlerInterface)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(bean instanceof Plant);
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				this.calls.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return factory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyConfiguration {

		@Bean
		static CallRecorder recorder() {
			return new CallRecorder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeConfiguration {

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Plant plantPrototype() {
			return new Plant();
		}

	}

	@MqttListener(topics = "a")
	static class NoHandlers {

	}

	static class NoClass {

		@MqttHandler
		void on(String payload) {
		}

	}

	@MqttListener(topics = "plant/#")
	static class Elsewhere {

		@MqttHandler(topics = "elsewhere")
		void on(String payload) {
		}

	}

	@MqttListener(topics = "a", batch = true)
	static class BatchClass {

		@MqttHandler
		void on(List<String> payloads) {
		}

	}

	@MqttListener(topics = "a")
	static class Confused {

		@MqttHandler
		void first(String payload) {
		}

		@MqttHandler
		void second(String payload) {
		}

	}

}
