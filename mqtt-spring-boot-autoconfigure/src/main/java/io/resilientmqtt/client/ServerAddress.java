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

/**
 * Address of an MQTT server.
 *
 * @param host host name or IP literal
 * @param port TCP port, 1 to 65535, or 0 for the default of the transport (1883, or 8883
 * with TLS; 80, or 443 with TLS, for a WebSocket)
 */
public record ServerAddress(String host, int port) {

	public ServerAddress {
		Arguments.required("host", host);
		if (host.isBlank()) {
			throw new InvalidOptionException("server", host, "name the host of the MQTT server");
		}
		if (!Hosts.isHost(host)) {
			throw new InvalidOptionException("server", host, Hosts.remedy(host));
		}
		if (port < 0 || port > 65535) {
			throw new InvalidOptionException("port", port, "use 1 to 65535, or 0 for the default port");
		}
	}

	/**
	 * Parse {@code host}, {@code host:port}, {@code [ipv6]} or {@code [ipv6]:port}.
	 * @param option the option the text comes from, for the error
	 * @param text the text
	 * @param defaultPort the port if the text has none
	 * @return the address
	 * @throws InvalidOptionException if the text is no such address
	 */
	public static ServerAddress parse(String option, String text, int defaultPort) {
		Arguments.required("option", option);
		String value = Arguments.required("text", text).trim();
		int bracket = value.lastIndexOf(']');
		int colon = value.lastIndexOf(':');
		boolean bareIpv6 = bracket < 0 && colon != value.indexOf(':');
		boolean hasPort = colon > bracket && !bareIpv6;
		try {
			return new ServerAddress(unbracket(hasPort ? value.substring(0, colon) : value),
					hasPort ? Integer.parseInt(value.substring(colon + 1)) : defaultPort);
		}
		catch (NumberFormatException ex) {
			throw new InvalidOptionException(option, text, "write host or host:port");
		}
		catch (InvalidOptionException ex) {
			throw new InvalidOptionException(option, text, "write host or host:port (" + ex.remedy() + ")");
		}
	}

	private static String unbracket(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	@Override
	public String toString() {
		return (this.host.indexOf(':') >= 0) ? "[" + this.host + "]:" + this.port : this.host + ":" + this.port;
	}

}
