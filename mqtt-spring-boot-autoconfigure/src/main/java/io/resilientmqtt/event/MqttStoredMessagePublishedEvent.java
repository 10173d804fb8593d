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

import java.time.Instant;
import java.util.List;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a stored message that nobody waits for any more has been acknowledged by
 * the broker. Nobody waits for what was accepted by {@link MqttClient#store} or by a
 * process that has ended. Listeners run in order, on a thread of the client's that is not
 * its event loop.
 */
public class MqttStoredMessagePublishedEvent extends ApplicationEvent {

	private final transient StoredDelivery delivery;

	/**
	 * Create the event.
	 * @param client the client that has the store
	 * @param delivery what became of the message
	 */
	public MqttStoredMessagePublishedEvent(MqttClient client, StoredDelivery delivery) {
		super(client);
		this.delivery = delivery;
	}

	/**
	 * Return the client that has the store.
	 * @return the client
	 */
	public MqttClient getClient() {
		return (MqttClient) getSource();
	}

	/**
	 * Return the topic of the message.
	 * @return the topic name
	 */
	public String getTopic() {
		return this.delivery.topic();
	}

	/**
	 * Return the QoS asked for.
	 * @return 1 or 2
	 */
	public QoS getQos() {
		return this.delivery.qos();
	}

	/**
	 * Return the User Properties of the message.
	 * @return the properties in order, possibly empty
	 */
	public List<UserProperty> getUserProperties() {
		return this.delivery.userProperties();
	}

	/**
	 * Return when the message was accepted.
	 * @return the time
	 */
	public Instant getAcceptedAt() {
		return this.delivery.acceptedAt();
	}

	@Override
	public String toString() {
		return "MqttStoredMessagePublishedEvent[topic=" + Printable.of(getTopic()) + ", qos=" + getQos()
				+ ", acceptedAt=" + getAcceptedAt() + "]";
	}

}
