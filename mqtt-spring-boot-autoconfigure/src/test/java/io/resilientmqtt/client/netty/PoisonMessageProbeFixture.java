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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.message.QoS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A client in virtual time, two connections of which were closed upon a publication.
 */
class PoisonMessageProbeFixture {

	static final String PINGREQ = "c000";

	static final String PINGRESP = "d000";

	VirtualClient client(ProtocolVersion version) {
		return client(version, (options) -> {
		});
	}

	VirtualClient client(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> options) {
		return new VirtualClient((builder) -> {
			builder.protocolVersion(version).clientId("client").clean(false).cleanInit(false);
			options.accept(builder);
		});
	}

	void accept(VirtualClient client, ProtocolVersion version, boolean sessionPresent) {
		client.accept();
		String present = sessionPresent ? "01" : "00";
		client.sent();
		client.receive((version == ProtocolVersion.MQTT_5) ? "2003" + present + "0000" : "2002" + present + "00");
	}

	void loseAndAccept(VirtualClient client, ProtocolVersion version) {
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.pass(Duration.ofMillis(20));
		accept(client, version, true);
	}

	void awaitAttempt(VirtualClient client) {
		for (int i = 0; i < 6000 && client.board.status().state() != ConnectionState.CONNECTING; i++) {
			client.pass(Duration.ofMillis(10));
		}
	}

	/**
	 * Publish, and have the server close two connections upon it.
	 * @param client the client
	 * @param version its protocol version
	 * @param qos the QoS of the publication
	 * @return the publication
	 */
	CompletableFuture<PublishResult> suspect(VirtualClient client, ProtocolVersion version, QoS qos) {
		accept(client, version, false);
		CompletableFuture<PublishResult> publish = client.publish(qos);
		loseAndAccept(client, version);
		assertThat(client.sent()).as("sent again").hasSizeGreaterThan(8);
		loseAndAccept(client, version);
		assertThat(client.sent()).as("a ping first").isEqualTo(PINGREQ);
		return publish;
	}

	void assertRefused(CompletableFuture<PublishResult> publish) {
		assertThat(publish).isCompletedExceptionally();
		assertThatThrownBy(publish::join).cause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(Reason.REFUSED_BY_CLOSING));
	}

	/**
	 * Assert that a publication is sent again like any other, and acknowledge it.
	 * @param client the client, whose connection has been closed
	 * @param version its protocol version
	 * @param publish the publication, of QoS 1
	 */
	void assertSpared(VirtualClient client, ProtocolVersion version, CompletableFuture<PublishResult> publish) {
		assertThat(publish).isNotDone();
		awaitAttempt(client);
		accept(client, version, true);
		assertThat(client.sent()).startsWith("3a");
		client.receive("40020001");
		assertThat(publish).isCompletedWithValue(PublishResult.SUCCESS);
	}

	CompletableFuture<SubscribeResult> subscribe(VirtualClient client, String filter) {
		CompletableFuture<SubscribeResult> subscribed = new CompletableFuture<>();
		client.context.subscriptions().subscribe(List.of(Subscription.of(filter, QoS.AT_LEAST_ONCE)), subscribed);
		return subscribed;
	}

	String suback(ProtocolVersion version, int packetId) {
		return (version == ProtocolVersion.MQTT_5) ? "9004%04x0001".formatted(packetId)
				: "9003%04x01".formatted(packetId);
	}

}
