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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.resilientmqtt.client.MqttClient;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;

/**
 * The clients of an application by the names of their beans, and the names by client.
 * Safe for use by several threads.
 */
final class MqttClientNames implements Function<MqttClient, String> {

	/**
	 * Name of a client that is no bean.
	 */
	static final String UNKNOWN = "unknown";

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<MqttClient, String> names = new ConcurrentHashMap<>();

	MqttClientNames(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return all clients.
	 * @return the clients by name
	 */
	Map<String, MqttClient> clients() {
		return SimpleAutowireCandidateResolver.resolveAutowireCandidates(this.beanFactory, MqttClient.class);
	}

	@Override
	public String apply(MqttClient client) {
		String name = this.names.get(client);
		if (name == null) {
			clients().forEach((beanName, bean) -> this.names.put(bean, beanName));
			name = this.names.computeIfAbsent(client, (unknown) -> UNKNOWN);
		}
		return name;
	}

}
