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

package io.resilientmqtt.listener;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The listeners of all clients of an application. Ids are unique among them as far as
 * annotations go; of listeners that were registered with the same id for several clients
 * the first one is found. Safe for use by several threads.
 */
public final class MqttListenerRegistries {

	private final Supplier<? extends Collection<MqttListenerEndpointRegistry>> registries;

	/**
	 * Create a view.
	 * @param registries returns the registries, of which each client has one
	 */
	public MqttListenerRegistries(Supplier<? extends Collection<MqttListenerEndpointRegistry>> registries) {
		this.registries = registries;
	}

	/**
	 * Return the container of a listener.
	 * @param id the id of the listener
	 * @return the container or {@code null} if there is none
	 */
	public @Nullable MqttListenerContainer getListenerContainer(String id) {
		for (MqttListenerEndpointRegistry registry : this.registries.get()) {
			MqttListenerContainer container = registry.getListenerContainer(id);
			if (container != null) {
				return container;
			}
		}
		return null;
	}

	/**
	 * Return the containers of all listeners.
	 * @return a snapshot
	 */
	public Collection<MqttListenerContainer> getListenerContainers() {
		return this.registries.get().stream().flatMap((registry) -> registry.getListenerContainers().stream()).toList();
	}

	/**
	 * Return the ids of all listeners.
	 * @return a snapshot
	 */
	public Set<String> getListenerContainerIds() {
		Set<String> ids = new LinkedHashSet<>();
		List.copyOf(this.registries.get()).forEach((registry) -> ids.addAll(registry.getListenerContainerIds()));
		return ids;
	}

	/**
	 * Stop a listener, end its subscriptions and forget it.
	 * @param id the id of the listener
	 * @return what ran it, or {@code null} if there is none
	 * @see MqttListenerEndpointRegistry#unregisterListenerContainer(String)
	 */
	public @Nullable MqttListenerContainer unregisterListenerContainer(String id) {
		for (MqttListenerEndpointRegistry registry : this.registries.get()) {
			MqttListenerContainer container = registry.unregisterListenerContainer(id);
			if (container != null) {
				return container;
			}
		}
		return null;
	}

}
