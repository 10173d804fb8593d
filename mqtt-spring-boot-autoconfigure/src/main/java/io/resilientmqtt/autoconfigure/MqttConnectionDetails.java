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

import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to establish a connection to an MQTT server. A bean of this type takes
 * the place of all that says how to connect: of the properties under {@code mqtt} for the
 * server, the user, TLS, the transport and the proxy, and of beans of type
 * {@link MqttCredentialsProvider} and {@link MqttAuthenticator}. What is meant for one
 * server does not reach another.
 */
public interface MqttConnectionDetails extends ConnectionDetails {

	/**
	 * Servers to connect to, walked in order when one fails.
	 * @return the servers, or none if these details are of no MQTT server, so that the
	 * properties hold
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

	/**
	 * Name to ask the server for and to look for in its certificate.
	 * @return the name or {@code null} for the host connected to
	 */
	default @Nullable String getSslServerHostname() {
		return null;
	}

	/**
	 * How the server is reached: by TCP or WebSocket, through a proxy, from an address of
	 * this machine.
	 * @return the transport or {@code null} for TCP without a proxy
	 */
	default @Nullable TransportOptions getTransport() {
		return null;
	}

	/**
	 * What gives credentials for each attempt to connect, in place of user and password.
	 * @return the provider or {@code null}
	 */
	default @Nullable MqttCredentialsProvider getCredentialsProvider() {
		return null;
	}

	/**
	 * What takes part in enhanced authentication (MQTT 5).
	 * @return the authenticator or {@code null}
	 */
	default @Nullable MqttAuthenticator getAuthenticator() {
		return null;
	}

	/**
	 * Whether these details are for a client under {@code mqtt.clients}, and so not for
	 * the default client. Beans that have the client's name for a qualifier need not say
	 * so.
	 * @param client the name of the client
	 * @return {@code true} if they are
	 */
	default boolean isFor(String client) {
		return false;
	}

}
