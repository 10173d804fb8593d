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

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The handshake of a WebSocket.
 *
 * @param path Path of the request that opens the WebSocket. By default that of the
 * server's URI, and /mqtt without one.
 * @param headers Headers of the request that opens the WebSocket, such as Authorization.
 */
public record MqttWebSocketProperties(@Nullable String path, @DefaultValue Map<String, String> headers) {

	/**
	 * Leave out what may be secret.
	 */
	@Override
	public String toString() {
		return "WebSocket[headers=" + this.headers.keySet() + "]";
	}

}
