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
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A Message Expiry Interval runs from the moment a message is published: what is left is
 * sent, and a message of which nothing is left is not [MQTT 5, 3.3.2.3.3].
 */
class MessageExpiryTests {

	private static VirtualClient client(ProtocolVersion version) {
		return new VirtualClient((options) -> options.protocolVersion(version)
			.clientId("client")
			.clean(false)
			.cleanInit(false)
			.connectTimeout(Duration.ofHours(1)));
	}

	private static MqttMessage message(int expiry, QoS qos) {
		return MqttMessage.builder("t").qos(qos).messageExpiry(Duration.ofSeconds(expiry)).build();
	}

	private static String expiry(int seconds) {
		return "02%08x".formatted(seconds);
	}

	private static void assertExpired(CompletableFuture<PublishResult> future) {
		assertThat(future).isCompletedExceptionally();
		assertThatExceptionOfType(Exception.class).isThrownBy(future::join)
			.havingCause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(ex) -> assertThat(ex.reason()).isEqualTo(Reason.EXPIRED))
			.withMessageContaining("Message Expiry Interval of 10 s");
	}

	@ParameterizedTest
	@CsvSource({ "0,10", "950,10", "1000,9", "4500,6", "9000,1", "9950,1" })
	void whatIsLeftIsSent(int waitedMillis, int left) {
		for (QoS qos : QoS.values()) {
			VirtualClient client = client(ProtocolVersion.MQTT_5);
			client.publish(message(10, qos));
			client.pass(Duration.ofMillis(waitedMillis));
			client.accept();
			client.sent();
			client.receive("2003000000");
			assertThat(client.sent()).contains(expiry(left));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aMessageThatExpiredFailsWhileItWaits(QoS qos) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		CompletableFuture<PublishResult> first = client.publish(message(100, qos));
		CompletableFuture<PublishResult> second = client.publish(message(10, qos));
		CompletableFuture<PublishResult> third = client.publish(MqttMessage.builder("t").qos(qos).build());
		client.pass(Duration.ofMillis(9_980));
		assertThat(second).isNotDone();
		client.pass(Duration.ofMillis(60));
		assertExpired(second);
		assertThat(first).isNotDone();
		assertThat(third).isNotDone();
		assertThat(client.context.losses().failures()).containsEntry(Reason.EXPIRED, 1L);
		assertThat(client.context.publications().buffer().pending()).isEqualTo(2);
		client.pass(Duration.ofSeconds(91));
		assertThat(first).isCompletedExceptionally();
		assertThat(third).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	void aMessageThatExpiredWhileTheProcessWasHeldUpIsNotSent(QoS qos) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.accept();
		client.sent();
		CompletableFuture<PublishResult> future = client.publish(message(10, qos));
		client.sleep(Duration.ofSeconds(11)); // so that no timer has had its turn
		client.receive("2003000000");
		assertExpired(future);
		assertThat(client.sent()).isEmpty();
		assertThat(client.context.publications().underWay()).isZero();
	}

	@Test
	void aMessageThatExpiredBehindAFullWindowIsNotSent() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.acceptMqtt5(false, 0x21, 0, 1);
		client.publish(message(100, QoS.AT_LEAST_ONCE));
		CompletableFuture<PublishResult> second = client.publish(message(10, QoS.AT_LEAST_ONCE));
		client.sent();
		client.pass(Duration.ofSeconds(11));
		client.sent();
		client.receive("40020001");
		assertThat(client.sent()).isEmpty();
		assertExpired(second);
	}

	@ParameterizedTest
	@CsvSource({ "10,4", "6,1", "5,1" })
	void whatWasSentBeforeIsSentAgainWithWhatIsLeft(int expiry, int left) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.acceptMqtt5(false);
		CompletableFuture<PublishResult> future = client.publish(message(expiry, QoS.AT_LEAST_ONCE));
		assertThat(client.sent()).contains(expiry(expiry));
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.pass(Duration.ofMillis(20));
		client.accept();
		client.sent();
		client.receive("2003010000");
		assertThat(client.sent()).as("the broker may have it").startsWith("3a").contains(expiry(left));
		assertThat(future).isNotDone();
	}

	@Test
	void anIntervalOfNoneIsSentAsSuch() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.acceptMqtt5(false);
		client.publish(message(0, QoS.AT_MOST_ONCE));
		assertThat(client.sent()).contains(expiry(0));
	}

	@Test
	void mqtt311HasNone() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		CompletableFuture<PublishResult> future = client.publish(message(10, QoS.AT_MOST_ONCE));
		client.pass(Duration.ofSeconds(20));
		assertThat(future).isNotDone();
		client.accept();
		client.receive(0x20, 2, 0, 0);
		assertThat(future).isCompleted();
	}

}
