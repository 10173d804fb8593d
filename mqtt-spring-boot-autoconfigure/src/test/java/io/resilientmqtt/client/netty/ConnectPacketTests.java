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
import java.util.function.Consumer;

import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Will;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CONNECT, byte by byte [MQTT 5, 3.1].
 */
class ConnectPacketTests {

	/** Protocol name and level, with the flags and the Keep Alive to follow. */
	private static final String MQTT_5 = "00044d51545405";

	private static final String CLEAN_60_SECONDS = "02003c";

	/** Maximum Packet Size 16 MiB, which every CONNECT has by default. */
	private static final String MAXIMUM_PACKET_SIZE = "2701000000";

	private static final String CLIENT_ID = "0006636c69656e74";

	private static String connect(Consumer<MqttClientOptionsBuilder> options) {
		VirtualClient client = new VirtualClient((builder) -> {
			builder.protocolVersion(ProtocolVersion.MQTT_5);
			options.accept(builder);
		});
		client.accept();
		return client.sent();
	}

	@Test
	void saysNoMoreThanItHasTo() {
		assertThat(connect((options) -> {
		})).isEqualTo("1018" + MQTT_5 + CLEAN_60_SECONDS + "05" + MAXIMUM_PACKET_SIZE + CLIENT_ID);
	}

	@Test
	void askedForSessionExpiryInterval() {
		assertThat(connect((options) -> options.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)))))
			.contains("0a" + "1100000e10");
		assertThat(connect((options) -> options.v5((v5) -> v5.sessionExpiryInterval(Duration.ZERO))))
			.contains("1100000000");
	}

	@Test
	void persistentSessionDoesNotExpire() {
		assertThat(connect((options) -> options.clean(false).clientId("client"))).contains("11ffffffff");
	}

	@Test
	void requestProblemInformationIsSentWhenTurnedOff() {
		assertThat(connect((options) -> options.v5((v5) -> v5.requestProblemInformation(false)))).contains("1700");
	}

	@Test
	void requestResponseInformationIsSentWhenTurnedOn() {
		assertThat(connect((options) -> options.v5((v5) -> v5.requestResponseInformation(true)))).contains("1901");
	}

	@Test
	void userPropertiesRepeatAndKeepTheirOrder() {
		String connect = connect((options) -> options
			.v5((v5) -> v5.userProperty("b", "1").userProperty("a", "2").userProperty("b", "1")));
		assertThat(connect).isEqualTo("102d" + MQTT_5 + CLEAN_60_SECONDS + "1a" + MAXIMUM_PACKET_SIZE + "26000162000131"
				+ "26000161000132" + "26000162000131" + CLIENT_ID);
	}

	@Test
	void willHasEveryProperty() {
		MqttMessage message = MqttMessage.builder("w")
			.payload("x")
			.payloadFormat(PayloadFormat.UTF_8)
			.messageExpiry(Duration.ofSeconds(60))
			.contentType("t")
			.responseTopic("r")
			.correlationData(new byte[] { 7, 8 })
			.userProperty("k", "1")
			.userProperty("k", "2")
			.build();
		String connect = connect((options) -> options.will(new Will(message, Duration.ofSeconds(5))));
		String properties = connect.substring(connect.indexOf(CLIENT_ID) + CLIENT_ID.length());
		assertThat(properties).isEqualTo("27" + "0101" + "020000003c" + "03000174" + "1800000005" + "08000172"
				+ "0900020708" + "2600016b000131" + "2600016b000132" + "000177" + "000178");
		assertThat(connect).startsWith("10").contains(MQTT_5 + "06003c");
	}

	@Test
	void underMqtt311NothingOfThatIsSent() {
		MqttMessage message = MqttMessage.builder("w").payload("x").contentType("t").build();
		String connect = connect((options) -> options.protocolVersion(ProtocolVersion.MQTT_3_1_1)
			.v5((v5) -> v5.userProperty("a", "1").requestResponseInformation(true))
			.will(new Will(message, Duration.ofSeconds(5))));
		assertThat(connect).isEqualTo("1018" + "00044d51545404" + "06003c" + CLIENT_ID + "000177" + "000178");
	}

}
