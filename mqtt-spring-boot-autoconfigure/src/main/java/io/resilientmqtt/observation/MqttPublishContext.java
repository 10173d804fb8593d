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

import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What an observation knows of a message that is published. A trace is carried in User
 * Properties, which MQTT 3.1.1 does not have. Belongs to the thread that publishes.
 */
public class MqttPublishContext extends SenderContext<List<UserProperty>> {

	private final MqttMessage message;

	private final String clientName;

	/**
	 * Create the context of a message.
	 * @param message the message
	 * @param clientName the name of the client that publishes it
	 */
	public MqttPublishContext(MqttMessage message, String clientName) {
		super(MqttPublishContext::add, Kind.PRODUCER);
		this.message = message;
		this.clientName = clientName;
		setCarrier(new ArrayList<>(2));
		setRemoteServiceName("mqtt");
	}

	private static void add(@Nullable List<UserProperty> properties, String name, String value) {
		if (properties != null) {
			properties.add(new UserProperty(name, value));
		}
	}

	/**
	 * Return the message as it was given to the template.
	 * @return the message
	 */
	public MqttMessage getMessage() {
		return this.message;
	}

	/**
	 * Return the name of the client.
	 * @return the name of its bean
	 */
	public String getClientName() {
		return this.clientName;
	}

	/**
	 * Return the message with what a trace has added. Properties of the same names, as a
	 * message that is passed on may have, are replaced.
	 * @return the message to publish
	 */
	MqttMessage getTracedMessage() {
		List<UserProperty> added = getCarrier();
		if (added == null || added.isEmpty()) {
			return this.message;
		}
		MqttMessage.Builder builder = this.message.mutate();
		added.forEach((property) -> builder.removeUserProperty(property.name()));
		return builder.userProperties(added).build();
	}

}
