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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How the server is reached.
 *
 * @param type what carries the packets
 * @param webSocket the handshake of a WebSocket; not used by others
 * @param proxy the proxy to go through, or {@code null} for none
 * @param localAddress the host name or IP literal of the interface to connect from, or
 * {@code null} to leave that to the operating system
 */
public record TransportOptions(Type type, WebSocketOptions webSocket, @Nullable ProxyOptions proxy,
		@Nullable String localAddress) {

	/**
	 * TCP, without a proxy.
	 */
	public static final TransportOptions DEFAULT = new TransportOptions(Type.TCP, WebSocketOptions.DEFAULT, null, null);

	public TransportOptions {
		Objects.requireNonNull(type, "'type' must not be null");
		Objects.requireNonNull(webSocket, "'webSocket' must not be null");
		if (localAddress != null && localAddress.isBlank()) {
			throw new InvalidOptionException("local-address", localAddress,
					"name an address of this machine, or leave it out");
		}
		if (localAddress != null && !Hosts.isHost(localAddress)) {
			throw new InvalidOptionException("local-address", localAddress,
					"name an address of this machine alone, without scheme, port, path or brackets");
		}
	}

	/**
	 * Return these options with another type.
	 * @param type what carries the packets
	 * @return the options
	 */
	public TransportOptions withType(Type type) {
		return new TransportOptions(type, this.webSocket, this.proxy, this.localAddress);
	}

	/**
	 * Return these options with another proxy.
	 * @param proxy the proxy, or {@code null} for none
	 * @return the options
	 */
	public TransportOptions withProxy(@Nullable ProxyOptions proxy) {
		return new TransportOptions(this.type, this.webSocket, proxy, this.localAddress);
	}

	/**
	 * What carries the packets, with or without TLS.
	 */
	public enum Type {

		/**
		 * TCP.
		 */
		TCP,

		/**
		 * WebSocket. Needs {@code io.netty:netty-codec-http} on the class path.
		 */
		WEBSOCKET

	}

}
