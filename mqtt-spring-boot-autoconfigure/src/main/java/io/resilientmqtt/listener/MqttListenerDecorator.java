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

import io.resilientmqtt.client.MqttClient;

/**
 * Puts something around each listener as it is registered: a meter, a trace. Called once
 * for each listener, not for its messages. Listeners without a decorator are called as
 * they are.
 */
@FunctionalInterface
public interface MqttListenerDecorator {

	/**
	 * Put something around a listener.
	 * @param endpoint describes the listener
	 * @param listener the listener, possibly decorated already
	 * @param client the client whose messages it handles
	 * @return what is called in its place, or the same listener
	 */
	MqttMessageListener decorate(MqttListenerEndpoint endpoint, MqttMessageListener listener, MqttClient client);

	/**
	 * A listener that was decorated is there no more: it was unregistered, could not be
	 * registered, or its application context ends while the client goes on. What it is
	 * still handling is handled to the end. Does nothing unless overridden.
	 * @param endpoint describes the listener
	 * @param client the client whose messages it handled
	 */
	default void unregistered(MqttListenerEndpoint endpoint, MqttClient client) {
		// Nothing was kept of it
	}

}
