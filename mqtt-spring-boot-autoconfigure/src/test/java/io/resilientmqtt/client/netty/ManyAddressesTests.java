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
import java.util.function.Consumer;

import io.resilientmqtt.client.ConnectionCause.Type;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server whose name has several addresses, in virtual time: all are tried within one
 * attempt, and what fails gives way.
 */
class ManyAddressesTests {

	private static VirtualClient client(Consumer<MqttClientOptionsBuilder> options) {
		return new VirtualClient(List.of("a", "b", "c"), options);
	}

	private static VirtualClient client(ProtocolVersion version) {
		return client((options) -> options.protocolVersion(version));
	}

	private static void connack(VirtualClient client, ProtocolVersion version) {
		client.receive((version == ProtocolVersion.MQTT_5) ? "2003000000" : "20020000");
	}

	private static void assertFailed(VirtualClient client, Type type) {
		assertThat(client.events).last()
			.isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class,
					(failed) -> assertThat(failed.cause().type()).isEqualTo(type));
	}

	@Test
	void theNextOneStartsAfter250MillisecondsAndTheFirstToOpenWins() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.pass(Duration.ofMillis(240));
		assertThat(client.transport.addresses()).containsExactly("a");
		client.pass(Duration.ofMillis(300));
		assertThat(client.transport.addresses()).containsExactly("a", "b", "c");
		assertThat(client.openedAt()).containsExactly(0L, 250L, 500L);
		client.accept(1);
		assertThat(client.transport.isGivenUp(0)).isTrue();
		assertThat(client.transport.isGivenUp(2)).isTrue();
		assertThat(client.sent()).startsWith("10");
		connack(client, ProtocolVersion.MQTT_3_1_1);
		assertThat(client.connected).isCompleted();
	}

	@Test
	void theNextOneStartsAtOnceWhenOneFails() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.refuse();
		client.failWithoutNetwork();
		assertThat(client.transport.addresses()).containsExactly("a", "b", "c");
		assertThat(client.openedAt()).containsExactly(0L, 0L, 0L);
		client.acceptMqtt();
		assertThat(client.connected).isCompleted();
		assertThat(client.events).hasOnlyElementsOfType(ConnectionEvent.Up.class);
	}

	@Test
	void whenAllHaveFailedTheMostTellingCauseIsTold() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.refuse();
		client.accept();
		client.closeConnection();
		client.failWithoutNetwork();
		assertThat(client.events).hasSize(1);
		assertThat(client.board.status().cause()).asString().contains("closed the connection instead of");
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
	}

	@ParameterizedTest
	@EnumSource
	void anAddressThatClosesGivesWayAtOnce(ProtocolVersion version) {
		VirtualClient client = client(version);
		client.accept();
		client.closeConnection();
		assertThat(client.transport.addresses()).containsExactly("a", "b");
		client.accept();
		connack(client, version);
		assertThat(client.connected).isCompleted();
		assertThat(client.connected.join().protocolVersion()).isEqualTo(version);
	}

	@ParameterizedTest
	@EnumSource
	void anAddressThatIsSilentGivesWayAfterTheResponseTime(ProtocolVersion version) {
		VirtualClient client = client(version);
		client.accept();
		client.pass(Duration.ofMillis(9_990));
		assertThat(client.transport.addresses()).containsExactly("a");
		client.pass(Duration.ofMillis(20));
		assertThat(client.transport.addresses()).containsExactly("a", "b");
		assertThat(client.isClosed()).isTrue();
		client.accept();
		connack(client, version);
		assertThat(client.connected).isCompleted();
	}

	@ParameterizedTest
	@CsvSource({ "1, 15", "1, 29", "2, 15", "2, 25", "2, 29", "3, 15", "3, 25", "5, 29" })
	void addressesThatAllTakeLongForConnackLeadToALink(int addresses, int seconds) {
		for (ProtocolVersion version : ProtocolVersion.values()) {
			VirtualClient client = new VirtualClient(List.of("a", "b", "c", "d", "e").subList(0, addresses),
					(options) -> options.protocolVersion(version));
			int accepted = 0;
			int waited = 0;
			for (int time = 0; time < 120_000 && !client.connected.isDone(); time += 10) {
				if (client.transport.count() > accepted) {
					accepted = client.transport.count();
					client.accept();
					waited = 0;
				}
				client.pass(Duration.ofMillis(10));
				waited += 10;
				if (waited == 1000 * seconds && !client.isClosed()) {
					connack(client, version);
				}
			}
			assertThat(client.connected).isCompleted();
			client.pass(Duration.ofSeconds(6));
			assertThat(client.isClosed()).isFalse();
			assertThat(accepted).as("each once, and some of them again").isLessThanOrEqualTo(addresses + 2);
		}
	}

	@Test
	void anAddressThatIsSilentIsNotAwaitedTheNextTimeIfAnotherServes() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.accept();
		client.pass(Duration.ofMillis(10_010));
		client.acceptMqtt();
		client.closeConnection();
		client.forgetHistory();
		client.pass(Duration.ofMillis(510));
		for (String address : List.of("c", "a")) {
			assertThat(client.transport.addresses()).last().isEqualTo(address);
			client.accept();
			client.pass(Duration.ofMillis(10_010));
		}
		assertThat(client.transport.addresses()).last().isEqualTo("b");
	}

	@Test
	void anAddressThatIsSilentForEverDoesNotHoldUpTheOthersForEver() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.accept();
		client.pass(Duration.ofMillis(10_010));
		client.refuse();
		client.refuse();
		client.pass(Duration.ofMillis(510));
		client.accept();
		client.pass(Duration.ofMillis(29_900));
		assertThat(client.transport.addresses()).containsExactly("a", "b", "c", "a");
		client.pass(Duration.ofMillis(1_200));
		assertThat(client.transport.addresses()).last().isEqualTo("b");
	}

	@Test
	void theConnectTimeoutBoundsAllOfThem() {
		VirtualClient client = client((options) -> options.connectTimeout(Duration.ofSeconds(15)));
		client.accept();
		client.pass(Duration.ofMillis(10_010));
		client.accept();
		client.pass(Duration.ofMillis(4_980));
		assertThat(client.events).isEmpty();
		client.pass(Duration.ofMillis(30));
		assertFailed(client, Type.TIMEOUT);
		client.pass(Duration.ofMillis(500));
		assertThat(client.transport.addresses()).as("first what was not tried yet").containsExactly("a", "b", "c");
	}

	@ParameterizedTest
	@ValueSource(strings = { "20020003", "20020001", "20020005" })
	void onlyAServerThatIsUnavailableIsAskedElsewhere(String connack) {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.accept();
		client.receive(connack);
		assertThat(client.transport.addresses()).hasSize(connack.endsWith("3") ? 2 : 1);
		assertThat(client.events).hasSize(connack.endsWith("3") ? 0 : 1);
	}

	@Test
	void anAddressThatDoesNotAnswerHoldsUpTheOthersForTheResponseTime() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.pass(Duration.ofMillis(260));
		client.refuse();
		client.refuse();
		client.pass(Duration.ofMillis(9_980));
		assertThat(client.events).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertFailed(client, Type.NETWORK);
		assertThat(client.board.status().cause()).asString().contains("refused");
	}

	@Test
	void theAddressOfALinkThatHasLastedComesFirst() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.refuse();
		client.acceptMqtt();
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		assertThat(client.transport.addresses()).containsExactly("a", "b", "b");
	}

	@Test
	void anAddressThatResetsEveryConnectionDoesNotHoldTheClient() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		client.acceptMqtt();
		client.closeConnection();
		assertThat(client.transport.addresses()).as("a look").containsExactly("a", "a");
		client.pass(Duration.ofMillis(510));
		assertThat(client.transport.addresses()).containsExactly("a", "a", "b");
		client.acceptMqtt();
		client.pass(Duration.ofSeconds(6));
		client.closeConnection();
		assertThat(client.transport.addresses()).last().isEqualTo("b");
	}

	@Test
	void aLookIsOneConnectionAndTheAttemptGoesToWhatItFound() {
		VirtualClient client = client(ProtocolVersion.MQTT_3_1_1);
		for (int i = 0; i < 1_000; i++) {
			refuseAll(client);
			client.pass(Duration.ofMillis(10));
		}
		refuseAll(client);
		client.forgetHistory();
		while (client.transport.addresses().size() == 1) {
			client.pass(Duration.ofMillis(10));
		}
		String found = client.transport.addresses().get(1);
		client.accept();
		assertThat(client.sent()).as("a look sends nothing").isEmpty();
		client.pass(Duration.ofMillis(60));
		assertThat(client.transport.addresses()).hasSize(3).last().isEqualTo(found);
		client.acceptMqtt();
		assertThat(client.connected).isCompleted();
	}

	@Test
	void theOtherAddressesComeBeforeTheOtherVersion() {
		VirtualClient client = client(
				(options) -> options.protocolVersion(ProtocolVersion.MQTT_5).v5((v5) -> v5.fallback(true)));
		client.accept();
		client.closeConnection();
		client.accept();
		assertThat(client.sent()).contains("4d51545405");
		client.closeConnection();
		client.refuse();
		assertThat(client.transport.addresses()).hasSize(4);
		client.accept();
		assertThat(client.sent()).contains("4d51545404");
		client.receive("20020000");
		assertThat(client.connected).isCompleted();
	}

	private static void refuseAll(VirtualClient client) {
		for (int i = 0; i < 3; i++) {
			client.refuse();
		}
	}

}
