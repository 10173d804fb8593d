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

package io.resilientmqtt.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReceiveBacklog;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.Traffic;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.testsupport.Behaviour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class MqttHealthIndicatorTests {

	private static final Instant SINCE = Instant.parse("2026-05-04T03:02:01Z");

	private static final Instant NEXT = SINCE.plusSeconds(30);

	private static final Instant RECEIVED = SINCE.plusSeconds(3);

	private final MqttClient client = mock(MqttClient.class);

	private ReceiveBacklog window = new ReceiveBacklog(0, 10, Duration.ZERO);

	private Health health(ConnectionState state, @Nullable ConnectionCause cause, int attempts,
			@Nullable Instant nextAttempt, SubscriptionStatus... subscriptions) {
		given(this.client.status()).willReturn(new ConnectionStatus(state, SINCE, new ServerAddress("broker", 1883),
				"me", ProtocolVersion.MQTT_5, null, cause, attempts, nextAttempt));
		given(this.client.statistics()).willReturn(new ClientStatistics(Map.of(), 0, Map.of(), 0, 0, 0, 0, Map.of(), 0,
				0, 0, new BufferFill(2, 100, 20, 1000), 0, 0, new Traffic(0, 0, 0, 0, RECEIVED), this.window));
		given(this.client.subscriptions()).willReturn(List.of(subscriptions));
		return new MqttHealthIndicator(this.client).health();
	}

	private static SubscriptionStatus subscription(SubscriptionStatus.State state, ReasonCode reasonCode) {
		return new SubscriptionStatus(Subscription.of("a/#", QoS.AT_LEAST_ONCE), state, reasonCode);
	}

	@Test
	void upWhenConnectedAndEverySubscriptionIsGranted() {
		Health health = health(ConnectionState.CONNECTED, null, 0, null,
				subscription(SubscriptionStatus.State.GRANTED, ReasonCode.GRANTED_QOS_1));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails())
			.containsExactlyInAnyOrderEntriesOf(Map.of("server", "broker:1883", "clientId", "me", "protocolVersion",
					"5", "since", SINCE.toString(), "subscriptions", Map.of("granted", 1, "refused", 0, "pending", 0),
					"buffer", Map.of("pending", 2L, "maxPending", 100L, "pendingBytes", 20L, "maxPendingBytes", 1000L),
					"lastReceived", RECEIVED.toString(), "unacknowledged", 0, "receiveMaximum", 10));
	}

	@Test
	void messagesThatNoReceiverTakesAreDetails() {
		health(ConnectionState.CONNECTED, null, 0, null);
		given(this.client.statistics()).willReturn(new ClientStatistics(Map.of(), 0, Map.of(), 0, 0, 0, 0, Map.of(), 0,
				0, 3, new BufferFill(2, 100, 20, 1000), 0, 0, new Traffic(0, 0, 0, 0, RECEIVED), this.window));
		assertThat(new MqttHealthIndicator(this.client).health().getDetails()).containsEntry("unmatched", 3L);
	}

	@Test
	void aLowerQosThanAskedForIsTold() {
		assertThat(health(ConnectionState.CONNECTED, null, 0, null,
				subscription(SubscriptionStatus.State.GRANTED, ReasonCode.SUCCESS))
			.getDetails())
			.containsEntry("loweredSubscriptions", Map.of("a/#", "AT_MOST_ONCE instead of AT_LEAST_ONCE"));
		assertThat(health(ConnectionState.CONNECTED, null, 0, null,
				subscription(SubscriptionStatus.State.GRANTED, ReasonCode.GRANTED_QOS_1))
			.getDetails()).doesNotContainKey("loweredSubscriptions");
	}

	@Test
	@Behaviour("S18")
	void outOfServiceWhenASubscriptionWasRefused() {
		Health health = health(ConnectionState.CONNECTED, null, 0, null,
				subscription(SubscriptionStatus.State.REFUSED, ReasonCode.NOT_AUTHORIZED));
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("refusedSubscriptions",
				Map.of("a/#", ReasonCode.NOT_AUTHORIZED.describe()));
	}

	@Test
	void outOfServiceUntilASubscriptionIsAnswered() {
		Health health = health(ConnectionState.CONNECTED, null, 0, null, new SubscriptionStatus(
				Subscription.of("a/#", QoS.AT_LEAST_ONCE), SubscriptionStatus.State.PENDING, null));
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("pendingSubscriptions", List.of("a/#"))
			.doesNotContainKey("refusedSubscriptions");
	}

	@Test
	void aRefusalIsShownWithItsReason() {
		Health health = health(ConnectionState.CONNECTED, null, 0, null,
				new SubscriptionStatus(Subscription.of("a/#", QoS.AT_LEAST_ONCE), SubscriptionStatus.State.REFUSED,
						ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED, "name each topic", List.of()));
		assertThat(health.getDetails()).containsEntry("refusedSubscriptions",
				Map.of("a/#", "wildcard subscriptions not supported (0xA2): name each topic"));
	}

	@Test
	void downWithTheCauseWhileBackingOff() {
		Health health = health(ConnectionState.BACKING_OFF,
				new ConnectionCause(ConnectionCause.Type.NETWORK, "Can't connect: refused"), 3, NEXT);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("cause", "NETWORK: Can't connect: refused")
			.containsEntry("since", SINCE.toString())
			.containsEntry("attempts", 3)
			.containsEntry("nextAttempt", NEXT.toString())
			.containsEntry("state", "BACKING_OFF")
			.hasEntrySatisfying("outage", (outage) -> assertThat((String) outage).matches("\\d+ d .*"));
	}

	@Test
	void whoDisconnectsHasNoOutage() {
		Health health = health(ConnectionState.DISCONNECTED, null, 0, null);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).doesNotContainKey("outage");
	}

	@Test
	void subscriptionsAreCounted() {
		Health health = health(ConnectionState.CONNECTED, null, 0, null,
				subscription(SubscriptionStatus.State.GRANTED, ReasonCode.GRANTED_QOS_1),
				subscription(SubscriptionStatus.State.REFUSED, ReasonCode.NOT_AUTHORIZED), new SubscriptionStatus(
						Subscription.of("b", QoS.AT_LEAST_ONCE), SubscriptionStatus.State.PENDING, null));
		assertThat(health.getDetails()).containsEntry("subscriptions",
				Map.of("granted", 1, "refused", 1, "pending", 1));
	}

	@Test
	void outOfServiceWhenNothingCanComeForTooLong() {
		this.window = new ReceiveBacklog(10, 10, Duration.ofMinutes(5));
		Health health = health(ConnectionState.CONNECTED, null, 0, null,
				subscription(SubscriptionStatus.State.GRANTED, ReasonCode.GRANTED_QOS_1));
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("unacknowledged", 10)
			.containsEntry("receiveMaximum", 10)
			.hasEntrySatisfying("blocked", (blocked) -> assertThat((String) blocked).startsWith("5 min"));
	}

	@Test
	void upWhileASlowListenerMayStillAcknowledge() {
		this.window = new ReceiveBacklog(10, 10, Duration.ofSeconds(299));
		Health health = health(ConnectionState.CONNECTED, null, 0, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("blocked", "4 min 59 s");
	}

	@Test
	void whereTheWindowIsNotKnownThatIsSaid() {
		this.window = new ReceiveBacklog(20, null, Duration.ofHours(1));
		Health health = health(ConnectionState.CONNECTED, null, 0, null);
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("unacknowledged", 20)
			.containsEntry("receiveMaximum", "not stated");
	}

	@Test
	void downStaysDownHoweverLongNothingCame() {
		this.window = new ReceiveBacklog(0, null, Duration.ofHours(1));
		assertThat(health(ConnectionState.BACKING_OFF, null, 3, NEXT).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void howLongNothingMayComeCanBeSet() {
		this.window = new ReceiveBacklog(1, null, Duration.ofSeconds(10));
		health(ConnectionState.CONNECTED, null, 0, null);
		assertThat(new MqttHealthIndicator(this.client, Duration.ofSeconds(10)).health().getStatus())
			.isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(new MqttHealthIndicator(this.client, Duration.ofSeconds(11)).health().getStatus())
			.isEqualTo(Status.UP);
		assertThat(new MqttHealthIndicator(this.client, Duration.ZERO).health().getStatus()).isEqualTo(Status.UP);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new MqttHealthIndicator(this.client, Duration.ofSeconds(-1)))
			.withMessageContaining("'blockedAfter'");
	}

	@Test
	void downWhileTheFirstAttemptIsUnderWay() {
		Health health = health(ConnectionState.CONNECTING, null, 0, null);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("state", "CONNECTING").doesNotContainKey("cause");
	}

}
