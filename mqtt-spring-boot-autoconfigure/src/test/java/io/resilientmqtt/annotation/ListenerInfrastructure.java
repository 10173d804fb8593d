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

import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.messaging.MqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.testsupport.FakeMqttClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.util.StringUtils;

/**
 * What listeners need around them, with a client that has no network.
 */
@Configuration(proxyBeanMethods = false)
class ListenerInfrastructure {

	/**
	 * Start a context with beans that are named after their classes.
	 */
	static void refresh(AnnotationConfigApplicationContext context, Class<?>... types) {
		context.register(ListenerInfrastructure.class);
		context.setBeanNameGenerator((definition, registry) -> {
			String name = String.valueOf(definition.getBeanClassName());
			return StringUtils.uncapitalize(name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1));
		});
		context.register(types);
		context.refresh();
	}

	@Bean
	static PropertySourcesPlaceholderConfigurer placeholders() {
		return new PropertySourcesPlaceholderConfigurer();
	}

	@Bean
	FakeMqttClient client() {
		return new FakeMqttClient();
	}

	@Bean
	MqttListenerEndpointRegistry registry(FakeMqttClient client) {
		return new MqttListenerEndpointRegistry(client);
	}

	@Bean
	MqttListenerMethodFactory methodFactory(FakeMqttClient client, ObjectProvider<MqttMessageConverter> converters) {
		return new MqttListenerMethodFactory(client, new MqttMessageConverters(converters.orderedStream().toList()));
	}

	@Bean
	static MqttListenerAnnotationBeanPostProcessor postProcessor(ObjectProvider<MqttListenerEndpointRegistry> registry,
			ObjectProvider<MqttListenerMethodFactory> methodFactory) {
		return new MqttListenerAnnotationBeanPostProcessor(registry, methodFactory);
	}

}
