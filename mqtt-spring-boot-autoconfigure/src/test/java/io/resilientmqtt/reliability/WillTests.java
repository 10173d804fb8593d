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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBroker;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker publishes the will of a client that was closed and not of one that was
 * disconnected.
 */
class WillTests {

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().build();

	private final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	@BeforeEach
	void start() {
		this.broker.start();
	}

	@AfterEach
	void stop() {
		this.factory.close();
		this.broker.stop();
	}

	private MqttClient connect(ProtocolVersion version, String clientId) {
		MqttClient client = this.factory.create(MqttClientOptions.builder()
			.server(EmbeddedMqttBroker.HOST, this.broker.port())
			.clientId(clientId)
			.protocolVersion(version)
			.will(new Will(MqttMessage.builder("will").payload(clientId).qos(QoS.AT_LEAST_ONCE).build(), Duration.ZERO))
			.build());
		ScriptedBrokerFixture.get(client.connect());
		return client;
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour({ "S29", "S30" })
	void theWillIsWithheldByDisconnectAndPublishedAfterClose(ProtocolVersion version) {
		List<String> wills = new CopyOnWriteArrayList<>();
		MqttClient witness = connect(version, "witness");
		witness.onMessage("will", (message) -> wills.add(message.payloadAsString()));
		ScriptedBrokerFixture.get(witness.subscribe(Subscription.of("will", QoS.AT_LEAST_ONCE)));
		MqttClient disconnected = connect(version, "disconnected");
		MqttClient closed = connect(version, "closed");
		ScriptedBrokerFixture.get(disconnected.disconnect());
		disconnected.close();
		closed.close();
		ScriptedBrokerFixture.eventually(() -> assertThat(wills).isNotEmpty());
		assertThat(wills).containsExactly("closed");
	}

}
