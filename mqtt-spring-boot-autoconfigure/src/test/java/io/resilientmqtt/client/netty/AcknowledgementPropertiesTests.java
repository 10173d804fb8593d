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

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What PUBACK, PUBREC, PUBREL and PUBCOMP say besides Success [MQTT 5, 3.4.2.2], byte by
 * byte.
 */
class AcknowledgementPropertiesTests extends Mqtt5ReceiverFixture {

	private static final ReasonProperties NOTE = ReasonProperties.of("ok", new UserProperty("k", "2"),
			new UserProperty("k", "1"));

	private static final String ENCODED_NOTE = "13" + "1f0002" + hex("ok") + "2600016b000132" + "2600016b000131";

	@Test
	void pubackSaysWhatTheReceiverSays() {
		VirtualClient client = client();
		receive(client, "3206" + "000174" + "0001" + "00");
		receive(client, "3206" + "000174" + "0002" + "00");
		this.acknowledgements.get(0).acknowledge(NOTE);
		this.acknowledgements.get(0).acknowledge();
		this.acknowledgements.get(1).acknowledge(ReasonProperties.NONE);
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4017" + "0001" + "00" + ENCODED_NOTE + "40020002");
	}

	@Test
	void pubrecSaysWhatTheReceiverSaysAndTheExchangeGoesOn() {
		VirtualClient client = client();
		receive(client, "3406" + "000174" + "0001" + "00");
		this.acknowledgements.get(0).acknowledge(NOTE);
		client.runTasks();
		assertThat(client.sent()).isEqualTo("5017" + "0001" + "00" + ENCODED_NOTE);
		receive(client, "3c06" + "000174" + "0001" + "00");
		assertThat(this.received).as("delivered once").hasSize(1);
		assertThat(client.sent()).isEqualTo("50020001");
		receive(client, "62020001");
		assertThat(client.sent()).isEqualTo("70020001");
	}

	@Test
	void ofSeveralReceiversARefusalIsHeardBeforeOtherWords() {
		VirtualClient client = client((options) -> {
		}, "t", "+", "#");
		receive(client, "3206" + "000174" + "0001" + "00");
		this.acknowledgements.get(0).acknowledge(NOTE);
		this.acknowledgements.get(1).reject(ReasonCode.QUOTA_EXCEEDED, null);
		this.acknowledgements.get(2).acknowledge(NOTE);
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4003" + "0001" + "97");
		receive(client, "3206" + "000174" + "0002" + "00");
		this.acknowledgements.get(3).acknowledge();
		this.acknowledgements.get(4).acknowledge(NOTE);
		this.acknowledgements.get(5).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4017" + "0002" + "00" + ENCODED_NOTE);
	}

	@Test
	void theUsualIsSaidByEveryAcknowledgementThatHasNothingElseToSay() {
		VirtualClient client = client((options) -> options.v5((v5) -> v5.acknowledgement(NOTE)));
		receive(client, "3206" + "000174" + "0001" + "00");
		receive(client, "3406" + "000174" + "0002" + "00");
		receive(client, "3206" + "000174" + "0003" + "00");
		this.acknowledgements.get(0).acknowledge();
		this.acknowledgements.get(1).acknowledge();
		this.acknowledgements.get(2).acknowledge(ReasonProperties.of("x"));
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4017" + "0001" + "00" + ENCODED_NOTE + "5017" + "0002" + "00"
				+ ENCODED_NOTE + "4008" + "0003" + "00" + "04" + "1f0001" + hex("x"));
		receive(client, "62020002");
		assertThat(client.sent()).isEqualTo("7017" + "0002" + "00" + ENCODED_NOTE);
		client.publish(MqttMessage.builder("t").qos(QoS.EXACTLY_ONCE).build());
		client.sent();
		receive(client, "50020001");
		assertThat(client.sent()).isEqualTo("6217" + "0001" + "00" + ENCODED_NOTE);
	}

	@Test
	void whatTheBrokerHasNoRoomForIsLeftOut() {
		VirtualClient client = client();
		client.closeConnection();
		client.pass(Duration.ofSeconds(1));
		client.acceptMqtt5(false, 0x27, 0, 0, 0, 11); // Maximum Packet Size
		receive(client, "3206" + "000174" + "0001" + "00");
		receive(client, "3206" + "000174" + "0002" + "00");
		this.acknowledgements.get(0).acknowledge(NOTE);
		this.acknowledgements.get(1).acknowledge(ReasonProperties.of("too long"));
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4009" + "0001" + "00" + "05" + "1f0002" + hex("ok") + "40020002");
	}

	@Test
	void anOlderBrokerGetsNoneOfIt() {
		VirtualClient client = client(
				(options) -> options.protocolVersion(ProtocolVersion.MQTT_3_1_1).v5((v5) -> v5.acknowledgement(NOTE)));
		receive(client, "3205" + "000174" + "0001");
		receive(client, "3205" + "000174" + "0002");
		this.acknowledgements.get(0).acknowledge(NOTE);
		this.acknowledgements.get(1).acknowledge();
		client.runTasks();
		assertThat(client.sent()).isEqualTo("4002000140020002");
	}

}
