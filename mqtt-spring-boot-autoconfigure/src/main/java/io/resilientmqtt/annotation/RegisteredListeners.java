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
import java.util.IdentityHashMap;
import java.util.List;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * Knows which listeners were registered for which bean, so that they go when it is
 * destroyed. A bean is the same behind a proxy. Safe for use by several threads.
 */
final class RegisteredListeners {

	/** By the bean behind all proxies; guarded by itself. */
	private final IdentityHashMap<Object, List<Registered>> listeners = new IdentityHashMap<>();

	/**
	 * A listener was registered.
	 * @param bean its bean
	 * @param registry where it was registered
	 * @param id its id
	 */
	void add(Object bean, MqttListenerEndpointRegistry registry, String id) {
		synchronized (this.listeners) {
			this.listeners.computeIfAbsent(target(bean), (key) -> new ArrayList<>()).add(new Registered(registry, id));
		}
	}

	/**
	 * A bean is destroyed: its listeners are unregistered, and what they are at is waited
	 * for.
	 * @param bean the bean
	 */
	void remove(Object bean) {
		List<Registered> registered;
		synchronized (this.listeners) {
			registered = this.listeners.remove(target(bean));
		}
		if (registered != null) {
			registered.forEach(RegisteredListeners::remove);
		}
	}

	private static void remove(Registered listener) {
		MqttListenerContainer container = listener.registry().unregisterListenerContainer(listener.id());
		if (container != null && !Receiver.isReceiving()) { // which would wait for itself
			container.stop().join();
		}
	}

	private static Object target(Object bean) {
		Object target = bean;
		for (Object behind = behind(target); behind != null; behind = behind(target)) {
			target = behind;
		}
		return target;
	}

	private static @Nullable Object behind(Object bean) {
		return AopProxyUtils.getSingletonTarget(bean);
	}

	/**
	 * A listener.
	 *
	 * @param registry where it is registered
	 * @param id its id
	 */
	private record Registered(MqttListenerEndpointRegistry registry, String id) {

	}

}
