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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.embedded.EmbeddedChannel;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.client.ServerAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attempts pause while there is no network, in virtual time.
 */
class NetworkWatchTests {

	private static VirtualClient clientWithoutNetwork() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.network = false;
		client.failWithoutNetwork();
		return client;
	}

	private static List<Boolean> networkEvents(VirtualClient client) {
		return client.events.stream()
			.filter(ConnectionEvent.NetworkChanged.class::isInstance)
			.map((event) -> ((ConnectionEvent.NetworkChanged) event).available())
			.toList();
	}

	@Test
	void whoIsToldThatThereIsNoNetworkFindsItSo() {
		VirtualClient client = clientWithoutNetwork();
		ConnectionStatus status = client.statusWhenTold.get(new ConnectionEvent.NetworkChanged(false));
		assertThat(status.nextAttempt()).isNull();
		assertThat(status.cause()).asString().contains("no interface that is up leads to");
	}

	@Test
	void nothingIsTriedWhileThereIsNoNetwork() {
		VirtualClient client = clientWithoutNetwork();
		client.pass(Duration.ofMinutes(10));
		assertThat(client.openedAt()).containsExactly(0L);
		assertThat(networkEvents(client)).containsExactly(false);
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.BACKING_OFF);
		assertThat(client.board.status().nextAttempt()).isNull();
		ConnectionCause cause = client.board.status().cause();
		assertThat(cause).isNotNull();
		assertThat(cause).hasToString("NETWORK: There is no network: no interface that is up leads to [broker:1883]");
	}

	@Test
	void theNextAttemptBeginsAsSoonAsTheNetworkIsThere() {
		VirtualClient client = clientWithoutNetwork();
		client.pass(Duration.ofMillis(599_500));
		client.network = true;
		client.pass(Duration.ofMillis(510));
		assertThat(client.openedAt()).hasSize(2).last().isEqualTo(600_000L);
		assertThat(networkEvents(client)).containsExactly(false, true);
		client.acceptMqtt();
		assertThat(client.events).last().isInstanceOf(ConnectionEvent.Up.class);
	}

	@Test
	void theWaitsStartOverWithTheNetwork() {
		VirtualClient client = new VirtualClient((options) -> options.connectTimeout(Duration.ofSeconds(1)));
		client.pass(Duration.ofSeconds(60));
		client.network = false;
		client.failWithoutNetwork();
		client.pass(Duration.ofSeconds(60));
		client.network = true;
		client.pass(Duration.ofMillis(1_020));
		client.forgetHistory();
		client.pass(Duration.ofSeconds(1));
		assertThat(client.events).first()
			.isInstanceOfSatisfying(ConnectionEvent.ConnectFailed.class,
					(failed) -> assertThat(failed.nextDelay()).hasMillis(500));
	}

	@Test
	void aNetworkThatIsThereChangesNothing() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.failWithoutNetwork();
		client.pass(Duration.ofMillis(510));
		assertThat(client.openedAt()).containsExactly(0L, 500L);
		assertThat(networkEvents(client)).isEmpty();
	}

	@Test
	void anAddressThatRefusesIsProofOfANetwork() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.network = false;
		client.refuse();
		assertThat(networkEvents(client)).isEmpty();
	}

	@Test
	void withAnIntervalOfZeroAttemptsGoOn() {
		VirtualClient client = new VirtualClient(
				(options) -> options.reconnect(new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(30), 2,
						0, Duration.ZERO, Duration.ZERO)));
		client.network = false;
		client.failWithoutNetwork();
		client.pass(Duration.ofMillis(510));
		assertThat(client.openedAt()).containsExactly(0L, 500L);
	}

	@Test
	void aPausedClientCanBeDisconnectedAndConnectedAgain() {
		VirtualClient client = clientWithoutNetwork();
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, new CompletableFuture<>());
		client.network = true;
		client.pass(Duration.ofSeconds(10));
		assertThat(client.openedAt()).hasSize(1);
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		client.supervisor.connect(new CompletableFuture<>());
		client.acceptMqtt();
		assertThat(networkEvents(client)).containsExactly(false, true);
	}

	@Test
	void theServerOfThisMachineNeedsNoOtherNetwork() {
		assertThat(OsNetwork.leadsTo(new ServerAddress("127.0.0.1", 1883))).isTrue();
		assertThat(OsNetwork.leadsTo(new ServerAddress("localhost", 1883))).isTrue();
	}

	@Test
	void withoutAThreadToLookTheNetworkIsTakenToBeThere() {
		List<Boolean> answers = new ArrayList<>();
		EmbeddedChannel channel = new EmbeddedChannel();
		new OsNetwork(channel.eventLoop(), (task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		}).check(List.of(new ServerAddress("127.0.0.1", 1883)), answers::add);
		channel.runPendingTasks();
		assertThat(answers).containsExactly(true);
	}

	@Test
	void anAttemptThatCanNotBeginFailsAndTheNextIsMade() {
		VirtualClient client = new VirtualClient((options) -> {
		});
		client.refuse();
		client.transport.failure = new OutOfMemoryError("unable to create native thread");
		client.pass(Duration.ofSeconds(2));
		assertThat(client.events).hasSizeGreaterThan(1).allMatch(ConnectionEvent.ConnectFailed.class::isInstance);
		client.transport.failure = null;
		client.pass(Duration.ofSeconds(30));
		client.acceptMqtt();
		assertThat(client.events).last().isInstanceOf(ConnectionEvent.Up.class);
	}

}
