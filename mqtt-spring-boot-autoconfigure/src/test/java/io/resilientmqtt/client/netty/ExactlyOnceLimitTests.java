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

import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many QoS 2 exchanges are open with a broker that states a Receive Maximum, and with
 * one that states none.
 */
class ExactlyOnceLimitTests {

	private static final Pattern QOS_2 = Pattern.compile("34..000174");

	private static VirtualClient client(ProtocolVersion version, PublishOptions options) {
		return new VirtualClient((builder) -> builder.protocolVersion(version).publish(options));
	}

	private static long openAfter(VirtualClient client, int count) {
		for (int i = 0; i < count; i++) {
			client.publish(QoS.EXACTLY_ONCE);
		}
		return QOS_2.matcher(client.sent()).results().count();
	}

	@Test
	void withoutAReceiveMaximumTenAreOpen() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, PublishOptions.DEFAULT);
		client.acceptMqtt();
		assertThat(openAfter(client, 30)).isEqualTo(10);
		VirtualClient client5 = client(ProtocolVersion.MQTT_5, PublishOptions.DEFAULT);
		client5.acceptMqtt5(false);
		assertThat(openAfter(client5, 30)).isEqualTo(10);
	}

	@Test
	void aReceiveMaximumRules() {
		VirtualClient client = client(ProtocolVersion.MQTT_5, PublishOptions.DEFAULT);
		client.acceptMqtt5(false, 0x21, 0, 20);
		assertThat(openAfter(client, 30)).isEqualTo(20);
	}

	@Test
	void thePropertyMayAllowMoreUpToWhatMayBeInFlight() {
		PublishOptions defaults = PublishOptions.DEFAULT;
		PublishOptions options = new PublishOptions(defaults.maxPending(), defaults.maxPendingBytes(),
				defaults.overflow(), defaults.maxBlock(), null, 25)
			.withMaxInFlightQoS2(40);
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, options);
		client.acceptMqtt();
		assertThat(openAfter(client, 30)).isEqualTo(25);
	}

	@Test
	void qos1IsNotHeldUp() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, PublishOptions.DEFAULT);
		client.acceptMqtt();
		openAfter(client, 30);
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.sent()).isEqualTo("3206000174000b78");
		client.receive(0x40, 2, 0, 11);
		assertThat(publish).isCompleted();
		client.publish(QoS.AT_MOST_ONCE);
		assertThat(client.sent()).isEqualTo("300400017478");
	}

	@Test
	void onlyTheEndOfAnExchangeLetsTheNextBegin() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1, PublishOptions.DEFAULT);
		client.acceptMqtt();
		openAfter(client, 12);
		client.receive(0x50, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("62020001");
		client.receive(0x70, 2, 0, 1);
		assertThat(client.sent()).isEqualTo("3406000174000b78");
	}

}
