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

import org.jspecify.annotations.Nullable;

/**
 * Authenticates connections by an exchange of AUTH packets [MQTT 5, 4.12]. One serves all
 * connections of a client, one {@link Exchange} at a time.
 * <p>
 * Everything here is called on threads that may block, never on the event loop. A step
 * that takes longer than {@code mqtt.response-time} fails. What is thrown ends the
 * connection; it should be an {@link MqttAuthenticationException} and have no secret in
 * its message.
 */
public interface MqttAuthenticator {

	/**
	 * Return the Authentication Method, the same every time.
	 * @return the name, for example {@code SCRAM-SHA-256}
	 */
	String method();

	/**
	 * Begin an exchange: with a connection, or to authenticate again.
	 * @return the exchange
	 */
	Exchange begin();

	/**
	 * One exchange. Its methods are called one at a time.
	 */
	interface Exchange {

		/**
		 * Return what the client says first, in CONNECT or in the AUTH that asks for a
		 * new authentication.
		 * @return the Authentication Data, or {@code null} for none
		 */
		byte @Nullable [] initialData();

		/**
		 * Answer an AUTH of the server.
		 * @param challenge its Authentication Data, or {@code null} if it had none
		 * @return the Authentication Data of the answer, or {@code null} for none
		 */
		byte @Nullable [] respond(byte @Nullable [] challenge);

		/**
		 * Return what else the next AUTH says; asked for after its data. It is left out
		 * as far as the server's Maximum Packet Size has no room for it.
		 * @return the Reason String and the User Properties, none by default
		 */
		default ReasonProperties properties() {
			return ReasonProperties.NONE;
		}

		/**
		 * Take what else an AUTH of the server says, if it does, before its data.
		 * @param properties its Reason String and User Properties
		 */
		default void explained(ReasonProperties properties) {
		}

		/**
		 * The server is satisfied. Throws an exception if the client is not, for example
		 * because the server did not prove itself.
		 * @param data the Authentication Data of its CONNACK or AUTH, or {@code null} if
		 * it had none
		 */
		void complete(byte @Nullable [] data);

	}

}
