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

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttConnectException;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Connects a further client, and says which one it is when that fails.
 */
final class NamedMqttConnectLifecycle extends MqttConnectLifecycle {

	private final String name;

	NamedMqttConnectLifecycle(String name, MqttClient client, boolean autoStartup, boolean failFast,
			ApplicationEventPublisher events) {
		super(client, autoStartup, failFast, events);
		this.name = name;
	}

	@Override
	public void start() {
		try {
			super.start();
		}
		catch (MqttConnectException ex) {
			throw new NamedMqttClientException(this.name, ex);
		}
	}

}
