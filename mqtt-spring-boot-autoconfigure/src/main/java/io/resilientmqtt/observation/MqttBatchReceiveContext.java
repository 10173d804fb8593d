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

import java.util.List;

import io.micrometer.observation.Observation;
import io.resilientmqtt.message.MqttMessage;

/**
 * What an observation knows of a batch that a listener handles. Its messages may belong
 * to as many traces, so the batch is part of none of them.
 */
public class MqttBatchReceiveContext extends Observation.Context {

	private final List<MqttMessage> messages;

	private final String listenerId;

	private final String clientName;

	/**
	 * Create the context of a batch.
	 * @param messages the messages in the order they arrived
	 * @param listenerId the id of the listener
	 * @param clientName the name of the client that received them
	 */
	public MqttBatchReceiveContext(List<MqttMessage> messages, String listenerId, String clientName) {
		this.messages = messages;
		this.listenerId = listenerId;
		this.clientName = clientName;
	}

	/**
	 * Return the messages.
	 * @return the messages in the order they arrived
	 */
	public List<MqttMessage> getMessages() {
		return this.messages;
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
