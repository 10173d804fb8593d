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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ReceiveBacklog;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.Durations;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.Assert;

/**
 * Health of an MQTT client: {@code UP} only if the link is up and every subscription has
 * been granted; {@code OUT_OF_SERVICE} if the link is up and a subscription was refused
 * or is not answered yet, so that something is not heard, or if nothing may have come for
 * too long because nothing is acknowledged; otherwise, and if the store can't be opened
 * or written, {@code DOWN}. It looks at what the client knows and sends nothing.
 */
public class MqttHealthIndicator extends AbstractHealthIndicator {

	/** What a slow listener may take for a message, unless said otherwise. */
	public static final Duration BLOCKED_AFTER = Duration.ofMinutes(5);

	private final MqttClient client;

	private final Duration blockedAfter;

	/**
	 * Create an indicator that lets listeners take {@link #BLOCKED_AFTER 5 minutes}.
	 * @param client the client to look at
	 */
	public MqttHealthIndicator(MqttClient client) {
		this(client, BLOCKED_AFTER);
	}

	/**
	 * Create an indicator.
	 * @param client the client to look at
	 * @param blockedAfter for how long nothing may come because nothing is acknowledged
	 * or read; zero for ever
	 * @throws IllegalArgumentException if it is negative
	 */
	public MqttHealthIndicator(MqttClient client, Duration blockedAfter) {
		super("MQTT health check failed");
		Assert.isTrue(!blockedAfter.isNegative(), "'blockedAfter' must not be negative; use 0 for never");
		this.client = client;
		this.blockedAfter = blockedAfter;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectionStatus status = this.client.status();
		if (status == null) {
			builder.unknown().withDetail("client", "answers nothing, as a mock does");
			return;
		}
		builder.withDetail("server", status.server().toString())
			.withDetail("clientId", status.clientId())
			.withDetail("protocolVersion", status.protocolVersion().toString())
			.withDetail("since", status.since().toString());
		ClientStatistics statistics = this.client.statistics();
		BufferFill buffer = statistics.buffer();
		Map<String, Long> fill = Map.of("pending", (long) buffer.pending(), "maxPending", (long) buffer.maxPending(),
				"pendingBytes", buffer.pendingBytes(), "maxPendingBytes", buffer.maxPendingBytes());
		builder.withDetail("buffer", fill);
		if (statistics.unmatched() > 0) {
			builder.withDetail("unmatched", statistics.unmatched());
		}
		Instant lastReceived = statistics.traffic().lastReceived();
		if (lastReceived != null) {
			builder.withDetail("lastReceived", lastReceived.toString());
		}
		if (status.state() == ConnectionState.CONNECTED) {
			connected(builder, statistics.receiveBacklog());
		}
		else {
			disconnected(builder.down(), status);
		}
		StoreStatus store = this.client.storeStatus();
		if (store != null) {
			store(builder, store);
		}
	}

	private static void store(Health.Builder builder, StoreStatus store) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("location", store.location());
		details.put("messages", store.messages());
		details.put("maxMessages", store.maxMessages());
		details.put("bytes", store.bytes());
		details.put("maxBytes", store.maxBytes());
		if (store.oldest() != null) {
			details.put("oldest", store.oldest().toString());
		}
		if (store.lastCommitAt() != null) {
			details.put("lastCommit", store.lastCommitAt().toString());
		}
		if (store.failure() != null) {
			details.put("failure", store.failure());
			builder.down();
		}
		builder.withDetail("store", details);
	}

	private void connected(Health.Builder builder, ReceiveBacklog window) {
		Map<String, String> refused = new LinkedHashMap<>();
		List<String> pending = new ArrayList<>();
		Map<String, String> lowered = new LinkedHashMap<>();
		int granted = 0;
		for (SubscriptionStatus subscription : this.client.subscriptions()) {
			if (subscription.state() == SubscriptionStatus.State.REFUSED) {
				refused.put(subscription.subscription().filter().toString(), subscription.describeReason());
			}
			else if (subscription.state() == SubscriptionStatus.State.PENDING) {
				pending.add(subscription.subscription().filter().toString());
			}
			else {
				if (subscription.isLowered()) {
					lowered.put(subscription.subscription().filter().toString(),
							subscription.grantedQos() + " instead of " + subscription.subscription().qos());
				}
				granted++;
			}
		}
		boolean hears = refused.isEmpty() && pending.isEmpty() && !isBlocked(window);
		builder.status(hears ? Status.UP : Status.OUT_OF_SERVICE);
		builder.withDetail("unacknowledged", window.unacknowledged())
			.withDetail("receiveMaximum", (window.maximum() != null) ? window.maximum() : "not stated");
		Duration blocked = window.blocked().truncatedTo(ChronoUnit.SECONDS);
		if (!blocked.isZero()) {
			builder.withDetail("blocked", Durations.words(blocked));
		}
		builder.withDetail("subscriptions",
				Map.of("granted", granted, "refused", refused.size(), "pending", pending.size()));
		if (!refused.isEmpty()) {
			builder.withDetail("refusedSubscriptions", refused);
		}
		if (!lowered.isEmpty()) {
			builder.withDetail("loweredSubscriptions", lowered);
		}
		if (!pending.isEmpty()) {
			builder.withDetail("pendingSubscriptions", pending);
		}
	}

	private boolean isBlocked(ReceiveBacklog window) {
		return !this.blockedAfter.isZero() && window.blocked().compareTo(this.blockedAfter) >= 0;
	}

	private void disconnected(Health.Builder builder, ConnectionStatus status) {
		builder.withDetail("state", status.state().name());
		if (status.cause() != null) {
			builder.withDetail("cause", status.cause().toString());
		}
		if (status.state() != ConnectionState.DISCONNECTED && status.state() != ConnectionState.CLOSED) {
			Duration outage = Duration.between(status.since(), Instant.now()).truncatedTo(ChronoUnit.SECONDS);
			builder.withDetail("outage", Durations.words(outage));
		}
		builder.withDetail("attempts", status.attempts());
		if (status.nextAttempt() != null) {
			builder.withDetail("nextAttempt", status.nextAttempt().toString());
		}
	}

}
