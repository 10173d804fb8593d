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

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.testsupport.FakeMqttClient;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MqttListenerAnnotationBeanPostProcessor} with beans that are proxies.
 */
class MqttListenerProxyTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void methodOfClassProxyIsCalledThroughTheProxy() {
		ListenerInfrastructure.refresh(this.context, ClassProxyConfiguration.class, Sensors.class);
		this.context.getBean(FakeMqttClient.class).deliver("sensors/hall/temperature", "1");
		assertThat(this.context.getBean(CallRecorder.class).calls).containsExactly("onTemperature");
		assertThat(this.context.getBean(FakeMqttClient.class).receivers()).hasSize(1);
	}

	@Test
	void methodOfInterfaceProxyIsCalledThroughTheProxy() {
		ListenerInfrastructure.refresh(this.context, InterfaceProxyConfiguration.class, Door.class);
		this.context.getBean(FakeMqttClient.class).deliver("doors/front", "open");
		assertThat(this.context.getBean(CallRecorder.class).calls).containsExactly("onDoor front open");
	}

	@Test
	void methodMissingOnInterfaceProxyIsRefused() {
		assertThatExceptionOfType(InvalidMqttListenerException.class).isThrownBy(
				() -> ListenerInfrastructure.refresh(this.context, InterfaceProxyConfiguration.class, HiddenDoor.class))
			.withMessageContainingAll("bean 'hiddenDoor'", "HiddenDoor.onHidden", "proxy");
	}

	static class Sensors {

		@MqttListener(topics = "sensors/{room}/temperature")
		void onTemperature(String payload, @DestinationVariable String room) {
		}

	}

	static class CallRecorder implements BeanPostProcessor, Ordered {

		final List<String> calls = new ArrayList<>();

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassProxyConfiguration {

		@Bean
		static CallRecorder recorder() {
			return new CallRecorder() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (!(bean instanceof Sensors)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.setProxyTargetClass(true);
					factory.addAdvice((MethodInterceptor) (invocation) -> {
						this.calls.add(invocation.getMethod().getName());
						return invocation.proceed();
					});
					return factory.getProxy();
				}

			};
		}

	}

	interface DoorListener {

		void onDoor(String payload, String door);

	}

	static class Door implements DoorListener {

		@Override
		@MqttListener(topics = "doors/{door}")
		public void onDoor(String payload, @DestinationVariable String door) {
		}

	}

	static class HiddenDoor implements DoorListener {

		@Override
		public void onDoor(String payload, String door) {
		}

		@MqttListener(topics = "hidden")
		void onHidden() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxyConfiguration {

		@Bean
		static CallRecorder recorder() {
			return new CallRecorder() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (!(bean instanceof DoorListener)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.addAdvice((MethodInterceptor) (invocation) -> {
						this.calls.add(invocation.getMethod().getName() + " " + invocation.getArguments()[1] + " "
								+ invocation.getArguments()[0]);
						return invocation.proceed();
					});
					return factory.getProxy();
				}

			};
		}

	}

}
