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

import io.resilientmqtt.annotation.MqttListenerAnnotationBeanPostProcessor;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttListenerRegistries;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.messaging.MqttMessageConverters;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.SmartValidator;

/**
 * Methods annotated with {@link io.resilientmqtt.annotation.MqttListener}.
 */
@Configuration(proxyBeanMethods = false)
class MqttListenerConfiguration {

	/**
	 * The name of the factory that holds for listeners that name none.
	 */
	static final String CONTAINER_FACTORY = "mqttListenerContainerFactory";

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean(value = MqttListenerEndpointRegistry.class, name = "mqttListenerEndpointRegistry")
	MqttListenerEndpointRegistry mqttListenerEndpointRegistry(MqttClient client, MqttProperties properties,
			@Qualifier(CONTAINER_FACTORY) ObjectProvider<MqttListenerContainerFactory> containerFactory,
			MqttListenerContainerFactoryConfigurer configurer, ObjectProvider<MqttListenerDecorator> decorators,
			MqttClientShutdown shutdown) {
		// A bean of another type may have its name
		return MqttClientBeans.registry(client, properties,
				containerFactory.getIfAvailable(() -> configurer.configure(MqttListenerOptions.UNSET)), decorators,
				shutdown);
	}

	// The registry where a bean of another type has its name.
	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean
	MqttListenerEndpointRegistry resilientMqttListenerEndpointRegistry(MqttClient client, MqttProperties properties,
			@Qualifier(CONTAINER_FACTORY) ObjectProvider<MqttListenerContainerFactory> containerFactory,
			MqttListenerContainerFactoryConfigurer configurer, ObjectProvider<MqttListenerDecorator> decorators,
			MqttClientShutdown shutdown) {
		return mqttListenerEndpointRegistry(client, properties, containerFactory, configurer, decorators, shutdown);
	}

	@Bean(CONTAINER_FACTORY)
	@ConditionalOnMissingBean(name = CONTAINER_FACTORY)
	MqttListenerContainerFactory mqttListenerContainerFactory(MqttProperties properties,
			ObjectProvider<MqttListenerErrorHandler> errorHandlers, ListableBeanFactory beanFactory,
			Environment environment) {
		return MqttClientBeans.containerFactory(properties, errorHandlers, beanFactory, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerContainerFactoryConfigurer resilientMqttListenerContainerFactoryConfigurer(MqttProperties properties,
			ObjectProvider<MqttListenerErrorHandler> errorHandlers, ListableBeanFactory beanFactory,
			Environment environment) {
		return new MqttListenerContainerFactoryConfigurer(
				MqttClientBeans.containerFactory(properties, errorHandlers, beanFactory, environment));
	}

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean(value = MqttListenerMethodFactory.class, name = "mqttListenerMethodFactory")
	MqttListenerMethodFactory mqttListenerMethodFactory(MqttClient client, MqttMessageConverters converters,
			MqttProperties properties, ObjectProvider<SmartValidator> validator,
			ObjectProvider<HandlerMethodArgumentResolver> argumentResolvers) {
		return MqttClientBeans.methodFactory(client, converters, properties, validator, argumentResolvers);
	}

	// The factory where a bean of another type has its name.
	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean
	MqttListenerMethodFactory resilientMqttListenerMethodFactory(MqttClient client, MqttMessageConverters converters,
			MqttProperties properties, ObjectProvider<SmartValidator> validator,
			ObjectProvider<HandlerMethodArgumentResolver> argumentResolvers) {
		return mqttListenerMethodFactory(client, converters, properties, validator, argumentResolvers);
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerRegistries resilientMqttListenerRegistries(ConfigurableListableBeanFactory beanFactory) {
		return new MqttListenerRegistries(() -> SimpleAutowireCandidateResolver
			.resolveAutowireCandidates(beanFactory, MqttListenerEndpointRegistry.class)
			.values());
	}

	/**
	 * With {@code spring.main.lazy-initialization} nobody would ask for a bean that does
	 * nothing but listen.
	 * @return keeps beans with listeners from being lazy
	 */
	@Bean
	static LazyInitializationExcludeFilter resilientMqttListenerLazyInitializationExcludeFilter() {
		return (beanName, definition, type) -> type != null
				&& MqttListenerAnnotationBeanPostProcessor.hasListeners(type);
	}

	// A child context needs one of its own: that of the parent does not see its beans
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static MqttListenerAnnotationBeanPostProcessor resilientMqttListenerAnnotationBeanPostProcessor(
			ObjectProvider<MqttListenerEndpointRegistry> registry,
			ObjectProvider<MqttListenerMethodFactory> methodFactory) {
		return new MqttListenerAnnotationBeanPostProcessor(registry, methodFactory);
	}

}
