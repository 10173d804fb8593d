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

package io.resilientmqtt.reliability;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReconnectOptions;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link MqttClient#reconnect()} makes a new connection at once and loses nothing.
 */
class ReconnectOperationTests extends ScriptedBrokerFixture {

	private static final ReconnectOptions SLOW = new ReconnectOptions(Duration.ofHours(1), Duration.ofHours(1), 1, 0,
			Duration.ofHours(1));

	@ParameterizedTest
	@EnumSource
	void nothingIsLostOfAStream(ProtocolVersion version) {
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		NumberedFlow once = new NumberedFlow("QoS 1", client, client, "one", QoS.AT_LEAST_ONCE);
		NumberedFlow exactlyOnce = new NumberedFlow("QoS 2", client, client, "two", QoS.EXACTLY_ONCE);
		ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
		try {
			publisher.scheduleAtFixedRate(() -> {
				once.publish();
				exactlyOnce.publish();
			}, 0, 2, TimeUnit.MILLISECONDS);
			for (int i = 0; i < 5; i++) {
				once.awaitNew();
				eventually(() -> assertThat(once.newArrivedAt()).isNotZero());
				assertThat(get(client.reconnect()).sessionPresent()).isTrue();
			}
		}
		finally {
			publisher.shutdown();
		}
		for (NumberedFlow flow : List.of(once, exactlyOnce)) {
			eventually(() -> assertThat(flow).matches(NumberedFlow::isAcknowledged)
				.matches((finished) -> finished.arrived() == finished.published()));
			assertThat(flow.failure()).isNull();
			assertThat(flow.reordered()).isZero();
		}
		assertThat(exactlyOnce.duplicated()).isZero();
		assertThat(client.statistics().republications()).isZero();
		assertThat(client.statistics().outages()).isZero();
		eventually(() -> assertThat(this.broker.received(MqttMessageType.DISCONNECT)).hasSize(5));
		assertThat(this.broker.connections()).isEqualTo(6);
		eventually(() -> assertThat(eventNames()).hasSize(11).startsWith("Up", "Down", "Up", "Down"));
	}

	@Test
	void itIsOneDownByTheUserAndOneUpWithoutBackOff() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> options.reconnect(SLOW));
		get(client.reconnect());
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
		assertThat(this.events.get(1)).isInstanceOfSatisfying(ConnectionEvent.Down.class,
				(down) -> assertThat(down.cause().type()).isEqualTo(ConnectionCause.Type.USER));
		assertThat(this.events.get(2)).isInstanceOfSatisfying(ConnectionEvent.Up.class,
				(up) -> assertThat(up.outage()).isNotNull().isLessThan(LONG));
		assertThat(client.isConnected()).isTrue();
		assertThat(client.status().cause()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsInFlightFinishesAndWhatIsPublishedMeanwhileWaits(ProtocolVersion version) {
		this.broker.delay(MqttMessageType.PUBLISH, 300);
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		CompletableFuture<PublishResult> before = publish(client, "before", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).containsExactly("before"));
		CompletableFuture<ConnectResult> reconnected = client.reconnect();
		CompletableFuture<PublishResult> meanwhile = publish(client, "meanwhile", QoS.AT_LEAST_ONCE);
		get(before);
		get(reconnected);
		get(meanwhile);
		assertThat(this.broker.received()).extracting((packet) -> packet.type())
			.containsSubsequence(MqttMessageType.PUBLISH, MqttMessageType.DISCONNECT, MqttMessageType.CONNECT,
					MqttMessageType.PUBLISH);
		assertThat(payloads()).containsExactly("before", "meanwhile");
	}

	@ParameterizedTest
	@EnumSource
	void whatDoesNotFinishInTimeIsSentAgain(ProtocolVersion version) {
		this.broker.drop(MqttMessageType.PUBLISH, 1);
		MqttClient client = connect(version, (options) -> {
			persistent(options);
			options.shutdownTimeout(SHORT);
		});
		CompletableFuture<PublishResult> publish = publish(client, "x", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).containsExactly("x"));
		get(client.reconnect());
		get(publish);
		assertThat(payloads()).containsExactly("x", "x");
	}

	@Test
	void aWaitBetweenAttemptsEnds() {
		this.broker.stop();
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> options.reconnect(SLOW));
		CompletableFuture<ConnectResult> connected = client.connect();
		eventually(() -> assertThat(client.state()).isEqualTo(ConnectionState.BACKING_OFF));
		this.broker.listen();
		get(client.reconnect());
		get(connected);
		assertThat(client.isConnected()).isTrue();
	}

	@Test
	void anAttemptUnderWayIsGivenUpForANewOne() {
		this.broker.drop(MqttMessageType.CONNECT, 1);
		MqttClient client = client(ProtocolVersion.MQTT_5, (options) -> options.responseTime(Duration.ofHours(1)));
		client.connect();
		eventually(() -> assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(1));
		get(client.reconnect());
		assertThat(this.broker.received(MqttMessageType.CONNECT)).hasSize(2);
		eventually(() -> assertThat(eventNames()).containsExactly("Up"));
	}

	@Test
	void aSecondCallJoinsTheFirst() {
		this.broker.delay(MqttMessageType.PUBLISH, 200);
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> options.reconnect(SLOW));
		publish(client, "x", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).hasSize(1));
		CompletableFuture<ConnectResult> first = client.reconnect();
		assertThat(get(client.reconnect())).isSameAs(get(first));
		eventually(() -> assertThat(eventNames()).containsExactly("Up", "Down", "Up"));
	}

	@Test
	void aLinkLostMeanwhileIsAnOutageAndTheCallWaitsForItsEnd() {
		this.broker.drop(MqttMessageType.PUBLISH, 1);
		MqttClient client = connect(ProtocolVersion.MQTT_5, ScriptedBrokerFixture::persistent);
		CompletableFuture<PublishResult> publish = publish(client, "x", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).hasSize(1));
		CompletableFuture<ConnectResult> reconnected = client.reconnect();
		this.broker.closeConnections();
		get(reconnected);
		get(publish);
		assertThat(client.statistics().outages()).isEqualTo(1);
		assertThat(this.broker.received(MqttMessageType.DISCONNECT)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void disconnectingMeanwhileIsForGood(ProtocolVersion version) {
		this.broker.delay(MqttMessageType.PUBLISH, 200);
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		publish(client, "x", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(payloads()).hasSize(1));
		CompletableFuture<ConnectResult> reconnected = client.reconnect();
		CompletableFuture<PublishResult> meanwhile = publish(client, "y", QoS.AT_LEAST_ONCE);
		get(client.disconnect());
		assertThat(meanwhile).isCompleted();
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> get(reconnected));
		assertThat(client.state()).isEqualTo(ConnectionState.DISCONNECTED);
		eventually(() -> assertThat(this.broker.received(MqttMessageType.DISCONNECT)).hasSize(1));
	}

	@Test
	void closingMeanwhileIsForGood() {
		this.broker.drop(MqttMessageType.PUBLISH, 1);
		MqttClient client = connect(ProtocolVersion.MQTT_5, ScriptedBrokerFixture::persistent);
		publish(client, "x", QoS.AT_LEAST_ONCE);
		CompletableFuture<ConnectResult> reconnected = client.reconnect();
		client.close();
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> get(reconnected));
		assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> get(client.reconnect()));
	}

	@Test
	void aClientThatIsNotToBeConnectedStaysSo() {
		MqttClient client = client(ProtocolVersion.MQTT_5, MqttClientOptionsBuilder::build);
		assertThatExceptionOfType(MqttClosedException.class).isThrownBy(() -> get(client.reconnect()))
			.withMessageContaining("connect()");
		assertThat(this.broker.connections()).isZero();
	}

	@Test
	void aFailedAttemptIsMadeAgain() {
		MqttClient client = connect(ProtocolVersion.MQTT_5, (options) -> options.failFast(true));
		this.broker.closeBefore(MqttMessageType.CONNECT);
		get(client.reconnect());
		assertThat(client.isConnected()).isTrue();
		assertThat(client.statistics().connectFailures()).isEqualTo(1);
	}

}
