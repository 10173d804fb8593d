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

package io.resilientmqtt.listener;

import java.util.List;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;

/**
 * A message that a listener could not handle, or a batch.
 *
 * @param listenerId the id of the listener
 * @param messages what could not be handled, at least one
 * @param cause what the last attempt failed with
 * @param attempts how often it was attempted, 1 or more
 */
public record MqttListenerFailure(String listenerId, List<MqttMessage> messages, Throwable cause, int attempts) {

	public MqttListenerFailure {
		messages = List.copyOf(messages);
		if (messages.isEmpty()) {
			throw new IllegalArgumentException("a failure has a message; there is none");
		}
	}

	/**
	 * Return the message that could not be handled.
	 * @return the message; the first one of a batch
	 */
	public MqttMessage message() {
		return this.messages.get(0);
	}

	/**
	 * Describe the failure, without payloads.
	 */
	@Override
	public String toString() {
		return "MqttListenerFailure[listenerId=" + this.listenerId + ", messages(" + this.messages.size() + "), topic="
				+ Printable.of(message().topic()) + ", attempts=" + this.attempts + ", cause="
				+ Printable.of(this.cause) + "]";
	}

}
