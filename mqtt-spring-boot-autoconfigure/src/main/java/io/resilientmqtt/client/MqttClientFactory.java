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
 * Makes clients, which share the threads of their factory. Safe for use by several
 * threads.
 */
public interface MqttClientFactory extends AutoCloseable {

	/**
	 * Make a client. It does nothing until {@link MqttClient#connect()}.
	 * @param options what it is made from
	 * @return the client, to be closed by the caller
	 * @throws IllegalStateException if the factory is closed
	 */
	MqttClient create(MqttClientOptions options);

	/**
	 * Close the clients that are still open and end the threads. Closing twice does
	 * nothing.
	 */
	@Override
	void close();

}
