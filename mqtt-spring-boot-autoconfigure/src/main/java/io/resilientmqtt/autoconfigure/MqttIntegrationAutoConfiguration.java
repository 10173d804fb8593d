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

import java.util.concurrent.Executor;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.messaging.MqttMessageConverters;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.integration.mqtt.core.AbstractMqttClientManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of what Spring Integration's MQTT
 * channel adapters need.
 * <p>
 * Flows run on the client's own threads, of which there are as many as needed, or on
 * virtual ones: a flow may wait for its publications, and in a pool it would keep
 * listeners from a thread whose full queues then keep the answers from being read.
 */
@AutoConfiguration(after = MqttAutoConfiguration.class)
@ConditionalOnClass(AbstractMqttClientManager.class)
@ConditionalOnSingleCandidate(MqttClient.class)
public final class MqttIntegrationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(value = ResilientMqttClientManager.class, name = "mqttClientManager")
	ResilientMqttClientManager mqttClientManager(MqttClient client, MqttClientOptions options,
			MqttMessageConverters messageConverters, Environment environment,
			@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<Executor> taskExecutor) {
		ResilientMqttClientManager manager = new ResilientMqttClientManager(client, options);
		manager.setMessageConverters(messageConverters);
		if (Threading.VIRTUAL.isActive(environment)) {
			manager.setTaskExecutor(taskExecutor.getIfUnique());
		}
		return manager;
	}

	// The manager where a bean of another type has its name.
	@Bean
	@ConditionalOnMissingBean
	ResilientMqttClientManager resilientMqttClientManager(MqttClient client, MqttClientOptions options,
			MqttMessageConverters messageConverters, Environment environment,
			@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<Executor> taskExecutor) {
		return mqttClientManager(client, options, messageConverters, environment, taskExecutor);
	}

}
