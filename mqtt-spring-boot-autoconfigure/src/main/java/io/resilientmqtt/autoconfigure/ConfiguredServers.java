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
import java.util.Locale;
import java.util.Objects;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The servers that properties name, and how they are reached. A scheme decides that, and
 * a property that says something else is refused; without one the properties decide.
 * Immutable.
 */
final class ConfiguredServers {

	private final MqttProperties properties;

	private final String option;

	private final List<ServerUri> servers;

	/** The first stands for all: they are alike. */
	private final ServerUri first;

	/**
	 * Read the servers.
	 * @param properties the properties
	 * @throws InvalidOptionException if a server can't be read, servers are not alike or
	 * a property contradicts them
	 */
	ConfiguredServers(MqttProperties properties) {
		this.properties = properties;
		boolean several = !properties.servers().isEmpty();
		this.option = several ? "servers" : "server";
		this.servers = (several ? properties.servers() : List.of(properties.server())).stream()
			.map((server) -> ServerUri.parse(this.option, server))
			.toList();
		this.first = this.servers.get(0);
		this.servers.forEach(this::checkAlike);
		ServerUri.Scheme scheme = this.first.scheme();
		if (scheme != null) {
			checkTls(scheme);
			checkTransport(scheme);
		}
		if (!several) {
			checkPort();
		}
	}

	private void checkAlike(ServerUri server) {
		ServerUri.Scheme scheme = this.first.scheme();
		boolean alike = (scheme != null) ? scheme.isLike(server.scheme()) : server.scheme() == null;
		refuse(alike && Objects.equals(this.first.path(), server.path()),
				"one client reaches all its servers in the same way: give all of them the same scheme and path");
	}

	private void checkTls(ServerUri.Scheme scheme) {
		MqttProperties.Ssl ssl = this.properties.ssl();
		if (scheme.isTls()) {
			refuse(!Boolean.FALSE.equals(ssl.enabled()), scheme + ":// is with TLS, but mqtt.ssl.enabled is false: "
					+ "leave that out, or use " + (scheme.isWebSocket() ? "ws" : "mqtt") + "://");
			return;
		}
		String remedy = ": leave that out, or use " + (scheme.isWebSocket() ? "wss" : "mqtts") + "://";
		refuse(!Boolean.TRUE.equals(ssl.enabled()),
				scheme + ":// is without TLS, but mqtt.ssl.enabled is true" + remedy);
		refuse(!ssl.isInUse(), scheme + ":// is without TLS, but mqtt.ssl.bundle is '" + ssl.bundle() + "'" + remedy);
	}

	private void checkTransport(ServerUri.Scheme scheme) {
		TransportOptions.Type type = this.properties.transport();
		refuse(type == null || (type == TransportOptions.Type.WEBSOCKET) == scheme.isWebSocket(),
				scheme + ":// is " + (scheme.isWebSocket() ? "" : "not ") + "a WebSocket, but mqtt.transport is "
						+ String.valueOf(type).toLowerCase(Locale.ROOT) + ": leave that out, or use another scheme");
		String path = this.properties.websocket().path();
		refuse(path == null || this.first.path() == null || path.equals(this.first.path()), "mqtt.websocket.path is '"
				+ ServerUri.withoutSecrets(String.valueOf(path)) + "': set the path here or there");
	}

	private void checkPort() {
		int port = this.properties.port();
		refuse(port == 0 || this.first.address().port() == 0 || port == this.first.address().port(),
				"mqtt.port is " + port + ": set the port here or there");
	}

	private void refuse(boolean right, String remedy) {
		if (!right) {
			throw new InvalidOptionException(this.option,
					String.join(",", this.servers.stream().map(ServerUri::text).toList()), remedy);
		}
	}

	List<ServerAddress> addresses() {
		int port = this.properties.port();
		return this.servers.stream()
			.map(ServerUri::address)
			.map((address) -> (this.properties.servers().isEmpty() && port != 0)
					? new ServerAddress(address.host(), port) : address)
			.toList();
	}

	boolean isTls() {
		ServerUri.Scheme scheme = this.first.scheme();
		return (scheme != null) ? scheme.isTls() : this.properties.ssl().isInUse();
	}

	TransportOptions.Type type() {
		ServerUri.Scheme scheme = this.first.scheme();
		if (scheme != null) {
			return scheme.isWebSocket() ? TransportOptions.Type.WEBSOCKET : TransportOptions.Type.TCP;
		}
		return Objects.requireNonNullElse(this.properties.transport(), TransportOptions.DEFAULT.type());
	}

	WebSocketOptions webSocket() {
		MqttWebSocketProperties webSocket = this.properties.websocket();
		String path = (this.first.path() != null) ? this.first.path() : webSocket.path();
		return new WebSocketOptions((path != null) ? path : WebSocketOptions.DEFAULT.path(), webSocket.headers());
	}

	@Nullable String bundle() {
		return isTls() ? this.properties.ssl().bundle() : null;
	}

}
