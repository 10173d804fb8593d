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

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.WebSocketOptions;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties of WebSocket, proxy and local address.
 */
class TransportPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(FakeMqttClient.class);

	@Test
	void theDefaultsAreThoseOfTheClient() {
		this.runner.run((context) -> assertThat(context.getBean(MqttClientOptions.class).transport())
			.isEqualTo(TransportOptions.DEFAULT));
	}

	@Test
	void everyPropertyBecomesAnOption() {
		this.runner
			.withPropertyValues("mqtt.transport=websocket", "mqtt.websocket.path=/ws",
					"mqtt.websocket.headers.X-Tenant=a", "mqtt.websocket.headers.[Authorization]=Bearer b",
					"mqtt.proxy.type=socks5", "mqtt.proxy.host=proxy.example", "mqtt.proxy.port=1080",
					"mqtt.proxy.username=me", "mqtt.proxy.password=s3cret", "mqtt.local-address=10.0.0.1")
			.run((context) -> assertThat(context.getBean(MqttClientOptions.class).transport())
				.isEqualTo(new TransportOptions(TransportOptions.Type.WEBSOCKET,
						new WebSocketOptions("/ws", Map.of("X-Tenant", "a", "Authorization", "Bearer b")),
						new ProxyOptions(ProxyOptions.Type.SOCKS5, "proxy.example", 1080, "me", "s3cret"),
						"10.0.0.1")));
	}

	@ParameterizedTest
	@CsvSource({ "mqtt.proxy.host=p, proxy.port, 1 to 65535", "mqtt.websocket.path=mqtt, websocket.path, slash",
			"'mqtt.websocket.path=/a b', websocket.path, %", "mqtt.websocket.headers.[a b]=c, websocket.headers, HTTP",
			"'mqtt.local-address= ', local-address, address" })
	void whatCannotWorkIsRefused(String property, String option, String remedy) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidOptionException.class)
				.hasMessageContaining(option)
				.hasMessageContaining(remedy));
	}

	@Test
	void aProxyUserNeedsAPassword() {
		this.runner.withPropertyValues("mqtt.proxy.host=p", "mqtt.proxy.port=1", "mqtt.proxy.username=me")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("proxy.password"));
	}

}
