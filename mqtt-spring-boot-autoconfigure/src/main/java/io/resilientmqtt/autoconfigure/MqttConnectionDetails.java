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

package io.resilientmqtt.autoconfigure;

import java.util.List;

import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to establish a connection to an MQTT server. A bean of this type takes
 * the place of the server, credentials and TLS properties under {@code mqtt}.
 */
public interface MqttConnectionDetails extends ConnectionDetails {

	/**
	 * Servers to connect to, walked in order when one fails.
	 * @return at least one server
	 */
	List<ServerAddress> getServers();

	/**
	 * Login user of the server.
	 * @return the user or {@code null}
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Login password of the server.
	 * @return the password or {@code null}
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * SSL bundle to use. Asked for at every attempt to connect, so that it may change.
	 * @return the bundle or {@code null} for a connection without TLS
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
