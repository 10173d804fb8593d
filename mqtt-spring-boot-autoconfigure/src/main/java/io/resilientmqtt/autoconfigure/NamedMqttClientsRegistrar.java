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

import io.resilientmqtt.client.InvalidOptionException;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines the beans of the clients under {@code mqtt.clients}. They are injected by
 * qualifier alone, so that the default client is still the one that an injection point
 * without a qualifier gets, and that conditions on a missing bean look for. With ahead of
 * time processing there are the clients that there were at build time.
 */
final class NamedMqttClientsRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	NamedMqttClientsRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		for (String name : new NamedClientProperties(this.environment).names()) {
			if (registry.containsBeanDefinition(name)) {
				throw new InvalidOptionException("clients." + name, name,
						"choose another name for the client, as there is a bean of this name already");
			}
			define(name, registry);
		}
	}

	private static void define(String name, BeanDefinitionRegistry registry) {
		RootBeanDefinition setup = new RootBeanDefinition(NamedMqttClient.class);
		setup.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		setup.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		setup.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		String setupName = name + "NamedMqttClient";
		registry.registerBeanDefinition(setupName, setup);
		RootBeanDefinition client = definition(name, setupName, "client");
		client.setDestroyMethodName("close");
		registry.registerBeanDefinition(name, client);
		registry.registerBeanDefinition(name + "MqttClientOptions", definition(name, setupName, "options"));
		define(name, "MqttConnectLifecycle", "connectLifecycle", registry);
		define(name, "MqttTemplate", "template", registry);
		define(name, "MqttListenerEndpointRegistry", "listenerRegistry", registry);
		define(name, "MqttListenerMethodFactory", "listenerMethodFactory", registry);
	}

	private static void define(String name, String suffix, String method, BeanDefinitionRegistry registry) {
		RootBeanDefinition definition = definition(name, name + "NamedMqttClient", method);
		definition.setDependsOn(name); // it is gone before the client is
		registry.registerBeanDefinition(name + suffix, definition);
	}

	private static RootBeanDefinition definition(String name, String setupName, String method) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setFactoryBeanName(setupName);
		definition.setFactoryMethodName(method);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setDefaultCandidate(false);
		return definition;
	}

}
