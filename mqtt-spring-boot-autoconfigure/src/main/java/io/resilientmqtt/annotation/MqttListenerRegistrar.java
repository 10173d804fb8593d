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

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.messaging.MqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.StringUtils;
import org.springframework.validation.SmartValidator;

/**
 * Defines what {@link MqttListener} needs and nobody else has defined. It runs after all
 * configuration classes, auto-configurations too, have been read.
 */
class MqttListenerRegistrar implements BeanDefinitionRegistryPostProcessor {

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		define(registry, MqttMessageConverters.class, "mqttMessageConverters");
		define(registry, MqttListenerMethodFactory.class, "mqttListenerMethodFactory");
		define(registry, MqttListenerEndpointRegistry.class, "mqttListenerEndpointRegistry");
		define(registry, MqttListenerAnnotationBeanPostProcessor.class, "mqttListenerAnnotationBeanPostProcessor");
	}

	private static void define(BeanDefinitionRegistry registry, Class<?> type, String name) {
		if (registry instanceof ListableBeanFactory beanFactory
				&& beanFactory.getBeanNamesForType(type, true, false).length > 0) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(MqttListenerRegistrar.class);
		definition.setTargetType(type);
		definition.setFactoryMethodName(name);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition(
				registry.containsBeanDefinition(name) ? "resilient" + StringUtils.capitalize(name) : name, definition);
	}

	static MqttMessageConverters mqttMessageConverters(ObjectProvider<MqttMessageConverter> converters) {
		return new MqttMessageConverters(converters.orderedStream().toList());
	}

	static MqttListenerMethodFactory mqttListenerMethodFactory(MqttClient client, MqttMessageConverters converters,
			ObjectProvider<SmartValidator> validator, ObjectProvider<HandlerMethodArgumentResolver> argumentResolvers) {
		MqttListenerMethodFactory factory = new MqttListenerMethodFactory(client, converters);
		factory.setValidator(validator.getIfUnique());
		factory.setCustomArgumentResolvers(argumentResolvers.orderedStream().toList());
		return factory;
	}

	static MqttListenerEndpointRegistry mqttListenerEndpointRegistry(MqttClient client,
			@Qualifier("mqttListenerContainerFactory") ObjectProvider<MqttListenerContainerFactory> containerFactory,
			ObjectProvider<MqttListenerDecorator> decorators, ObjectProvider<MqttListenerErrorHandler> errorHandlers) {
		MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(client);
		registry.setContainerFactory(containerFactory.getIfAvailable(() -> new MqttListenerContainerFactory(
				MqttListenerOptions.builder().errorHandler(MqttListenerErrorHandler.unique(errorHandlers)).build())));
		registry.setListenerDecorators(decorators.orderedStream().toList());
		return registry;
	}

	static MqttListenerAnnotationBeanPostProcessor mqttListenerAnnotationBeanPostProcessor(
			ObjectProvider<MqttListenerEndpointRegistry> registry,
			ObjectProvider<MqttListenerMethodFactory> methodFactory) {
		return new MqttListenerAnnotationBeanPostProcessor(registry, methodFactory);
	}

}
