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

import java.time.Duration;

import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * DISCONNECT, byte by byte [MQTT 5, 3.14].
 */
@Behaviour("S29")
class DisconnectTests {

	private static final DisconnectOptions ALL = DisconnectOptions.builder()
		.reasonCode(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
		.sessionExpiryInterval(Duration.ofHours(1))
		.reasonString("bye")
		.userProperty("a", "1")
		.userProperty("a", "2")
		.build();

	private static String disconnect(ProtocolVersion version, String connack, DisconnectOptions options) {
		VirtualClient client = new VirtualClient((builder) -> builder.protocolVersion(version));
		client.accept();
		client.receive(connack);
		client.sent();
		client.disconnect(options);
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		return client.sent();
	}

	@Test
	void saysNoMoreThanItHasTo() {
		assertThat(disconnect(ProtocolVersion.MQTT_5, "2003000000", DisconnectOptions.DEFAULT)).isEqualTo("e000");
	}

	@Test
	void saysAllItCan() {
		assertThat(disconnect(ProtocolVersion.MQTT_5, "2003000000", ALL))
			.isEqualTo("e01b0419" + "1100000e10" + "1f0003627965" + "26000161000131" + "26000161000132");
	}

	@Test
	void aSessionCanBeGivenUp() {
		DisconnectOptions options = DisconnectOptions.builder().sessionExpiryInterval(Duration.ZERO).build();
		assertThat(disconnect(ProtocolVersion.MQTT_5, "2003000000", options)).isEqualTo("e0070005" + "1100000000");
	}

	@Test
	void whatTheServerHasNoRoomForIsLeftOut() {
		assertThat(disconnect(ProtocolVersion.MQTT_5, "2008000005" + "270000001c", ALL))
			.isEqualTo("e00d040b" + "1100000e10" + "1f0003627965");
		assertThat(disconnect(ProtocolVersion.MQTT_5, "2008000005" + "270000000e", ALL))
			.isEqualTo("e0070405" + "1100000e10");
		assertThat(disconnect(ProtocolVersion.MQTT_5, "2008000005" + "2700000008", ALL)).isEqualTo("e0020400");
	}

	@Test
	void underMqtt311TheWillIsPublishedForWantOfADisconnect() {
		assertThat(disconnect(ProtocolVersion.MQTT_3_1_1, "20020000", ALL)).isEmpty();
	}

	@Test
	void underMqtt311TheRestIsLeftAside() {
		DisconnectOptions options = DisconnectOptions.builder()
			.sessionExpiryInterval(Duration.ZERO)
			.reasonString("bye")
			.build();
		assertThat(disconnect(ProtocolVersion.MQTT_3_1_1, "20020000", options)).isEqualTo("e000");
	}

	@ParameterizedTest
	@EnumSource(
			names = { "GRANTED_QOS_1", "NOT_AUTHORIZED", "SESSION_TAKEN_OVER", "SERVER_MOVED", "KEEP_ALIVE_TIMEOUT" })
	void aReasonCodeOfTheServerIsRefused(ReasonCode reasonCode) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DisconnectOptions.builder().reasonCode(reasonCode).build())
			.withMessageContaining(reasonCode.describe());
	}

	@Test
	void whatCannotBeEncodedIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DisconnectOptions.builder().reasonString("\u0000").build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DisconnectOptions.builder().userProperty("a", "\uD800").build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DisconnectOptions.builder().sessionExpiryInterval(Duration.ofSeconds(-1)).build());
	}

	@Test
	void aSessionThatWasToEndCannotBeMadeToLast() {
		DisconnectOptions options = DisconnectOptions.builder().sessionExpiryInterval(Duration.ofSeconds(1)).build();
		try (NettyMqttClientFactory factory = new NettyMqttClientFactory()) {
			MqttClient client = factory.create(MqttClientOptions.builder().build());
			assertThatIllegalArgumentException().isThrownBy(() -> client.disconnect(options))
				.withMessageContaining("mqtt.v5.session-expiry-interval");
			MqttClient lasting = factory.create(MqttClientOptions.builder().clean(false).clientId("a").build());
			assertThatNoException().isThrownBy(() -> lasting.disconnect(options).join());
		}
	}

}
