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

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes the listeners of {@link MqttListenerConfigurer}s and registers them behind those
 * of annotated methods. Used by one thread.
 */
public final class MqttListenerEndpointRegistrar {

	private final MqttListenerEndpointRegistry registry;

	private final MqttListenerMethodFactory methodFactory;

	private final List<Runnable> registrations = new ArrayList<>();

	MqttListenerEndpointRegistrar(MqttListenerEndpointRegistry registry, MqttListenerMethodFactory methodFactory) {
		this.registry = registry;
		this.methodFactory = methodFactory;
	}

	/**
	 * Return what makes listeners of methods, those that are annotated too.
	 * @return the factory, whose settings may be changed
	 */
	public MqttListenerMethodFactory getMethodFactory() {
		return this.methodFactory;
	}

	/**
	 * Return where the listeners will be registered, and where they can be started,
	 * stopped, and added later.
	 * @return the registry
	 */
	public MqttListenerEndpointRegistry getEndpointRegistry() {
		return this.registry;
	}

	/**
	 * Add a listener.
	 * @param endpoint the listener
	 */
	public void registerEndpoint(MqttListenerEndpoint endpoint) {
		registerEndpoint(endpoint, null);
	}

	/**
	 * Add a listener with a factory of its own.
	 * @param endpoint the listener
	 * @param factory the options and threads that the endpoint does not set, or
	 * {@code null} for those of the registry
	 */
	public void registerEndpoint(MqttListenerEndpoint endpoint, @Nullable MqttListenerContainerFactory factory) {
		this.registrations.add(() -> {
			if (factory != null) {
				this.registry.registerEndpoint(endpoint, factory);
			}
			else {
				this.registry.registerEndpoint(endpoint);
			}
		});
	}

	void registerAll() {
		this.registrations.forEach(Runnable::run);
	}

}
