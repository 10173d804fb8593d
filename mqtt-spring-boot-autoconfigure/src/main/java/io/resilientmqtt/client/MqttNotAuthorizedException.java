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
 * The server does not let this client in, whoever it says it is: it takes no anonymous
 * clients, or not this one (return code 5 of MQTT 3.1.1; Reason Codes 0x87 and 0x8A of
 * MQTT 5).
 */
public class MqttNotAuthorizedException extends MqttConnectException {

	/**
	 * Create the exception.
	 * @param connectionCause why
	 */
	public MqttNotAuthorizedException(ConnectionCause connectionCause) {
		super(connectionCause);
	}

}
