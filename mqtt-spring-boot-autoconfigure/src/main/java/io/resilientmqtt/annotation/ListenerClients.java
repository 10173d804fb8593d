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

import java.util.List;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/**
 * Finds what serves the listeners of a client: each client has a registry and a method
 * factory of its own, qualified by its name.
 */
final class ListenerClients {

	private final ListableBeanFactory beanFactory;

	private final ObjectProvider<MqttListenerEndpointRegistry> defaultRegistry;

	private final ObjectProvider<MqttListenerMethodFactory> defaultFactory;

	ListenerClients(ListableBeanFactory beanFactory, ObjectProvider<MqttListenerEndpointRegistry> defaultRegistry,
			ObjectProvider<MqttListenerMethodFactory> defaultFactory) {
		this.beanFactory = beanFactory;
		this.defaultRegistry = defaultRegistry;
		this.defaultFactory = defaultFactory;
	}

	/**
	 * Return where the listeners of a client are registered.
	 * @param client the name of the client, empty for the default one
	 * @return the registry
	 * @throws IllegalArgumentException if there is no such client
	 */
	MqttListenerEndpointRegistry registry(String client) {
		return of(client, MqttListenerEndpointRegistry.class, this.defaultRegistry);
	}

	/**
	 * Return what makes the listeners of a client.
	 * @param client the name of the client, empty for the default one
	 * @return the factory
	 * @throws IllegalArgumentException if there is no such client
	 */
	MqttListenerMethodFactory methodFactory(String client) {
		return of(client, MqttListenerMethodFactory.class, this.defaultFactory);
	}

	/**
	 * Return whether a listener of any client, of this context or a parent, has an id.
	 * @param id the id
	 * @return {@code true} if it is taken
	 */
	boolean hasListener(String id) {
		BeanFactory factory = this.beanFactory;
		while (factory instanceof ListableBeanFactory beans) { // a child hides names of
																// its parent
			if (beans.getBeansOfType(MqttListenerEndpointRegistry.class, false, true)
				.values()
				.stream()
				.anyMatch((registry) -> registry.getListenerContainer(id) != null)) {
				return true;
			}
			factory = (factory instanceof HierarchicalBeanFactory child) ? child.getParentBeanFactory() : null;
		}
		return false;
	}

	private <T> T of(String client, Class<T> type, ObjectProvider<T> defaults) {
		if (client.isEmpty()) {
			T bean = defaults.getIfAvailable();
			if (bean == null) {
				throw new IllegalArgumentException("there is no default client to listen with; name one under "
						+ "'mqtt.clients' by the attribute client, or set 'mqtt.server'");
			}
			return bean;
		}
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, type, client);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new IllegalArgumentException("client = '" + client + "' is not the name of a client; " + names()
					+ "; set 'mqtt.clients." + client + ".server', or leave the attribute out for the default client",
					ex);
		}
	}

	private String names() {
		String[] factories = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				MqttListenerMethodFactory.class, true, false);
		List<String> names = Stream
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, MqttClient.class, true, false))
			.filter((name) -> Stream.of(factories)
				.anyMatch((bean) -> BeanFactoryAnnotationUtils.isQualifierMatch(name::equals, bean, this.beanFactory)))
			.sorted()
			.map((name) -> "'" + name + "'")
			.toList();
		return names.isEmpty() ? "there are no named clients" : "there are " + String.join(", ", names);
	}

}
