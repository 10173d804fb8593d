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

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether there is to be a default client. With clients under {@code mqtt.clients} it is
 * wanted if a property says where it connects to, or a bean of the application or of
 * another auto-configuration, such as the details of a test broker, does.
 */
final class OnDefaultClientCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final List<Class<?>> TYPES = List.of(MqttConnectionDetails.class, MqttClient.class,
			MqttClientOptions.class);

	/** The attribute by which Spring Boot marks what a service connection has defined. */
	private static final String SERVICE_CONNECTION = "org.springframework.boot.testcontainers.service.connection.ServiceConnection";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Default MQTT client");
		NamedClientProperties properties = new NamedClientProperties(context.getEnvironment());
		Collection<String> names = properties.names();
		if (names.isEmpty()) {
			return ConditionOutcome.match(message.because("there are no named clients"));
		}
		if (properties.hasDefaultServer()) {
			return ConditionOutcome.match(message.because("'mqtt.server' or 'mqtt.servers' is set"));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		if (beanFactory != null && hasBean(beanFactory, names)) {
			return ConditionOutcome.match(message.because("a bean says where it connects to"));
		}
		return ConditionOutcome.noMatch(message.because("there are named clients, and 'mqtt.server' is not set"));
	}

	private static boolean hasBean(ConfigurableListableBeanFactory beanFactory, Collection<String> names) {
		for (Class<?> type : TYPES) {
			for (String bean : beanFactory.getBeanNamesForType(type, true, false)) {
				if (names.stream().noneMatch((name) -> isFor(name, bean, beanFactory))) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isFor(String name, String bean, ConfigurableListableBeanFactory beanFactory) {
		if (BeanFactoryAnnotationUtils.isQualifierMatch(name::equals, bean, beanFactory)) {
			return true;
		}
		// What a service connection has defined is there already, and must not be set up
		// yet: its container may not have been started
		return beanFactory.containsBeanDefinition(bean)
				&& beanFactory.getBeanDefinition(bean) instanceof AbstractBeanDefinition definition
				&& definition.hasAttribute(SERVICE_CONNECTION) && definition.getInstanceSupplier() != null
				&& supplied(definition.getInstanceSupplier()) instanceof MqttConnectionDetails details
				&& details.isFor(name);
	}

	private static @Nullable Object supplied(Supplier<?> supplier) {
		return supplier.get();
	}

}
