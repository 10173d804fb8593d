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

import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The client and the server could not authenticate each other [MQTT 5, 4.12].
 */
public class MqttAuthenticationException extends MqttException {

	private final Reason reason;

	private final @Nullable ReasonCode reasonCode;

	/**
	 * Create the exception.
	 * @param reason why
	 * @param message one sentence for people, free of secrets
	 * @param reasonCode the Reason Code of the server, or {@code null} if it gave none
	 * @param cause the failure underneath, or {@code null}
	 */
	public MqttAuthenticationException(Reason reason, String message, @Nullable ReasonCode reasonCode,
			@Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.reasonCode = reasonCode;
	}

	/**
	 * Create an exception without a Reason Code.
	 * @param reason why
	 * @param message one sentence for people, free of secrets
	 */
	public MqttAuthenticationException(Reason reason, String message) {
		this(reason, message, null, null);
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return the Reason Code of the server.
	 * @return the code or {@code null} if it gave none
	 */
	public @Nullable ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * Why an authentication failed.
	 */
	public enum Reason {

		/**
		 * The server refused the client.
		 */
		REFUSED,

		/**
		 * The server could not prove who it is: it may be an impostor.
		 */
		SERVER_NOT_AUTHENTIC,

		/**
		 * What the server sent makes no sense to the authenticator.
		 */
		INVALID_CHALLENGE,

		/**
		 * The authenticator failed.
		 */
		AUTHENTICATOR_FAILED,

		/**
		 * There is no connection, or it was lost.
		 */
		NOT_CONNECTED

	}

}
