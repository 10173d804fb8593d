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

package io.resilientmqtt.client.netty;

import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a Reason Code of the broker. Stateless.
 */
final class Remedies {

	private Remedies() {
	}

	/**
	 * Return what to do when the broker has ended or refused a connection.
	 * @param reasonCode why
	 * @return what to do, or {@code null} if the code says nothing about that
	 */
	static @Nullable String of(ReasonCode reasonCode) {
		return switch (reasonCode) {
			case BAD_USER_NAME_OR_PASSWORD -> "check mqtt.username and mqtt.password";
			case NOT_AUTHORIZED, BANNED ->
				"check mqtt.username and mqtt.password, and what the broker allows them to do";
			case BAD_AUTHENTICATION_METHOD -> "check the MqttAuthenticator";
			case CLIENT_IDENTIFIER_NOT_VALID -> "check mqtt.client-id";
			case SESSION_TAKEN_OVER -> "another client has connected with the same mqtt.client-id; give each its own";
			case KEEP_ALIVE_TIMEOUT -> "check mqtt.keepalive and mqtt.ping-interval";
			default -> null;
		};
	}

}
