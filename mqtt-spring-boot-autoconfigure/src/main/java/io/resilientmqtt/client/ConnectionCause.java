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

import java.util.List;

import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended or an attempt failed.
 *
 * @param type who or what ended it
 * @param description one sentence for people, free of secrets
 * @param reasonCode the Reason Code the broker gave, or {@code null} if it gave none
 * @param exception the failure underneath, or {@code null} if there is none
 * @param reasonString what the broker said for people (MQTT 5), or {@code null}
 * @param userProperties the User Properties of the broker's CONNACK or DISCONNECT (MQTT
 * 5) in order, possibly empty
 * @param serverReference other servers to use, as the broker wrote it (MQTT 5), or
 * {@code null}
 */
public record ConnectionCause(Type type, String description, @Nullable ReasonCode reasonCode,
		@Nullable Throwable exception, @Nullable String reasonString, List<UserProperty> userProperties,
		@Nullable String serverReference) {

	public ConnectionCause {
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Create a cause about which the broker said no more than a Reason Code at most.
	 * @param type who or what ended it
	 * @param description one sentence for people
	 * @param reasonCode the Reason Code, or {@code null}
	 * @param exception the failure underneath, or {@code null}
	 */
	public ConnectionCause(Type type, String description, @Nullable ReasonCode reasonCode,
			@Nullable Throwable exception) {
		this(type, description, reasonCode, exception, null, List.of(), null);
	}

	/**
	 * Create a cause that has neither Reason Code nor exception.
	 * @param type who or what ended it
	 * @param description one sentence for people
	 */
	public ConnectionCause(Type type, String description) {
		this(type, description, null, null);
	}

	@Override
	public String toString() {
		return this.type + ": " + this.description;
	}

	/**
	 * Who or what ended a connection.
	 */
	public enum Type {

		/**
		 * The application: {@code disconnect()}, {@code close()} or {@code reconnect()}.
		 */
		USER,

		/**
		 * The broker: a refusing CONNACK or a DISCONNECT.
		 */
		BROKER,

		/**
		 * The network: lookup failed, connection refused, reset or closed, TLS failed.
		 */
		NETWORK,

		/**
		 * Nothing came in the time allowed: no CONNACK, PINGRESP, SUBACK or PUBACK.
		 */
		TIMEOUT,

		/**
		 * The peer broke the protocol, an authentication failed, or there were no
		 * credentials.
		 */
		PROTOCOL

	}

}
