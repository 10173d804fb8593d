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

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client with a birth message says on each connection that it is there, and before it
 * leaves that it is gone.
 */
class BirthTests extends ScriptedBrokerFixture {

	private MqttClient connect(ProtocolVersion version) {
		Will will = new Will(status("offline"), Duration.ZERO, status("online"));
		return connect(version, (options) -> options.will(will));
	}

	private static MqttMessage status(String payload) {
		return MqttMessage.builder("status").payload(payload).qos(QoS.AT_LEAST_ONCE).retain(true).build();
	}

	@ParameterizedTest
	@EnumSource
	void itIsPublishedOnEachConnectionAndItsOppositeBeforeDisconnect(ProtocolVersion version) {
		MqttClient client = connect(version);
		eventually(() -> assertThat(payloads()).containsExactly("online"));
		this.broker.closeConnections();
		eventually(() -> assertThat(payloads()).containsExactly("online", "online"));
		eventually(() -> assertThat(eventNames()).endsWith("Up"));
		get(client.disconnect());
		List<MqttMessageType> types = this.broker.received().stream().map(Packet::type).toList();
		assertThat(types).endsWith(MqttMessageType.PUBLISH, MqttMessageType.DISCONNECT);
		assertThat(payloads()).containsExactly("online", "online", "offline");
	}

	@Test
	void whereTheBrokerPublishesTheWillTheClientDoesNot() {
		MqttClient client = connect(ProtocolVersion.MQTT_5);
		eventually(() -> assertThat(payloads()).containsExactly("online"));
		get(client.disconnect(DisconnectOptions.builder().reasonCode(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE).build()));
		assertThat(payloads()).containsExactly("online");
	}

	@ParameterizedTest
	@EnumSource
	void withoutOneTheWillIsLeftToTheBroker(ProtocolVersion version) {
		MqttClient client = connect(version, (options) -> options.will(new Will(status("offline"), Duration.ZERO)));
		get(client.disconnect());
		assertThat(payloads()).isEmpty();
	}

}
