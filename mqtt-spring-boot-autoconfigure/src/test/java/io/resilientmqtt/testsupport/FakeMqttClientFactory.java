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

package io.resilientmqtt.testsupport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;

/**
 * Makes clients without a network, and keeps them.
 */
public final class FakeMqttClientFactory implements MqttClientFactory {

	private final List<FakeMqttClient> clients = new CopyOnWriteArrayList<>();

	/**
	 * Return the clients that were made.
	 * @return the clients in order
	 */
	public List<FakeMqttClient> clients() {
		return this.clients;
	}

	@Override
	public MqttClient create(MqttClientOptions options) {
		FakeMqttClient client = new FakeMqttClient(options);
		this.clients.add(client);
		return client;
	}

	@Override
	public void close() {
		this.clients.forEach(FakeMqttClient::close);
	}

}
