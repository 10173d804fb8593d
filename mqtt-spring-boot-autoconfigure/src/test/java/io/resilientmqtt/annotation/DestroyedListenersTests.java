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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.Scope;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bean that is destroyed is not called any more.
 */
class DestroyedListenersTests {

	private final Refreshed scope = new Refreshed();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeEach
	void start() {
		Listens.handled.clear();
		this.context.getBeanFactory().registerScope("refreshed", this.scope);
		this.context.register(Beans.class);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	private FakeMqttClient client() {
		return this.context.getBean(FakeMqttClient.class);
	}

	private MqttListenerEndpointRegistry registry() {
		return this.context.getBean(MqttListenerEndpointRegistry.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "prototype", "refreshed" })
	void afterSixRefreshesAMessageIsHandledOnce(String scope) {
		this.context.registerBean("listens", Listens.class, (definition) -> definition.setScope(scope));
		this.context.refresh();
		for (int i = 0; i < 6; i++) {
			Object bean = this.context.getBean("listens");
			if (scope.equals("prototype")) {
				this.context.getBeanFactory().destroyBean("listens", bean);
			}
			else {
				this.scope.refresh();
			}
		}
		this.context.getBean("listens");
		client().deliver("a", "1");
		assertThat(Listens.handled).containsExactly("1");
		assertThat(registry().getListenerContainerIds()).containsExactly("mine");
	}

	@Test
	void aBeanBehindAProxyIsDestroyedToo() {
		this.context.registerBean("listens", Listens.class, (definition) -> definition.setScope("refreshed"));
		this.context.registerBean("proxies", Proxies.class);
		this.context.refresh();
		this.context.getBean("listens");
		this.scope.refresh();
		client().deliver("a", "1");
		assertThat(Listens.handled).isEmpty();
		assertThat(client().calls()).contains("unsubscribe a");
		assertThat(registry().getListenerContainerIds()).isEmpty();
	}

	@Test
	void whenTheApplicationEndsNothingIsUnsubscribedForABean() {
		this.context.registerBean("listens", Listens.class);
		this.context.refresh();
		FakeMqttClient client = client();
		registry().getListenerContainer("mine").stop();
		registry().stop();
		int before = client.calls().size();
		this.context.close();
		assertThat(client.calls().subList(before, client.calls().size()))
			.noneMatch((call) -> call.contains("subscribe"));
	}

	@Test
	void aListenerIsUnregisteredByItsId() {
		this.context.registerBean("listens", Listens.class);
		this.context.refresh();
		assertThat(registry().unregisterListenerContainer("mine")).isNotNull();
		client().deliver("a", "1");
		assertThat(Listens.handled).isEmpty();
		assertThat(client().calls()).contains("unsubscribe a");
		assertThat(registry().getListenerContainer("mine")).isNull();
		assertThat(registry().unregisterListenerContainer("mine")).isNull();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Beans {

		@Bean
		MqttClient client() {
			return new FakeMqttClient();
		}

	}

	static class Listens {

		private static final List<String> handled = new CopyOnWriteArrayList<>();

		@MqttListener(id = "mine", topics = "a")
		void on(String payload) {
			handled.add(payload);
		}

	}

	static class Proxies implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Listens)) {
				return bean;
			}
			ProxyFactory proxies = new ProxyFactory(bean);
			proxies.setProxyTargetClass(true);
			return proxies.getProxy();
		}

	}

	/**
	 * As the refresh scope of Spring Cloud.
	 */
	private static final class Refreshed implements Scope {

		private final Map<String, Object> beans = new HashMap<>();

		private final Map<String, Runnable> callbacks = new HashMap<>();

		void refresh() {
			this.beans.clear();
			this.callbacks.values().forEach(Runnable::run);
			this.callbacks.clear();
		}

		@Override
		public Object get(String name, ObjectFactory<?> objectFactory) {
			return this.beans.computeIfAbsent(name, (key) -> objectFactory.getObject());
		}

		@Override
		public Object remove(String name) {
			return this.beans.remove(name);
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
			this.callbacks.put(name, callback);
		}

	}

}
