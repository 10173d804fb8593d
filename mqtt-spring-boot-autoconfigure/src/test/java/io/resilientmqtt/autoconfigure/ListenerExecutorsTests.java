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

import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.VirtualThreadTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Which threads listeners run on.
 */
class ListenerExecutorsTests {

	private final ApplicationContextRunner offline = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@Test
	void listenersRunOnTheExecutorThatIsNamedAndOnNoOther() {
		Executor executor = mock(Executor.class);
		ApplicationContextRunner runner = this.offline.withBean("applicationTaskExecutor", Executor.class,
				() -> executor);
		runner.run((context) -> assertThat(context.getBean(MqttListenerEndpointRegistry.class))
			.extracting("containerFactory.taskExecutor")
			.isNull());
		runner.withPropertyValues("mqtt.listener.task-executor=applicationTaskExecutor")
			.run((context) -> assertThat(context.getBean(MqttListenerEndpointRegistry.class))
				.extracting("containerFactory.taskExecutor")
				.isSameAs(executor));
		runner.withPropertyValues("mqtt.listener.task-executor=other")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("listener.task-executor = 'other'")
				.hasMessageContaining("applicationTaskExecutor"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void listenersRunOnVirtualThreadsOfTheirOwnWhereBootHasThemOn() {
		this.offline.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(MqttListenerEndpointRegistry.class))
				.extracting("containerFactory.taskExecutor")
				.isInstanceOf(VirtualThreadTaskExecutor.class));
	}

}
