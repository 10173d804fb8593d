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

package io.resilientmqtt.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What an observation knows of a message that a listener handles. A trace comes in User
 * Properties.
 */
public class MqttReceiveContext extends ReceiverContext<MqttMessage> {

	private final MqttMessage message;

	private final String listenerId;

	private final String clientName;

	/**
	 * Create the context of a message.
	 * @param message the message
	 * @param listenerId the id of the listener
	 * @param clientName the name of the client that received it
	 */
	public MqttReceiveContext(MqttMessage message, String listenerId, String clientName) {
		super(MqttReceiveContext::userProperty, Kind.CONSUMER);
		this.message = message;
		this.listenerId = listenerId;
		this.clientName = clientName;
		setCarrier(message);
		setRemoteServiceName("mqtt");
	}

	private static @Nullable String userProperty(@Nullable MqttMessage message, String name) {
		if (message == null) {
			return null;
		}
		for (UserProperty property : message.properties().userProperties()) {
			if (property.name().equals(name)) {
				return property.value();
			}
		}
		return null;
	}

	/**
	 * Return the message.
	 * @return the message
	 */
	public MqttMessage getMessage() {
		return this.message;
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * Return the name of the client.
	 * @return the name of its bean
	 */
	public String getClientName() {
		return this.clientName;
	}

}
