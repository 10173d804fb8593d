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

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Resubscribe;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A publication upon which two connections were closed is given up only if nothing else
 * can be to blame for the end of the third.
 */
class PoisonMessageAloneTests extends PoisonMessageProbeFixture {

	@ParameterizedTest
	@EnumSource
	void onlyAPongProvesThatTheServerHasDealtWithWhatWasSentBefore(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.receive((version == ProtocolVersion.MQTT_5) ? "300400017800" : "3003000178");
		client.pass(Duration.ofMillis(100));
		assertThat(client.sent()).isEmpty();
		client.closeConnection();
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void anEarlierPongProvesNothing(ProtocolVersion version) {
		VirtualClient client = client(version,
				(options) -> options.session((session) -> session.resubscribe(Resubscribe.ALWAYS)));
		accept(client, version, false);
		subscribe(client, "a");
		client.receive(suback(version, 1));
		client.publish(QoS.AT_LEAST_ONCE); // 2
		loseAndAccept(client, version);
		client.receive(suback(version, 3));
		loseAndAccept(client, version);
		client.supervisor.link().probe(0, (alive) -> {
		});
		client.receive(suback(version, 4));
		assertThat(client.sent()).endsWith(PINGREQ + PINGREQ);
		client.receive(PINGRESP);
		assertThat(client.sent()).isEmpty();
		client.receive(PINGRESP);
		assertThat(client.sent()).startsWith("3a");
	}

	@ParameterizedTest
	@EnumSource
	void aServerThatDoesNotPongIsSentItAllTheSame(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 11; i++) {
			client.pass(Duration.ofSeconds(1));
			client.receive((version == ProtocolVersion.MQTT_5) ? "300400017800" : "3003000178");
		}
		assertThat(client.sent()).contains("0001740001");
		client.closeConnection();
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsAcknowledgedMeanwhileWaitsAndIsNotBlamed(ProtocolVersion version) {
		VirtualClient client = client(version);
		client.receive(10, Runnable::run);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		String v5 = (version == ProtocolVersion.MQTT_5) ? "00" : "";
		for (int id = 1; id <= 3; id++) {
			client.receive((v5.isEmpty() ? "3205" : "3206") + "000178000" + id + v5);
			if (id == 1) {
				client.receive(PINGRESP);
			}
			client.pass(Duration.ofMillis(90));
			assertThat(client.sent()).doesNotContain("4002");
		}
		client.closeConnection();
		assertRefused(publish);
	}

	@ParameterizedTest
	@EnumSource
	void whatHasWaitedIsSentSoonAndMayBeToBlameThen(ProtocolVersion version) {
		VirtualClient client = client(version);
		client.receive(10, Runnable::run);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.receive(PINGRESP);
		client.receive((version == ProtocolVersion.MQTT_5) ? "3206000178000100" : "32050001780001");
		client.sent();
		client.pass(Duration.ofMillis(310));
		assertThat(client.sent()).endsWith("40020001");
		client.closeConnection();
		assertSpared(client, version, publish);
	}

	@ParameterizedTest
	@EnumSource
	void aPingIsNotToBlame(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		client.receive(PINGRESP);
		client.pass(Duration.ofSeconds(9));
		client.supervisor.link().probe(0, (alive) -> assertThat(alive).isFalse());
		assertThat(client.sent()).endsWith(PINGREQ);
		client.closeConnection();
		assertRefused(publish);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aSubscriptionThatIsUnansweredMayBeToBlame(boolean before) {
		ProtocolVersion version = ProtocolVersion.MQTT_5;
		VirtualClient client = client(version);
		accept(client, version, false);
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		loseAndAccept(client, version);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		client.pass(Duration.ofMillis(20));
		accept(client, version, true);
		if (before) {
			subscribe(client, "a");
			client.receive(PINGRESP);
		}
		else {
			client.receive(PINGRESP);
			client.pass(Duration.ofMillis(310));
			subscribe(client, "a");
		}
		client.pass(Duration.ofMillis(310));
		client.receive("e00187");
		assertThat(publish).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	void aSubscriptionThatWasSentBeforeAndIsUnansweredMayBeToBlame(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, version, false);
		client.publish(QoS.EXACTLY_ONCE);
		client.receive("50020001");
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		loseAndAccept(client, version);
		loseAndAccept(client, version);
		assertThat(client.sent()).isEqualTo("62020001");
		subscribe(client, "a");
		assertThat(client.sent()).startsWith("82");
		client.receive("70020001");
		assertThat(client.sent()).isEqualTo(PINGREQ);
		client.receive(PINGRESP);
		assertThat(client.sent()).startsWith("3a");
		client.closeConnection();
		assertThat(publish).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	void behindOneThatIsAcknowledgedAsManyAreSentAsUsual(ProtocolVersion version) {
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> publish = suspect(client, version, QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 5; i++) {
			client.publish(QoS.AT_LEAST_ONCE);
			client.publish(QoS.EXACTLY_ONCE);
		}
		client.receive(PINGRESP);
		client.pass(Duration.ofMillis(310));
		client.sent();
		client.receive("40020001");
		assertThat(publish).isCompletedWithValue(PublishResult.SUCCESS);
		assertThat(client.sent()).contains("0001740002", "0001740003", "000174000b");
	}

	@ParameterizedTest
	@EnumSource
	void untilItIsClearWhatWasClosedUponPublicationsWaitForTheSubscriptions(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, version, false);
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		subscribe(client, "a");
		client.closeConnection();
		awaitAttempt(client);
		accept(client, version, true);
		assertThat(client.sent()).startsWith("82").doesNotContain("3a0");
		client.receive(suback(version, 3));
		assertThat(client.sent()).startsWith("3a");
		client.receive("40020001");
		assertThat(publish).isCompletedWithValue(PublishResult.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void filtersThatHaveBeenGrantedAreNotAskedForOneByOneAgain(ProtocolVersion version) {
		VirtualClient client = client(version,
				(options) -> options.session((session) -> session.resubscribe(Resubscribe.ALWAYS)));
		accept(client, version, false);
		subscribe(client, "a"); // 1
		subscribe(client, "b"); // 2
		for (int i = 0; i < 2; i++) {
			client.closeConnection();
			awaitAttempt(client);
			accept(client, version, true);
		}
		client.receive(PINGRESP);
		client.receive(suback(version, 4));
		client.receive(suback(version, 5));
		assertThat(client.connected).isCompleted();
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		awaitAttempt(client);
		accept(client, version, true);
		assertThat(client.sent()).as("both at once").startsWith("82").contains("000161", "000162");
	}

	@Test
	void twoSuspectsAreTriedOneAfterTheOther() {
		ProtocolVersion version = ProtocolVersion.MQTT_5;
		VirtualClient client = client(version);
		CompletableFuture<PublishResult> first = suspect(client, version, QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> second = client.publish(QoS.EXACTLY_ONCE);
		client.receive(PINGRESP);
		client.closeConnection();
		assertRefused(first);
		awaitAttempt(client);
		accept(client, version, true);
		loseAndAccept(client, version);
		assertThat(second).isNotDone();
		client.sent();
		loseAndAccept(client, version);
		assertThat(client.sent()).isEqualTo(PINGREQ);
		client.receive(PINGRESP);
		client.closeConnection();
		assertRefused(second);
	}

	@ParameterizedTest
	@EnumSource
	void aFilterThatIsSuspectTooComesFirst(ProtocolVersion version) {
		VirtualClient client = client(version);
		accept(client, version, false);
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		loseAndAccept(client, version);
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		CompletableFuture<SubscribeResult> denied = subscribe(client, "denied");
		for (int i = 0; i < 3; i++) {
			awaitAttempt(client);
			accept(client, version, true);
			client.receive(PINGRESP);
			assertThat(denied).isNotDone();
			assertThat(client.sent()).as("the subscription alone").contains("000664656e696564").doesNotContain("3a0");
			client.closeConnection();
		}
		assertThat(denied).isCompletedExceptionally();
		awaitAttempt(client);
		accept(client, version, true);
		assertThat(client.sent()).isEqualTo(PINGREQ);
		client.receive(PINGRESP);
		client.closeConnection();
		assertRefused(publish);
	}

	@ParameterizedTest
	@ValueSource(strings = { "e00187", "" })
	void anAuthenticationThatIsUnansweredMayBeToBlame(String end) {
		VirtualClient client = client(ProtocolVersion.MQTT_5, (options) -> options
			.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)).authenticator(new AuthenticationFixture.Echo())));
		String connack = "00" + "07" + AuthenticationFixture.METHOD + "160000";
		acceptWith(client, "00" + connack);
		CompletableFuture<PublishResult> publish = client.publish(QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 2; i++) {
			client.pass(Duration.ofSeconds(6));
			client.closeConnection();
			awaitAttempt(client);
			acceptWith(client, "01" + connack);
		}
		client.supervisor.link().reauthenticate(new CompletableFuture<>());
		assertThat(client.sent()).startsWith(PINGREQ);
		client.receive(PINGRESP);
		assertThat(client.sent()).startsWith("3a");
		if (end.isEmpty()) {
			client.closeConnection();
		}
		else {
			client.receive(end);
		}
		assertThat(publish).isNotDone();
	}

	private static void acceptWith(VirtualClient client, String connack) {
		client.accept();
		client.sent();
		client.receive("20%02x".formatted(connack.length() / 2) + connack);
	}

}
