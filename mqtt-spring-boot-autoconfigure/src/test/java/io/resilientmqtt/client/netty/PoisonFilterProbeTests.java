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

import java.net.SocketException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.netty.codec.AllowedReasonCodes;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A topic filter that was unanswered when two connections were closed: for what it counts
 * as refused on the third, and for what it does not.
 */
class PoisonFilterProbeTests extends PoisonMessageProbeFixture {

	/** What the server may say of a subscription that it does not want. */
	private static final Set<ReasonCode> OF_A_FILTER = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
			ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.PACKET_TOO_LARGE,
			ReasonCode.QUOTA_EXCEEDED, ReasonCode.QOS_NOT_SUPPORTED, ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
			ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

	private CompletableFuture<SubscribeResult> denied;

	private VirtualClient suspect(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, version, false);
		this.denied = subscribe(client, "denied");
		for (int i = 0; i < 2; i++) {
			client.closeConnection();
			awaitAttempt(client);
			accept(client, version, true);
		}
		assertThat(client.sent()).as("a ping first").isEqualTo(PINGREQ);
		client.receive(PINGRESP);
		assertThat(client.sent()).startsWith("82").contains("000664656e696564");
		return client;
	}

	private void assertSpared(VirtualClient client, ProtocolVersion version, int packetId) {
		assertThat(this.denied).isNotDone();
		awaitAttempt(client);
		accept(client, version, true);
		client.receive(PINGRESP);
		assertThat(client.sent()).contains("000664656e696564");
		client.receive(suback(version, packetId));
		assertThat(this.denied).isCompleted();
	}

	static Stream<ReasonCode> reasons() {
		return Stream.of(ReasonCode.values())
			.filter((reason) -> AllowedReasonCodes.contain(PacketType.DISCONNECT, reason.value()));
	}

	@ParameterizedTest
	@MethodSource("reasons")
	void aDisconnectRefusesItIfItsReasonMayBeASubscriptions(ReasonCode reason) {
		VirtualClient client = suspect(ProtocolVersion.MQTT_5);
		client.receive("e001%02x".formatted(reason.value()));
		if (OF_A_FILTER.contains(reason)) {
			assertThat(this.denied).isCompletedExceptionally();
		}
		else {
			assertSpared(client, ProtocolVersion.MQTT_5, 4);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aServerThatClosesRefusesIt(ProtocolVersion version) {
		suspect(version).closeConnection();
		assertThat(this.denied).isCompletedExceptionally();
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatFailsRefusesNothing(ProtocolVersion version) {
		for (Throwable failure : List.of(new SocketException("Connection reset"), new IllegalStateException("ours"))) {
			VirtualClient client = suspect(version);
			client.channel().pipeline().fireExceptionCaught(failure);
			client.runTasks();
			assertSpared(client, version, 4);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whoDoesNotAnswerRefusesNothing(ProtocolVersion version) {
		VirtualClient client = suspect(version);
		client.pass(Duration.ofSeconds(11));
		assertThat(client.isClosed()).isTrue();
		assertSpared(client, version, 4);
	}

}
