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
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session taken over by an attempt of this client that had been given up is taken back
 * soon, one taken over by another client is not.
 */
@Behaviour("S34")
class OwnTakeoverTests {

	private static final String TAKEN_OVER = "e0028e00";

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final Duration INITIAL = Duration.ofMillis(500);

	private static VirtualClient client(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> customizer) {
		return new VirtualClient((options) -> {
			options.protocolVersion(version).responseTime(Duration.ofSeconds(3));
			customizer.accept(options);
		});
	}

	private static VirtualClient client(ProtocolVersion version) {
		return client(version, (options) -> {
		});
	}

	private static void accept(VirtualClient client, ProtocolVersion version) {
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(false);
		}
		else {
			client.acceptMqtt();
		}
	}

	/**
	 * Have an attempt given up that has sent CONNECT, and wait for the next.
	 */
	private static void giveUp(VirtualClient client) {
		client.accept();
		assertThat(client.sent()).startsWith("10");
		next(client, Duration.ofMinutes(2));
	}

	private static Duration next(VirtualClient client, Duration atMost) {
		int opened = client.openedAt().size();
		Duration waited = Duration.ZERO;
		while (client.openedAt().size() == opened && waited.compareTo(atMost) < 0) {
			client.pass(Duration.ofMillis(10));
			waited = waited.plusMillis(10);
		}
		assertThat(client.openedAt()).as("another attempt").hasSizeGreaterThan(opened);
		return waited;
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2300, 4900 })
	void aTakeoverRightAfterAnOwnAttemptIsNoOtherClient(int millis) {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		giveUp(client);
		client.acceptMqtt5(false);
		client.pass(Duration.ofMillis(millis));
		client.receive(TAKEN_OVER);
		assertThat(client.events).last()
			.isInstanceOfSatisfying(ConnectionEvent.Down.class,
					(down) -> assertThat(down.cause().reasonCode()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER));
		assertThat(next(client, LONGEST)).isLessThanOrEqualTo(INITIAL);
	}

	@ParameterizedTest
	@EnumSource
	void underEitherVersionAConnectionClosedByItIsMadeAnewSoon(ProtocolVersion version) {
		VirtualClient client = client(version);
		for (int i = 0; i < 10; i++) { // until back-off has come to its longest delay
			giveUp(client);
		}
		accept(client, version);
		client.pass(Duration.ofMillis(2300));
		client.closeConnection();
		assertThat(next(client, LONGEST)).isLessThanOrEqualTo(INITIAL);
	}

	@Test
	void aTakeoverWhileSubscriptionsAreRenewedIsNoOtherClientEither() {
		VirtualClient client = client(ProtocolVersion.MQTT_5,
				(options) -> options.runtime((runtime) -> runtime.quick(false)));
		giveUp(client);
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		assertThat(client.events).hasOnlyElementsOfType(ConnectionEvent.ConnectFailed.class);
		assertThat(next(client, LONGEST)).isLessThanOrEqualTo(INITIAL);
	}

	@Test
	void anAttemptThatAReconnectPutsAnEndToCountsToo() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.accept();
		client.sent();
		client.supervisor.reconnect(new CompletableFuture<>());
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		assertThat(next(client, LONGEST)).isLessThanOrEqualTo(INITIAL);
	}

	@Test
	void whoTakesItAgainIsAnotherClient() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		giveUp(client);
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		next(client, LONGEST);
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		assertOtherClient(client);
	}

	private static void assertOtherClient(VirtualClient client) {
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
		assertThat(next(client, LONGEST.multipliedBy(2))).isEqualTo(LONGEST);
	}

	@Test
	void withoutAnAttemptGivenUpItIsAnotherClient() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		assertOtherClient(client);
	}

	@Test
	void anAttemptThatWasAnsweredTakesNothingOver() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.accept();
		client.receive("2003008800"); // Server unavailable
		next(client, LONGEST);
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		assertOtherClient(client);
	}

	@Test
	void anAttemptThatSentNoConnectTakesNothingOver() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		client.refuse();
		next(client, LONGEST);
		client.acceptMqtt5(false);
		client.receive(TAKEN_OVER);
		assertOtherClient(client);
	}

	@Test
	void laterItIsAnotherClient() {
		VirtualClient client = client(ProtocolVersion.MQTT_5);
		giveUp(client);
		client.acceptMqtt5(false);
		client.pass(Duration.ofSeconds(6));
		client.receive(TAKEN_OVER);
		assertOtherClient(client);
	}

}
