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
import java.util.function.Consumer;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.publish.PublishBuffer;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From the moment a link has ended nothing that it reads reaches the session or the
 * receivers, and its socket is soon gone. One that ends in good order waits for what was
 * accepted.
 */
class EndedLinkTests {

	private static final String DISCONNECT = "e000";

	private static final Duration GRACE = Duration.ofNanos(SocketCloser.GRACE_NANOS);

	private static final Duration SHUTDOWN = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final CompletableFuture<Void> disconnected = new CompletableFuture<>();

	private final CompletableFuture<ConnectResult> reconnected = new CompletableFuture<>();

	private static VirtualClient connected(ProtocolVersion version, Consumer<MqttClientOptionsBuilder> customizer) {
		VirtualClient client = new VirtualClient((options) -> {
			options.protocolVersion(version)
				.clientId("client")
				.clean(false)
				.cleanInit(false)
				.shutdownTimeout(SHUTDOWN)
				.v5((v5) -> v5.sessionExpiryInterval(Duration.ofHours(1)));
			customizer.accept(options);
		});
		accept(client, version, false);
		return client;
	}

	private static VirtualClient connected(ProtocolVersion version) {
		return connected(version, (options) -> {
		});
	}

	private static void accept(VirtualClient client, ProtocolVersion version, boolean sessionPresent) {
		if (version == ProtocolVersion.MQTT_5) {
			client.acceptMqtt5(sessionPresent);
		}
		else {
			client.accept();
			client.receive(0x20, 2, sessionPresent ? 1 : 0, 0);
			client.sent();
		}
	}

	/**
	 * Return a PUBLISH on topic "t".
	 */
	private static String message(ProtocolVersion version, QoS qos, char payload) {
		boolean v5 = version == ProtocolVersion.MQTT_5;
		return "%02x%02x".formatted(0x30 | qos.value() << 1, v5 ? 7 : 6) + "000174" + "0001" + (v5 ? "00" : "")
				+ "%02x".formatted((int) payload);
	}

	private static void assertLost(VirtualClient client) {
		assertThat(client.supervisor.link()).isNull();
		assertThat(client.isClosed()).isTrue();
	}

	/**
	 * Something that ends the link when it is read.
	 */
	private static String last(ProtocolVersion version) {
		return (version == ProtocolVersion.MQTT_5) ? "e0028b00" : "20020000";
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_5,e0028b00", "MQTT_5,20020000", "MQTT_3_1_1,20020000" })
	void aMessageBehindTheEndIsNotTaken(ProtocolVersion version, String last) {
		for (QoS qos : new QoS[] { QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE }) {
			VirtualClient client = connected(version);
			List<String> received = client.receive(10, Runnable::run);
			client.channel().pipeline().addFirst(new Stuck());
			client.receive(message(version, qos, 'a') + last + message(version, qos, 'b') + message(version, qos, 'c'));
			if (!client.isClosed()) {
				client.receive(message(version, qos, 'd'));
			}
			assertThat(client.supervisor.link()).isNull();
			client.pass(GRACE);
			assertLost(client);
			assertThat(received).containsExactly("a");
			assertThat(client.buffersInUse()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void itsRepetitionIsAcknowledgedWhenTheReceiverHasAcknowledgedIt(ProtocolVersion version) {
		VirtualClient client = connected(version);
		List<Runnable> tasks = new ArrayList<>();
		List<String> received = client.receive(10, tasks::add);
		client.receive(last(version) + message(version, QoS.EXACTLY_ONCE, 'b'));
		client.pass(Duration.ofMinutes(1));
		accept(client, version, true);
		client.receive(message(version, QoS.EXACTLY_ONCE, 'b'));
		assertThat(client.sent()).doesNotStartWith("5002");
		tasks.forEach(Runnable::run);
		client.runTasks();
		assertThat(received).containsExactly("b");
		assertThat(client.sent()).isEqualTo("50020001");
	}

	@ParameterizedTest
	@EnumSource
	void anAcknowledgementBehindTheEndIsNotTaken(ProtocolVersion version) {
		VirtualClient client = connected(version);
		CompletableFuture<PublishResult> first = client.publish(QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> second = client.publish(QoS.AT_LEAST_ONCE);
		client.receive("40020001" + last(version) + "40020002");
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
	}

	@ParameterizedTest
	@CsvSource({ "MQTT_5,e0028b00", "MQTT_5,20020000", "MQTT_3_1_1,20020000" })
	void whatComesAfterItDoesNotReachTheNextConnection(ProtocolVersion version, String last) {
		VirtualClient client = connected(version);
		VirtualChannel old = client.channel();
		old.pipeline().addFirst(new Stuck());
		List<String> received = client.receive(10, Runnable::run);
		client.receive(last);
		while (!client.board.is(ConnectionState.CONNECTING)) {
			client.pass(Duration.ofMillis(10));
		}
		accept(client, version, false);
		if (old.isOpen()) {
			old.writeInbound(
					Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(message(version, QoS.EXACTLY_ONCE, 'o'))));
			client.runTasks();
		}
		client.receive(message(version, QoS.EXACTLY_ONCE, 'n'));
		assertThat(client.sent()).isEqualTo("50020001");
		assertThat(received).containsExactly("n");
	}

	@ParameterizedTest
	@EnumSource
	void aDeadLinkIsResetThoughItsTransportHoldsIt(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().pipeline().addFirst(new Stuck());
		CompletableFuture<PublishResult> written = client.publish(QoS.AT_MOST_ONCE);
		client.pass(Duration.ofSeconds(25));
		assertLost(client);
		assertThat(client.channel().resets()).isTrue();
		assertThat(written).isCompletedExceptionally();
		assertThat(client.events).last().isInstanceOf(ConnectionEvent.Down.class);
	}

	@Test
	void aBrokerThatIsToldWhyIsNotWaitedForLong() {
		VirtualClient client = connected(ProtocolVersion.MQTT_5);
		client.channel().pipeline().addFirst(new Stuck());
		CompletableFuture<PublishResult> written = client.publish(QoS.AT_MOST_ONCE);
		client.receive("20020000");
		assertThat(client.supervisor.link()).isNull();
		assertThat(written).as("nobody waits for it any more").isCompletedExceptionally();
		client.pass(GRACE);
		assertLost(client);
		assertThat(client.channel().resets()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void closeIsNotHeldEither(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().pipeline().addFirst(new Stuck());
		CompletableFuture<PublishResult> written = client.publish(QoS.AT_MOST_ONCE);
		client.supervisor.close();
		client.runTasks();
		assertThat(written).isCompletedExceptionally();
		client.pass(GRACE);
		assertLost(client);
	}

	@ParameterizedTest
	@EnumSource
	void anEndInGoodOrderIsNoReset(ProtocolVersion version) {
		VirtualClient left = connected(version);
		left.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		left.pass(Duration.ofSeconds(1));
		assertLost(left);
		assertThat(left.sent()).isEqualTo(DISCONNECT);
		assertThat(left.channel().resets()).isFalse();
		VirtualClient closed = connected(version);
		closed.supervisor.close();
		assertLost(closed);
		assertThat(closed.channel().resets()).isFalse();
	}

	@Test
	void anAttemptGivenUpIsReset() {
		VirtualClient client = new VirtualClient((options) -> options.responseTime(Duration.ofSeconds(1)));
		client.accept();
		client.pass(Duration.ofSeconds(40));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.channel().resets()).isTrue();
		client.accept();
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		assertThat(client.isClosed()).isTrue();
		assertThat(client.channel().resets()).isTrue();
		assertThat(this.disconnected).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void aDisconnectWaitsForWhatIsBeingWritten(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().block();
		CompletableFuture<PublishResult> written = client.publish(QoS.AT_MOST_ONCE);
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(SHUTDOWN.minusSeconds(1));
		assertThat(this.disconnected).isNotDone();
		assertThat(written).isNotDone();
		client.channel().unblock();
		client.pass(Duration.ofMillis(100));
		assertThat(written).isCompleted();
		assertThat(client.sent()).startsWith("30").endsWith(DISCONNECT);
		client.closeConnection();
		assertThat(this.disconnected).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void aDisconnectWaitsForWhatAnotherThreadHasJustHadAccepted(ProtocolVersion version) {
		VirtualClient client = connected(version);
		PublishBuffer buffer = client.context.publications().buffer();
		buffer.accept(new PendingPublish(MqttMessage.builder("t").payload("x").qos(QoS.AT_MOST_ONCE).build(), buffer));
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(Duration.ofMillis(20));
		assertThat(client.sent()).startsWith("30").endsWith(DISCONNECT);
	}

	@ParameterizedTest
	@EnumSource
	void aReconnectWaitsForWhatIsBeingWritten(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().block();
		CompletableFuture<PublishResult> written = client.publish(QoS.AT_MOST_ONCE);
		client.supervisor.reconnect(this.reconnected);
		client.pass(SHUTDOWN.minusSeconds(1));
		assertThat(client.isClosed()).isFalse();
		client.channel().unblock();
		client.pass(Duration.ofMillis(100));
		assertThat(written).isCompleted();
		assertThat(client.sent()).startsWith("30").endsWith(DISCONNECT);
	}

	@ParameterizedTest
	@EnumSource
	void theBrokersTimeCountsFromWhenDisconnectHasLeft(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().block();
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(SHUTDOWN.minus(PATIENCE.multipliedBy(2)));
		client.channel().unblock();
		client.pass(PATIENCE.minusMillis(10));
		assertThat(client.sent()).isEqualTo(DISCONNECT);
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(10));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.channel().resets()).isFalse();
		assertThat(this.disconnected).isCompleted();
	}

	@ParameterizedTest
	@EnumSource
	void aDisconnectOfABlockedLinkTakesTheShutdownTimeoutAndTheGrace(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().block();
		CompletableFuture<PublishResult> written = client.publish(QoS.AT_MOST_ONCE);
		CompletableFuture<PublishResult> kept = client.publish(QoS.AT_LEAST_ONCE);
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(SHUTDOWN.plus(GRACE).minusMillis(20));
		assertThat(this.disconnected).isNotDone();
		client.pass(Duration.ofMillis(20));
		assertThat(this.disconnected).isCompleted();
		assertLost(client);
		assertThat(client.board.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		assertThatExceptionOfType(Exception.class).isThrownBy(written::get)
			.havingCause()
			.isInstanceOfSatisfying(MqttPublishException.class,
					(failure) -> assertThat(failure.reason()).isEqualTo(MqttPublishException.Reason.CONNECTION_LOST));
		assertThat(kept).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	void andNoLongerIfItsTransportHoldsIt(ProtocolVersion version) {
		VirtualClient client = connected(version);
		client.channel().pipeline().addFirst(new Stuck());
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.pass(SHUTDOWN.plus(GRACE));
		assertThat(this.disconnected).isCompleted();
		assertLost(client);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 30 })
	void aDisconnectDoesNotAskForMoreThanIsThere(int seconds) {
		VirtualClient client = connected(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.shutdownTimeout(Duration.ofSeconds(seconds)));
		client.channel().block();
		client.supervisor.reconnect(this.reconnected);
		client.pass(Duration.ofSeconds(seconds).plus(GRACE));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.openedAt()).hasSize(2);
	}

	@Test
	void aTimeBeyondTheLargestNumberIsNoEnd() {
		VirtualClient client = connected(ProtocolVersion.MQTT_5,
				(options) -> options.shutdownTimeout(Duration.ofDays(365)));
		client.passAlmostAll();
		client.publish(QoS.AT_LEAST_ONCE);
		client.supervisor.disconnect(DisconnectOptions.DEFAULT, this.disconnected);
		client.runTasks();
		assertThat(client.sent()).doesNotContain(DISCONNECT);
		assertThat(this.disconnected).isNotDone();
	}

	/**
	 * Neither completes what is written nor closes, as TLS and WebSocket on a connection
	 * whose other end does not read.
	 */
	private static final class Stuck extends ChannelOutboundHandlerAdapter {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			ReferenceCountUtil.release(message);
		}

		@Override
		public void close(ChannelHandlerContext context, ChannelPromise promise) {
			// close_notify or a Close frame would have to be written first
		}

	}

}
