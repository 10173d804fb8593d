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

import io.resilientmqtt.client.InvalidOptionException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Chooses the threads of listeners: the executor that {@code mqtt.listener.task-executor}
 * names and no other, for a pool that is too small holds listeners up for good; otherwise
 * virtual threads where Spring Boot has them on.
 */
final class ListenerExecutors {

	private ListenerExecutors() {
	}

	/**
	 * Return what runs the listeners of a client.
	 * @param name the name of a bean, or {@code null} for threads of their own
	 * @param beanFactory has the bean
	 * @param environment says whether there are virtual threads
	 * @return the executor, or {@code null} for platform threads of their own
	 * @throws InvalidOptionException if there is no such executor
	 */
	static @Nullable Executor choose(@Nullable String name, ListableBeanFactory beanFactory, Environment environment) {
		if (name == null || name.isEmpty()) {
			return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("mqtt-listener-") : null;
		}
		try {
			return beanFactory.getBean(name, Executor.class);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new InvalidOptionException("listener.task-executor", name,
					"name a bean of type Executor, of "
							+ String.join(", ", beanFactory.getBeanNamesForType(Executor.class, true, false))
							+ ", or leave it out for threads of the listeners' own");
		}
	}

}
