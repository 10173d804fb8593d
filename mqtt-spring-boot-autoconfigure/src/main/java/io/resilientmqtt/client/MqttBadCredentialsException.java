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
 * The server does not accept the user name and password, or the authentication method
 * (return code 4 of MQTT 3.1.1; Reason Codes 0x86 and 0x8C of MQTT 5).
 */
public class MqttBadCredentialsException extends MqttConnectException {

	/**
	 * Create the exception.
	 * @param connectionCause why
	 */
	public MqttBadCredentialsException(ConnectionCause connectionCause) {
		super(connectionCause);
	}

}
