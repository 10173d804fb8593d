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

package io.resilientmqtt.messaging;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.testsupport.ScriptedBroker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that says where replies may be sent [MQTT 5, 3.2.2.3.15] is obeyed.
 */
class ResponseInformationTests {

	@Test
	void repliesAreExpectedWhereTheBrokerWantsThem() throws Exception {
		try (ScriptedBroker broker = new ScriptedBroker();
				NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			broker.withConnack(new MqttProperties.StringProperty(MqttProperties.RESPONSE_INFORMATION, "area/7"));
			MqttClient client = factory.create(MqttClientOptions.builder()
				.server("127.0.0.1", broker.port())
				.clientId("asker")
				.protocolVersion(ProtocolVersion.MQTT_5)
				.v5((v5) -> v5.requestResponseInformation(true))
				.build());
			client.connect().get(60, TimeUnit.SECONDS);
			new MqttTemplate(client).sendAndReceive("question", "?", String.class);
			await().atMost(Duration.ofSeconds(60)).until(() -> !broker.received(MqttMessageType.SUBSCRIBE).isEmpty());
			assertThat(broker.received(MqttMessageType.SUBSCRIBE).get(0).topics()).singleElement()
				.asString()
				.startsWith("area/7/replies/asker/");
		}
	}

}
