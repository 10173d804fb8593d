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

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;

import org.springframework.context.ApplicationEvent;

/**
 * Published when an established connection has ended, once for each {@link MqttUpEvent}.
 * Listeners run in the order of events, on a thread of the client's that is not its event
 * loop.
 */
public class MqttDownEvent extends ApplicationEvent {

	private final transient ConnectionEvent.Down down;

	/**
	 * Create the event.
	 * @param client the client whose link is down
	 * @param down what happened
	 */
	public MqttDownEvent(MqttClient client, ConnectionEvent.Down down) {
		super(client);
		this.down = down;
	}

	/**
	 * Return the client whose link is down.
	 * @return the client
	 */
	public MqttClient getClient() {
		return (MqttClient) getSource();
	}

	/**
	 * Return why.
	 * @return the cause
	 */
	public ConnectionCause getCause() {
		return this.down.cause();
	}

	@Override
	public String toString() {
		return "MqttDownEvent[cause=" + getCause() + ", source=" + getSource() + "]";
	}

}
