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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import io.resilientmqtt.client.netty.codec.TopicCache;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * After DISCONNECT it is the broker that closes the connection, so that it has read
 * DISCONNECT and publishes no will.
 */
class DisconnectWriterTests {

	private static final String DISCONNECT = "e000";

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final CompletableFuture<Void> disconnected = new CompletableFuture<>();

	private static VirtualClient connected(Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient(
				(options) -> customizer.accept(options.protocolVersion(ProtocolVersion.MQTT_3_1_1)));
		client.acceptMqtt();
		return client;
	}

	private VirtualClient leaving() {
		VirtualClient client = connected((options) -> {
		});
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(PATIENCE.dividedBy(2));
		assertThat(client.sent()).isEqualTo(DISCONNECT);
		return client;
	}

	@Test
	@Behaviour("S29")
	void theBrokerIsLeftToCloseTheConnection() {
		VirtualClient client = leaving();
		assertThat(client.isClosed()).isFalse();
		assertThat(this.disconnected).isNotDone();
		client.closeConnection();
		assertThat(this.disconnected).isCompleted();
		assertDisconnectedByUser(client);
	}

	private static void assertDisconnectedByUser(VirtualClient client) {
		client.pass(Duration.ofSeconds(60));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		assertThat(client.openedAt()).hasSize(1);
		assertThat(client.events).filteredOn(ConnectionEvent.Down.class::isInstance)
			.singleElement()
			.extracting((down) -> ((ConnectionEvent.Down) down).cause().type())
			.isEqualTo(ConnectionCause.Type.USER);
	}

	@Test
	void aBrokerThatDoesNotIsNotWaitedForLong() {
		VirtualClient client = leaving();
		client.pass(PATIENCE.dividedBy(2).minusMillis(10));
		assertThat(this.disconnected).isNotDone();
		client.pass(Duration.ofMillis(10));
		assertThat(this.disconnected).isCompleted();
		assertDisconnectedByUser(client);
	}

	@Test
	void theShutdownTimeoutHoldsForItToo() {
		VirtualClient client = connected((options) -> options.shutdownTimeout(Duration.ZERO));
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(Duration.ofMillis(1));
		assertThat(client.sent()).isEqualTo(DISCONNECT);
		assertThat(this.disconnected).isCompleted();
	}

	@Test
	void withoutDisconnectThereIsNothingToWaitFor() {
		VirtualClient client = connected((options) -> {
		});
		client.supervisor.disconnect(
				DisconnectOptions.builder().reasonCode(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE).build(),
				this.disconnected);
		assertThat(client.isClosed()).isTrue();
		assertThat(this.disconnected).isCompleted();
	}

	@Test
	void whatComesMeanwhileIsDroppedAndNothingIsSent() {
		VirtualClient client = leaving();
		List<String> received = client.receive(1, Runnable::run);
		client.receive("3206" + "000174" + "0001" + "31" + "36020000");
		client.publish(QoS.AT_LEAST_ONCE);
		assertThat(client.isClosed()).isFalse();
		assertThat(client.supervisor.link()).isNull();
		client.closeConnection();
		assertDisconnectedByUser(client);
		assertThat(received).isEmpty();
		assertThat(client.sent()).isEmpty();
		assertThat(client.buffersInUse()).isZero();
	}

	@Test
	void readingGoesOnWhereItWasPaused() {
		VirtualChannel channel = new VirtualChannel();
		channel.freezeTime();
		channel.pipeline()
			.addLast(new PacketDecoder(ProtocolVersion.MQTT_5, 100, Mqtt5Options.DEFAULT, new TopicCache()),
					MqttEncoder.INSTANCE);
		channel.config().setAutoRead(false);
		DisconnectWriter.write(channel, MqttMessage.DISCONNECT, PATIENCE.toNanos());
		assertThat(channel.config().isAutoRead()).isTrue();
		channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { 1, 2, 3 }));
		channel.pipeline().fireExceptionCaught(new SocketException("Connection reset"));
		assertThat(channel.isOpen()).isFalse();
		channel.advanceTimeBy(1, TimeUnit.HOURS);
		assertThat(channel.hasPendingTasks()).isFalse();
		assertThat(channel.finishAndReleaseAll()).as("what was written").isTrue();
	}

	@Test
	void closeDoesNotWait() {
		VirtualClient client = leaving();
		client.supervisor.close();
		assertThat(client.isClosed()).isTrue();
		assertThat(this.disconnected).isCompleted();
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.CLOSED);
		client.runTasks();
		assertThat(client.events).filteredOn(ConnectionEvent.Down.class::isInstance).hasSize(1);
	}

	@Test
	void aReconnectWaitsForItAsWell() {
		VirtualClient client = connected((options) -> {
		});
		CompletableFuture<ConnectResult> reconnected = new CompletableFuture<>();
		client.supervisor.reconnect(reconnected);
		assertThat(client.openedAt()).hasSize(1);
		client.closeConnection();
		assertThat(client.openedAt()).hasSize(2);
		client.acceptMqtt();
		assertThat(reconnected).isCompleted();
	}

	@Test
	void aDisconnectTakesTheReconnectBack() {
		VirtualClient client = connected((options) -> {
		});
		CompletableFuture<ConnectResult> reconnected = new CompletableFuture<>();
		client.supervisor.reconnect(reconnected);
		client.publish(QoS.AT_LEAST_ONCE);
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		assertThat(client.sent()).isEqualTo(DISCONNECT);
		client.closeConnection();
		assertThat(this.disconnected).isCompleted();
		assertThat(reconnected).isCompletedExceptionally();
		assertDisconnectedByUser(client);
	}

	private static VirtualClient cleaning() {
		VirtualClient client = new VirtualClient((options) -> options.protocolVersion(ProtocolVersion.MQTT_3_1_1)
			.clientId("client")
			.connectTimeout(PATIENCE.dividedBy(3))
			.clean(false)
			.cleanInit(true));
		client.accept();
		client.sent();
		client.receive("20020000");
		assertThat(client.sent()).isEqualTo(DISCONNECT);
		assertThat(client.openedAt()).hasSize(1);
		return client;
	}

	@Test
	@Behaviour("S5")
	void theConnectionThatCleansTheSessionIsClosedBeforeTheNext() {
		VirtualClient client = cleaning();
		client.closeConnection();
		assertThat(client.openedAt()).hasSize(2);
		client.acceptMqtt();
		assertThat(client.connected).isCompleted();
	}

	@Test
	@Behaviour("S5")
	void aBrokerThatDoesNotCloseItIsNotWaitedForLong() {
		VirtualClient client = cleaning();
		client.pass(PATIENCE);
		assertThat(client.openedAt()).containsExactly(0L, PATIENCE.toMillis());
	}

	@Test
	@Behaviour("S5")
	void aDisconnectMeanwhileEndsIt() {
		VirtualClient client = cleaning();
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		assertThat(this.disconnected).isCompleted();
		assertThat(client.isClosed()).isTrue();
		client.pass(Duration.ofSeconds(60));
		assertThat(client.openedAt()).hasSize(1);
	}

}
