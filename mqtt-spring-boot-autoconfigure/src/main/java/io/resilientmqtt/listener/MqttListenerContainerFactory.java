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

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * What listeners have in common: the options they don't set themselves, and the threads
 * they run on. A registry has one; an application may define further ones as beans, for
 * listeners that name them. What those don't set comes from the registry's. Immutable.
 */
public class MqttListenerContainerFactory {

	private final MqttListenerOptions options;

	private final @Nullable Executor taskExecutor;

	/**
	 * Create a factory whose listeners run on the threads of the registry's factory.
	 * @param options the options that listeners don't set themselves
	 */
	public MqttListenerContainerFactory(MqttListenerOptions options) {
		this(options, null);
	}

	/**
	 * Create a factory.
	 * @param options the options that listeners don't set themselves
	 * @param taskExecutor runs the listeners, or {@code null} for the threads of the
	 * registry's factory, or else the client's own
	 */
	public MqttListenerContainerFactory(MqttListenerOptions options, @Nullable Executor taskExecutor) {
		this.options = options;
		this.taskExecutor = taskExecutor;
	}

	/**
	 * Return the options that listeners don't set themselves.
	 * @return the options
	 */
	public MqttListenerOptions getOptions() {
		return this.options;
	}

	/**
	 * Return what runs the listeners.
	 * @return the executor, or {@code null} if none is set
	 */
	public @Nullable Executor getTaskExecutor() {
		return this.taskExecutor;
	}

	/**
	 * Return this factory, completed by another where it sets nothing.
	 * @param defaults the other factory
	 * @return a factory
	 */
	public MqttListenerContainerFactory withDefaults(MqttListenerContainerFactory defaults) {
		return (this == defaults) ? this : new MqttListenerContainerFactory(this.options.withDefaults(defaults.options),
				(this.taskExecutor != null) ? this.taskExecutor : defaults.taskExecutor);
	}

}
