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

import java.time.Duration;

import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Published when the broker has accepted the connection and the subscriptions have been
 * renewed. Listeners run in the order of events, on a thread of the client's that is not
 * its event loop.
 */
public class MqttUpEvent extends ApplicationEvent {

	private final transient ConnectionEvent.Up up;

	/**
	 * Create the event.
	 * @param client the client whose link is up
	 * @param up what happened
	 */
	public MqttUpEvent(MqttClient client, ConnectionEvent.Up up) {
		super(client);
		this.up = up;
	}

	/**
	 * Return the client whose link is up.
	 * @return the client
	 */
	public MqttClient getClient() {
		return (MqttClient) getSource();
	}

	/**
	 * Return the server connected to.
	 * @return the server
	 */
	public ServerAddress getServer() {
		return this.up.server();
	}

	/**
	 * Return what the broker answered.
	 * @return the CONNACK
	 */
	public ConnectResult getResult() {
		return this.up.result();
	}

	/**
	 * Return how long the link had been down.
	 * @return the duration or {@code null} for the first connection
	 */
	public @Nullable Duration getOutage() {
		return this.up.outage();
	}

	@Override
	public String toString() {
		return "MqttUpEvent[server=" + getServer() + ", outage=" + getOutage() + ", source=" + getSource() + "]";
	}

}
