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

import io.resilientmqtt.listener.MqttListenerOptions;

/**
 * Makes the options of listeners of {@code mqtt.listener.*}.
 */
final class MqttListenerPropertiesMapper {

	private final MqttProperties.Listener properties;

	MqttListenerPropertiesMapper(MqttProperties.Listener properties) {
		this.properties = properties;
	}

	/**
	 * Return the options that listeners have unless they say otherwise.
	 * @return the options
	 */
	MqttListenerOptions options() {
		return MqttListenerOptions.builder()
			.queueCapacity(this.properties.queueCapacity())
			.overflow(this.properties.overflow())
			.build();
	}

}
