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

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.TransportOptions;

/**
 * Libraries that only some options need. Stateless.
 */
final class OptionalDependency {

	private OptionalDependency() {
	}

	/**
	 * Make sure that what the options need is there.
	 * @param options the options
	 * @throws InvalidOptionException if not; names the dependency to add
	 */
	static void check(TransportOptions options) {
		if (options.type() == TransportOptions.Type.WEBSOCKET) {
			require("io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler", "transport", "websocket",
					"netty-codec-http");
		}
		ProxyOptions proxy = options.proxy();
		if (proxy != null) {
			require("io.netty.handler.proxy.ProxyHandler", "proxy.host", proxy.host(), "netty-handler-proxy");
		}
	}

	private static void require(String className, String option, String value, String artifact) {
		try {
			Class.forName(className, false, OptionalDependency.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new InvalidOptionException(option, value,
					"add the dependency io.netty:" + artifact + ", whose version Spring Boot manages");
		}
	}

}
