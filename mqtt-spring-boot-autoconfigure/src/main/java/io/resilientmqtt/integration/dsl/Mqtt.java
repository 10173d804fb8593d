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

package io.resilientmqtt.integration.dsl;

import io.resilientmqtt.integration.ResilientMqttClientManager;

/**
 * Factory of MQTT components for Spring Integration's Java DSL.
 */
public final class Mqtt {

	private Mqtt() {
	}

	/**
	 * Begin an inbound channel adapter.
	 * @param clientManager lends the client
	 * @param topics the topic filters to subscribe to with QoS 1
	 * @return the spec
	 * @throws IllegalArgumentException if a filter is not valid
	 */
	public static MqttMessageDrivenChannelAdapterSpec inboundAdapter(ResilientMqttClientManager clientManager,
			String... topics) {
		return new MqttMessageDrivenChannelAdapterSpec(clientManager, topics);
	}

	/**
	 * Begin an outbound channel adapter.
	 * @param clientManager lends the client
	 * @return the spec
	 */
	public static MqttMessageHandlerSpec outboundAdapter(ResilientMqttClientManager clientManager) {
		return new MqttMessageHandlerSpec(clientManager);
	}

}
