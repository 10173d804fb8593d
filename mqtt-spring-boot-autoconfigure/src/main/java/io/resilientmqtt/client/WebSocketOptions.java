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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The handshake of a WebSocket. The subprotocol is always {@code mqtt} [MQTT-6.0.0-3].
 *
 * @param path the path of the request, with a slash at the beginning; a query may follow
 * @param headers headers of the request besides those of the protocol; they may be secret
 * and are never shown
 */
public record WebSocketOptions(String path, Map<String, String> headers) {

	private static final Pattern PATH = Pattern.compile("/[!-~&&[^#\"<>\\\\^`{|}]]*");

	private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

	/**
	 * The path {@code /mqtt} and no headers.
	 */
	public static final WebSocketOptions DEFAULT = new WebSocketOptions("/mqtt", Map.of());

	public WebSocketOptions {
		Arguments.required("path", path);
		Arguments.required("headers", headers);
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
		if (!PATH.matcher(path).matches()) {
			throw new InvalidOptionException("websocket.path", withoutQuery(path),
					"begin with a slash, and encode what a URL can't have by %");
		}
		headers.forEach((name, value) -> {
			if (!HEADER_NAME.matcher(name).matches()) {
				throw new InvalidOptionException("websocket.headers", name, "use the name of an HTTP header");
			}
			if (!HEADER_VALUE.matcher(value).matches()) {
				throw new InvalidOptionException("websocket.headers." + name, "******",
						"a header has one line, of characters of ISO 8859-1");
			}
		});
	}

	private static String withoutQuery(String path) {
		int query = path.indexOf('?');
		return (query >= 0) ? path.substring(0, query) + "?******" : path;
	}

	@Override
	public String toString() {
		return "WebSocketOptions[path=" + withoutQuery(this.path) + ", headers=" + this.headers.keySet() + "]";
	}

}
