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
 * A connection could not be made (behaviour S3).
 */
public class MqttConnectException extends MqttException {

	private final transient ConnectionCause connectionCause;

	/**
	 * Create the exception.
	 * @param connectionCause why
	 */
	public MqttConnectException(ConnectionCause connectionCause) {
		super(connectionCause.description(), connectionCause.exception());
		this.connectionCause = connectionCause;
	}

	/**
	 * Create the exception that says most about a cause.
	 * @param connectionCause why
	 * @return an {@link MqttBadCredentialsException}, an
	 * {@link MqttNotAuthorizedException} or just an {@code MqttConnectException}
	 */
	public static MqttConnectException of(ConnectionCause connectionCause) {
		ReasonCode reasonCode = connectionCause.reasonCode();
		if (reasonCode == null) {
			return new MqttConnectException(connectionCause);
		}
		return switch (reasonCode) {
			case BAD_USER_NAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD ->
				new MqttBadCredentialsException(connectionCause);
			case NOT_AUTHORIZED, BANNED -> new MqttNotAuthorizedException(connectionCause);
			default -> new MqttConnectException(connectionCause);
		};
	}

	/**
	 * Return why.
	 * @return the cause
	 */
	public ConnectionCause connectionCause() {
		return this.connectionCause;
	}

	/**
	 * Return the Reason Code of the CONNACK.
	 * @return the code or {@code null} if there was no CONNACK
	 */
	public @Nullable ReasonCode reasonCode() {
		return this.connectionCause.reasonCode();
	}

	/**
	 * Return the Reason String of the CONNACK (MQTT 5).
	 * @return what the broker says for people, or {@code null}
	 */
	public @Nullable String reasonString() {
		return this.connectionCause.reasonString();
	}

	/**
	 * Return the User Properties of the CONNACK (MQTT 5).
	 * @return the properties in order, possibly empty
	 */
	public List<UserProperty> userProperties() {
		return this.connectionCause.userProperties();
	}

}
