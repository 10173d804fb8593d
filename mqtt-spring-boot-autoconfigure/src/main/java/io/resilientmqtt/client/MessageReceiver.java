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

package io.resilientmqtt.client;

import io.resilientmqtt.message.MqttMessage;

/**
 * Receives the messages of a {@link Receiver}, one at a time and in order, never on the
 * event loop.
 */
@FunctionalInterface
public interface MessageReceiver {

	/**
	 * Handle a message. What this throws is logged; the connection never notices
	 * (behaviour S25). A message whose receiver throws is acknowledged.
	 * @param message the message
	 * @param acknowledgement to be acknowledged when the message has been dealt with,
	 * from any thread, also after this method has returned
	 */
	void receive(MqttMessage message, DeliveryReceipt acknowledgement);

}
