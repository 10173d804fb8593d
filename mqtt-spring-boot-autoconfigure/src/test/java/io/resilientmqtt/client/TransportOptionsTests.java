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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TransportOptions} and what they are made of.
 */
class TransportOptionsTests {

	@Test
	void secretsStayOutOfToString() {
		TransportOptions options = new TransportOptions(TransportOptions.Type.WEBSOCKET,
				new WebSocketOptions("/mqtt?token=s3cret", Map.of("Authorization", "s3cret")),
				new ProxyOptions(ProxyOptions.Type.HTTP, "proxy", 1, "user", "s3cret"), null);
		assertThat(options.toString()).contains("/mqtt", "Authorization", "proxy").doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "a\rb", "a\u0000b", "\u20ac" })
	void aHeaderIsOneLine(String value) {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> new WebSocketOptions("/", Map.of("X", value)))
			.withMessageContaining("websocket.headers.X")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "mqtt", "/a b", "/a#b", "/a\r\nX: y", "/\u00e4" })
	void aPathIsOneOfAUrl(String path) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> new WebSocketOptions(path, Map.of()))
			.withMessageContaining("websocket.path");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 65536, -1 })
	void aProxyHasAPort(int port) {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> new ProxyOptions(ProxyOptions.Type.HTTP, "proxy", port))
			.withMessageContaining("proxy.port");
	}

}
