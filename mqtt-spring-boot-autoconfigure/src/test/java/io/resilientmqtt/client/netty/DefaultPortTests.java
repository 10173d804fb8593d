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

import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.TlsOptions;
import io.resilientmqtt.client.TransportOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The port of a server for which none is given.
 */
class DefaultPortTests {

	@ParameterizedTest
	@CsvSource({ "TCP, false, 1883", "TCP, true, 8883", "WEBSOCKET, false, 80", "WEBSOCKET, true, 443" })
	void isThatOfTheTransport(TransportOptions.Type type, boolean tls, int port) throws NoSuchAlgorithmException {
		SSLContext context = SSLContext.getDefault();
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder()
				.transport(TransportOptions.DEFAULT.withType(type))
				.tls(tls ? new TlsOptions(() -> context, null, true) : null)
				.build());
			assertThat(client.status().server().port()).isEqualTo(port);
		}
	}

}
