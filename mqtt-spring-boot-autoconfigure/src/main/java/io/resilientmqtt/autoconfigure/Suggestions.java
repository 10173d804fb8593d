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

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds what was meant by the name of a property that there is not. Stateless.
 */
final class Suggestions {

	private static final String TRUST = "ssl.bundle, with the certificates under spring.ssl.bundle.pem or .jks";

	private static final String OF_LISTENER = "the attribute of @MqttListener, or the argument of publish";

	/** What other libraries call it. */
	private static final Map<String, String> SYNONYMS = Map.ofEntries(Map.entry("url", "server"),
			Map.entry("uri", "server"), Map.entry("urls", "servers"), Map.entry("uris", "servers"),
			Map.entry("host", "server"), Map.entry("hostname", "server"), Map.entry("host-name", "server"),
			Map.entry("hosts", "servers"), Map.entry("broker", "server"), Map.entry("brokers", "servers"),
			Map.entry("broker-url", "server"), Map.entry("broker-uri", "server"), Map.entry("broker-host", "server"),
			Map.entry("broker-port", "port"), Map.entry("broker.host", "server"), Map.entry("broker.port", "port"),
			Map.entry("broker.url", "server"), Map.entry("server-uri", "server"), Map.entry("server-url", "server"),
			Map.entry("server-uris", "servers"), Map.entry("server.host", "server"), Map.entry("server.port", "port"),
			Map.entry("server.url", "server"), Map.entry("server.uri", "server"), Map.entry("address", "server"),
			Map.entry("addresses", "servers"), Map.entry("endpoint", "server"), Map.entry("user", "username"),
			Map.entry("login", "username"), Map.entry("pass", "password"), Map.entry("passwd", "password"),
			Map.entry("pwd", "password"), Map.entry("client", "client-id"), Map.entry("id", "client-id"),
			Map.entry("client.id", "client-id"), Map.entry("identifier", "client-id"),
			Map.entry("client-identifier", "client-id"), Map.entry("version", "protocol-version"),
			Map.entry("protocol", "protocol-version"), Map.entry("mqtt-version", "protocol-version"),
			Map.entry("clean-session", "clean"), Map.entry("clean-start", "clean"),
			Map.entry("keep-alive-interval", "keepalive"), Map.entry("keep-alive-seconds", "keepalive"),
			Map.entry("timeout", "connect-timeout"), Map.entry("connection-timeout", "connect-timeout"),
			Map.entry("automatic-reconnect", "reconnect.initial-delay"),
			Map.entry("reconnect-delay", "reconnect.initial-delay"), Map.entry("tls", "ssl.enabled"),
			Map.entry("ssl", "ssl.enabled"), Map.entry("tls.enabled", "ssl.enabled"),
			Map.entry("use-ssl", "ssl.enabled"), Map.entry("use-tls", "ssl.enabled"),
			Map.entry("tls.bundle", "ssl.bundle"), Map.entry("ssl.insecure", "ssl.verify-hostname"),
			Map.entry("last-will", "will.topic"), Map.entry("will.message", "will.payload"),
			Map.entry("will.retained", "will.retain"), Map.entry("ws.path", "websocket.path"),
			Map.entry("web-socket.path", "websocket.path"), Map.entry("path", "websocket.path"),
			Map.entry("qos", OF_LISTENER), Map.entry("default-qos", OF_LISTENER), Map.entry("topic", OF_LISTENER),
			Map.entry("topics", OF_LISTENER), Map.entry("default-topic", OF_LISTENER), Map.entry("retain", OF_LISTENER),
			Map.entry("retained", OF_LISTENER));

	private Suggestions() {
	}

	/**
	 * Find what was meant.
	 * @param name a name that there is not, without {@code mqtt.}
	 * @param known the names that there are
	 * @return a name that there is or a sentence, or {@code null} if there is nothing
	 * like it
	 */
	static @Nullable String find(String name, PropertyNames known) {
		String synonym = synonym(name);
		if (synonym != null) {
			return synonym;
		}
		String misspelt = misspelt(name, known.names(), 2);
		if (misspelt != null) {
			return misspelt;
		}
		String misspeltSynonym = misspelt(name, SYNONYMS.keySet().stream().filter((key) -> key.length() > 4).toList(),
				2);
		return (misspeltSynonym != null) ? SYNONYMS.get(misspeltSynonym) : elsewhere(name, known.names());
	}

	private static @Nullable String synonym(String name) {
		String plain = plain(name);
		for (Map.Entry<String, String> synonym : SYNONYMS.entrySet()) {
			if (plain(synonym.getKey()).equals(plain)) {
				return synonym.getValue();
			}
		}
		boolean store = plain.matches("(ssl|tls)\\.(.*(store|certificate|cert|key|ca|crt|pem|file).*)");
		return (store || plain.matches("(trust|key)store.*|ca|cafile|cert|certificate")) ? TRUST : null;
	}

	private static String plain(String name) {
		return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Find the name that differs in the fewest letters, of which one in three may.
	 * @param name the name that there is not
	 * @param known the names that there are
	 * @param most how many letters may differ at most
	 * @return the name that is most like it, or {@code null} if none is
	 */
	static @Nullable String misspelt(String name, List<String> known, int most) {
		String plain = plain(name);
		int letters = Math.min(most, plain.length() / 3);
		return known.stream()
			.filter((each) -> Math.abs(plain(each).length() - plain.length()) <= letters)
			.filter((each) -> distance(plain(each), plain) <= letters)
			.min(Comparator.comparingInt((String each) -> distance(plain(each), plain))
				.thenComparing(Comparator.naturalOrder()))
			.orElse(null);
	}

	private static @Nullable String elsewhere(String name, List<String> known) {
		String last = "." + plain(name.substring(name.lastIndexOf('.') + 1));
		List<String> found = known.stream().filter((each) -> ("." + plain(each)).endsWith(last)).limit(2).toList();
		return (found.size() == 1) ? found.get(0) : null;
	}

	// Letters to change, to add, to leave out, or neighbours to exchange
	private static int distance(String one, String other) {
		int[][] distance = new int[one.length() + 1][other.length() + 1];
		for (int i = 0; i <= one.length(); i++) {
			for (int j = 0; j <= other.length(); j++) {
				if (i == 0 || j == 0) {
					distance[i][j] = i + j;
					continue;
				}
				int change = (one.charAt(i - 1) != other.charAt(j - 1)) ? 1 : 0;
				int least = Math.min(distance[i - 1][j - 1] + change,
						Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
				boolean exchanged = i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
						&& one.charAt(i - 2) == other.charAt(j - 1);
				distance[i][j] = exchanged ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
			}
		}
		return distance[one.length()][other.length()];
	}

}
