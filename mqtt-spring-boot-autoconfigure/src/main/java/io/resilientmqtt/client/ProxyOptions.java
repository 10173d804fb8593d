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
 * A proxy between the client and the server, which also looks up the server's name. Needs
 * {@code io.netty:netty-handler-proxy} on the class path.
 *
 * @param type the kind of proxy
 * @param host its host name or IP literal
 * @param port its port, 1 to 65535
 * @param username the user, or {@code null} if it asks for none
 * @param password the password, never shown, or {@code null} if it asks for none
 */
public record ProxyOptions(Type type, String host, int port, @Nullable String username, @Nullable String password) {

	public ProxyOptions {
		Objects.requireNonNull(type, "'type' must not be null");
		Objects.requireNonNull(host, "'host' must not be null");
		if (host.isBlank()) {
			throw new InvalidOptionException("proxy.host", host, "name the host of the proxy");
		}
		if (!Hosts.isHost(host)) {
			throw new InvalidOptionException("proxy.host", host, Hosts.remedy(host));
		}
		if (port < 1 || port > 65535) {
			throw new InvalidOptionException("proxy.port", port, "use 1 to 65535");
		}
		if ((username == null) != (password == null)) {
			throw new InvalidOptionException((username != null) ? "proxy.password" : "proxy.username", null,
					"set both proxy.username and proxy.password, or neither");
		}
	}

	/**
	 * Create options for a proxy that asks for no user.
	 * @param type the kind of proxy
	 * @param host its host name or IP literal
	 * @param port its port, 1 to 65535
	 */
	public ProxyOptions(Type type, String host, int port) {
		this(type, host, port, null, null);
	}

	@Override
	public String toString() {
		return "ProxyOptions[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
	}

	/**
	 * The kinds of proxies.
	 */
	public enum Type {

		/**
		 * HTTP, by CONNECT.
		 */
		HTTP,

		/**
		 * SOCKS version 5.
		 */
		SOCKS5

	}

}
