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

import java.util.List;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.mqtt.core.AbstractMqttClientManager;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttIntegrationAutoConfiguration}.
 */
class MqttIntegrationAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttIntegrationAutoConfiguration.class,
				SslAutoConfiguration.class, TaskExecutionAutoConfiguration.class, IntegrationAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@Test
	void lendsTheClientOfTheApplication() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ResilientMqttClientManager.class);
			ResilientMqttClientManager manager = context.getBean(ResilientMqttClientManager.class);
			assertThat(manager.getClient()).isSameAs(context.getBean(MqttClient.class));
			assertThat(manager.getConnectionInfo()).isSameAs(context.getBean(MqttClientOptions.class));
			assertThat(manager.getBeanName()).isEqualTo("mqttClientManager");
		});
	}

	@Test
	void leavesTheManagerToTheApplication() {
		this.runner.withUserConfiguration(OwnManager.class)
			.run((context) -> assertThat(context).hasSingleBean(ResilientMqttClientManager.class).hasBean("own"));
	}

	@Test
	void isNothingWithoutSpringIntegration() {
		this.runner.withClassLoader(new FilteredClassLoader(AbstractMqttClientManager.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ResilientMqttClientManager.class));
	}

	@Test
	void isNothingWithoutMqtt() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class,
					MqttIntegrationAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("mqtt.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ResilientMqttClientManager.class));
	}

	@Test
	void inboundAdaptersReceiveBeforeTheClientConnects() {
		this.runner.withUserConfiguration(MigratedFlows.Beans.class).run((context) -> {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			List<String> calls = client.calls();
			assertThat(calls.indexOf("addReceiver inbound")).isBetween(0, calls.indexOf("connect"));
			assertThat(calls.indexOf("subscribe sensors/+/celsius:1")).isBetween(0, calls.indexOf("connect"));
			assertThat(client.receivers()).extracting(Receiver::executor).containsOnlyNulls();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void flowsRunOnVirtualThreadsWhenBootHasThemOn() {
		this.runner.withUserConfiguration(MigratedFlows.Beans.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(FakeMqttClient.class).receivers())
				.extracting(Receiver::executor)
				.containsExactly(context.getBean("applicationTaskExecutor", Executor.class)));
	}

	@Test
	void nothingNeedsPaho() {
		assertThat(ClassUtils.isPresent("org.eclipse.paho.client.mqttv3.MqttMessage", null)).isFalse();
		assertThat(ClassUtils.isPresent("org.eclipse.paho.mqttv5.common.MqttMessage", null)).isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		ResilientMqttClientManager own(MqttClient client, MqttClientOptions options) {
			return new ResilientMqttClientManager(client, options);
		}

	}

}
