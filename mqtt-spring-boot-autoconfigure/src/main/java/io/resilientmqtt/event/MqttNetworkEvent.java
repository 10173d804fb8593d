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

package io.resilientmqtt.event;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;

import org.springframework.context.ApplicationEvent;

/**
 * Published when attempts to connect pause because no network interface of this machine
 * leads to a server, and when they go on because one does again. Listeners run in the
 * order of events, on a thread of the client's that is not its event loop.
 */
public class MqttNetworkEvent extends ApplicationEvent {

	private final boolean available;

	/**
	 * Create the event.
	 * @param client the client
	 * @param change what happened
	 */
	public MqttNetworkEvent(MqttClient client, ConnectionEvent.NetworkChanged change) {
		super(client);
		this.available = change.available();
	}

	/**
	 * Return the client.
	 * @return the client
	 */
	public MqttClient getClient() {
		return (MqttClient) getSource();
	}

	/**
	 * Return whether there is a network.
	 * @return {@code true} if attempts go on
	 */
	public boolean isAvailable() {
		return this.available;
	}

	@Override
	public String toString() {
		return "MqttNetworkEvent[available=" + this.available + ", source=" + getSource() + "]";
	}

}
