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

package io.resilientmqtt.reliability;

import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.TransportOptions;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.MosquittoContainer;
import io.resilientmqtt.testsupport.TestProxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * MQTT over WebSocket with Mosquitto, with and without a proxy.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class WebSocketContainerTests {

	private static final int WEB_SOCKET_PORT = 9001;

	@Container
	private static final MosquittoContainer broker = new MosquittoContainer().withListener(WEB_SOCKET_PORT,
			"protocol websockets\n");

	private void assertRoundTrip(ProtocolVersion version, @Nullable ProxyOptions proxy) {
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder()
				.server(broker.getHost(), broker.getMappedPort(WEB_SOCKET_PORT))
				.protocolVersion(version)
				.transport(TransportOptions.DEFAULT.withType(TransportOptions.Type.WEBSOCKET).withProxy(proxy))
				.build());
			client.connect().orTimeout(60, TimeUnit.SECONDS).join();
			NumberedFlow flow = new NumberedFlow("QoS 2", client, client, "numbers/" + version, QoS.EXACTLY_ONCE);
			flow.publish(1000);
			ScriptedBrokerFixture.eventually(() -> assertThat(flow).matches(NumberedFlow::isAcknowledged)
				.matches((finished) -> finished.arrived() == 1000));
			assertThat(flow.duplicated() + flow.reordered()).isZero();
			assertThat(client.statistics().outages()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void messagesGoBothWays(ProtocolVersion version) {
		assertRoundTrip(version, null);
	}

	@ParameterizedTest
	@EnumSource
	void messagesGoThroughAProxy(ProxyOptions.Type type) {
		try (TestProxy proxy = new TestProxy(type, null)) {
			assertRoundTrip(ProtocolVersion.MQTT_5, new ProxyOptions(type, "127.0.0.1", proxy.port()));
			assertThat(proxy.asked()).hasSize(1);
		}
	}

}
