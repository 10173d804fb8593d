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

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server as people write it: {@code host}, {@code host:port} or a URI, whose scheme
 * says how the server is reached.
 *
 * @param text what was written, without what may be secret
 * @param scheme the scheme, or {@code null} if there is none
 * @param address host and port, 0 for the default port
 * @param path the path of a WebSocket with its query, or {@code null} if there is none
 */
record ServerUri(String text, @Nullable Scheme scheme, ServerAddress address, @Nullable String path) {

	private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);

	private static final Pattern AUTHORITY = Pattern.compile("([^/?#]*)(.*)", Pattern.DOTALL);

	private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", Pattern.DOTALL);

	private static final String FORMS = "write host, host:port or a URI such as mqtt://host:1883, mqtts://host or "
			+ "ws://host/path";

	/**
	 * Parse a server.
	 * @param option the option the text comes from, for the error
	 * @param text the text
	 * @return the server
	 * @throws InvalidOptionException if the text is no server; it shows no user, no
	 * password and no query
	 */
	static ServerUri parse(String option, String text) {
		String value = text.trim();
		String shown = withoutSecrets(value);
		int query = value.indexOf('?');
		if (((query >= 0) ? value.substring(0, query) : value).indexOf('@') >= 0) {
			throw new InvalidOptionException(option, shown,
					"leave user and password out and set mqtt.username and mqtt.password (an @ of a path is %40)");
		}
		Matcher uri = URI.matcher(value);
		if (!uri.matches()) {
			return new ServerUri(shown, null, address(option, shown, value), null);
		}
		Scheme scheme = Scheme.of(option, shown, uri.group(1));
		Matcher parts = AUTHORITY.matcher(uri.group(2));
		String authority = parts.matches() ? parts.group(1) : "";
		String path = parts.group(2);
		if (authority.indexOf('[') < 0 && authority.indexOf(':') != authority.lastIndexOf(':')) {
			throw new InvalidOptionException(option, shown,
					"write an IPv6 address in brackets, as in tcp://[::1]:1883");
		}
		return new ServerUri(shown, scheme, address(option, shown, authority), path(option, shown, scheme, path));
	}

	private static ServerAddress address(String option, String shown, String text) {
		if (text.indexOf(',') >= 0) {
			throw new InvalidOptionException(option, shown, "name one server, or set mqtt.servers for several");
		}
		try {
			return ServerAddress.parse(option, text, 0);
		}
		catch (InvalidOptionException ex) {
			throw new InvalidOptionException(option, shown, FORMS);
		}
	}

	private static @Nullable String path(String option, String shown, Scheme scheme, String path) {
		if (path.indexOf('#') >= 0) {
			throw new InvalidOptionException(option, shown, "leave out what begins with #");
		}
		if (scheme.isWebSocket()) {
			return path.isEmpty() ? null : path.startsWith("/") ? path : "/" + path;
		}
		if (!path.isEmpty() && !path.equals("/")) {
			throw new InvalidOptionException(option, shown,
					"leave out the path, which a WebSocket has alone (ws:// or wss://)");
		}
		return null;
	}

	/**
	 * Leave out user and password, and the query of a path, which may be a token.
	 * @param text a server as it is written
	 * @return the text with asterisks in place of what may be secret
	 */
	static String withoutSecrets(String text) {
		String shown = USER_INFO.matcher(text).replaceFirst("$1******@");
		int query = shown.indexOf('?');
		return (query >= 0) ? shown.substring(0, query) + "?******" : shown;
	}

	/**
	 * What says how a server is reached.
	 */
	enum Scheme {

		/** Plain TCP, as Paho has it. */
		TCP,

		/** Plain TCP. */
		MQTT,

		/** TLS, as Paho has it. */
		SSL,

		/** TLS. */
		TLS,

		/** TLS. */
		MQTTS,

		/** A WebSocket. */
		WS,

		/** A WebSocket by TLS. */
		WSS;

		static Scheme of(String option, String shown, String name) {
			for (Scheme scheme : values()) {
				if (scheme.toString().equals(name.toLowerCase(Locale.ROOT))) {
					return scheme;
				}
			}
			throw new InvalidOptionException(option, shown,
					"use tcp://, mqtt:// or ws://, or ssl://, tls://, mqtts:// " + "or wss:// with TLS");
		}

		boolean isTls() {
			return this == SSL || this == TLS || this == MQTTS || this == WSS;
		}

		boolean isWebSocket() {
			return this == WS || this == WSS;
		}

		boolean isLike(@Nullable Scheme other) {
			return other != null && isTls() == other.isTls() && isWebSocket() == other.isWebSocket();
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
