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
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttPublishInterceptor;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.SmartValidator;

/**
 * How the beans of a client are made from its properties, the default client's and those
 * of named ones. Stateless.
 */
final class MqttClientBeans {

	private MqttClientBeans() {
	}

	static MqttTemplate template(MqttClient client, MqttMessageConverters converters, MqttProperties properties,
			ObjectProvider<MqttPublishInterceptor> publishInterceptors) {
		MqttTemplate template = new MqttTemplate(client, converters);
		template.setReplyTimeout(properties.template().replyTimeout());
		template.setPublishInterceptor(MqttPublishInterceptor.chain(publishInterceptors.orderedStream().toList()));
		template.setMaxRequests(properties.template().maxRequests());
		template.setAfterCommit(properties.template().afterCommit());
		String responseTopic = properties.template().responseTopic();
		if (responseTopic != null) {
			template.setResponseTopic(responseTopic);
		}
		else if (!properties.clean()) {
			// The broker would keep a subscription of each run of the application
			template.setResponseTopic("replies/{clientId}");
		}
		return template;
	}

	static MqttListenerEndpointRegistry registry(MqttClient client, MqttProperties properties,
			MqttListenerContainerFactory containerFactory, ObjectProvider<MqttListenerDecorator> decorators,
			MqttClientShutdown shutdown) {
		MqttListenerEndpointRegistry registry = new TimedListenerRegistry(client,
				shutdown.time(client, properties.shutdownTimeout()));
		registry.setContainerFactory(containerFactory);
		registry.setOverlap(properties.listener().overlap());
		registry.setShutdownTimeout(properties.shutdownTimeout());
		registry.setListenerDecorators(decorators.orderedStream().toList());
		return registry;
	}

	static MqttListenerContainerFactory containerFactory(MqttProperties properties,
			ObjectProvider<MqttListenerErrorHandler> errorHandlers, ListableBeanFactory beanFactory,
			Environment environment) {
		MqttListenerOptions handler = MqttListenerOptions.builder()
			.errorHandler(MqttListenerErrorHandler.unique(errorHandlers))
			.build();
		return new MqttListenerContainerFactory(
				new MqttListenerPropertiesMapper(properties).options().withDefaults(handler),
				ListenerExecutors.choose(properties.listener().taskExecutor(), beanFactory, environment));
	}

	static MqttListenerMethodFactory methodFactory(MqttClient client, MqttMessageConverters converters,
			MqttProperties properties, ObjectProvider<SmartValidator> validator,
			ObjectProvider<HandlerMethodArgumentResolver> argumentResolvers) {
		MqttListenerMethodFactory factory = new MqttListenerMethodFactory(client, converters);
		factory.setValidator(validator.getIfUnique());
		factory.setCustomArgumentResolvers(argumentResolvers.orderedStream().toList());
		factory.setTypeProperty(properties.listener().typeProperty());
		factory.setErrorReply(properties.listener().errorReply());
		factory.setResponseTopics(
				properties.listener().responseTopics().stream().map(MqttClientBeans::responseTopic).toList());
		return factory;
	}

	private static TopicFilter responseTopic(String filter) {
		try {
			return TopicFilter.of(filter);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException("listener.response-topics", filter,
					"use topic filters; " + ex.getMessage());
		}
	}

}
