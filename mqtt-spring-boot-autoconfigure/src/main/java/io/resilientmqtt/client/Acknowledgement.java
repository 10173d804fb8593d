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

/**
 * Completes the handling of one received message. For QoS 1 and 2 the broker is told once
 * every receiver of the message has acknowledged it; acknowledgements leave in the order
 * the messages arrived [MQTT-4.6.0-2]. After the connection a message came on is lost,
 * acknowledging it does nothing: the broker sends it again.
 */
@FunctionalInterface
public interface Acknowledgement {

	/**
	 * Acknowledge the message. May be called from any thread; calls after the first do
	 * nothing.
	 */
	void acknowledge();

	/**
	 * Leave the message to the broker, which sends it again on the next connection of a
	 * persistent session; it does not hold up acknowledgements behind it. May be called
	 * from any thread; does nothing after {@link #acknowledge()}.
	 */
	default void abandon() {
	}

}
