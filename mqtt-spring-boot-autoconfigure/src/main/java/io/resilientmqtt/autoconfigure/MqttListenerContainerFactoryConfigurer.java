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

import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerOptions;

/**
 * Completes container factories of an application with what Spring Boot has configured:
 * {@code mqtt.listener.*}, the bean that handles errors and the threads. A factory that
 * listeners name has all of this from the registry anyway; one that takes the place of
 * the registry's, as a bean named {@code mqttListenerContainerFactory}, has it by this
 * alone.
 */
public final class MqttListenerContainerFactoryConfigurer {

	private final MqttListenerContainerFactory defaults;

	MqttListenerContainerFactoryConfigurer(MqttListenerContainerFactory defaults) {
		this.defaults = defaults;
	}

	/**
	 * Complete a factory.
	 * @param factory the factory
	 * @return a factory that has what the given one sets, and for the rest what is
	 * configured
	 */
	public MqttListenerContainerFactory configure(MqttListenerContainerFactory factory) {
		return factory.withDefaults(this.defaults);
	}

	/**
	 * Make a factory of options.
	 * @param options what is to differ from what is configured
	 * @return a factory that has the options, and for the rest what is configured
	 */
	public MqttListenerContainerFactory configure(MqttListenerOptions options) {
		return configure(new MqttListenerContainerFactory(options));
	}

}
