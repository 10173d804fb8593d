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

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer of the endpoint {@code mqtt}. Names what is configured and counted, never a
 * credential, a payload or the topic of a message.
 *
 * @param clients the clients by the names of their beans
 * @param listeners the listeners by id
 */
public record MqttDescriptor(Map<String, ClientDescriptor> clients,
		Map<String, ListenerDescriptor> listeners) implements OperationResponseBody {

	/**
	 * A client.
	 *
	 * @param state the state of the connection
	 * @param since when the link last went up or down
	 * @param server the server connected to, or tried last or next
	 * @param clientId the Client Identifier
	 * @param protocolVersion the protocol version in use, or tried last
	 * @param cause why the link is down
	 * @param attempts failed attempts since the link was last up
	 * @param nextAttempt when the next attempt is due
	 * @param session the session, while there is a connection
	 * @param limits what the broker allows, while there is a connection
	 * @param subscriptions how the subscriptions stand
	 * @param counters what the client has counted
	 * @param store how the store is doing, if there is one
	 */
	public record ClientDescriptor(String state, Instant since, String server, String clientId, String protocolVersion,
			@Nullable String cause, int attempts, @Nullable Instant nextAttempt, @Nullable SessionDescriptor session,
			@Nullable LimitsDescriptor limits, List<SubscriptionDescriptor> subscriptions, ClientStatistics counters,
			@Nullable StoreStatus store) {

		static @Nullable ClientDescriptor of(MqttClient client) {
			ConnectionStatus status = client.status();
			if (status == null) { // of a mock
				return null;
			}
			ConnectResult connection = status.connection();
			ConnectionCause cause = status.cause();
			return new ClientDescriptor(status.state().name(), status.since(), status.server().toString(),
					status.clientId(), status.protocolVersion().toString(), (cause != null) ? cause.toString() : null,
					status.attempts(), status.nextAttempt(),
					(connection != null) ? SessionDescriptor.of(connection) : null,
					(connection != null) ? LimitsDescriptor.of(connection.limits()) : null,
					client.subscriptions().stream().map(SubscriptionDescriptor::of).toList(), client.statistics(),
					client.storeStatus());
		}

	}

	/**
	 * A session.
	 *
	 * @param present whether the broker still had it when the client connected
	 * @param expiryInterval how long the broker keeps it after the connection ends (MQTT
	 * 5), for example {@code 3600s}, or {@code never}
	 */
	public record SessionDescriptor(boolean present, @Nullable String expiryInterval) {

		static SessionDescriptor of(ConnectResult connection) {
			Duration interval = connection.sessionExpiryInterval();
			return new SessionDescriptor(connection.sessionPresent(), (interval != null) ? text(interval) : null);
		}

		private static String text(Duration interval) {
			return interval.equals(Mqtt5Options.NEVER_EXPIRES) ? "never" : Durations.value(interval);
		}

	}

	/**
	 * The limits agreed in CONNACK.
	 *
	 * @param receiveMaximum how many QoS 1 and 2 publications may be unacknowledged
	 * @param maximumQos the highest QoS accepted
	 * @param retainAvailable whether retained messages are supported
	 * @param maximumPacketSize the longest packet accepted, in bytes
	 * @param keepAlive the Keep Alive in force, for example {@code 60s}
	 * @param topicAliasMaximum how many topic aliases the client may use
	 * @param wildcardSubscriptionAvailable whether a subscription may have wildcards
	 * @param subscriptionIdentifiersAvailable whether a subscription may have an
	 * identifier
	 * @param sharedSubscriptionAvailable whether a subscription may be shared
	 */
	public record LimitsDescriptor(int receiveMaximum, int maximumQos, boolean retainAvailable, long maximumPacketSize,
			String keepAlive, int topicAliasMaximum, boolean wildcardSubscriptionAvailable,
			boolean subscriptionIdentifiersAvailable, boolean sharedSubscriptionAvailable) {

		static LimitsDescriptor of(BrokerLimits limits) {
			return new LimitsDescriptor(limits.receiveMaximum(), limits.maximumQoS().value(), limits.retainAvailable(),
					limits.maximumPacketSize(), Durations.value(limits.keepAlive()), limits.topicAliasMaximum(),
					limits.wildcardSubscriptionAvailable(), limits.subscriptionIdentifiersAvailable(),
					limits.sharedSubscriptionAvailable());
		}

	}

	/**
	 * A subscription.
	 *
	 * @param filter the topic filter
	 * @param qos the maximum QoS asked for
	 * @param state whether the broker has granted it
	 * @param reason the last answer in words
	 */
	public record SubscriptionDescriptor(String filter, int qos, String state, String reason) {

		static SubscriptionDescriptor of(SubscriptionStatus status) {
			return new SubscriptionDescriptor(status.subscription().filter().toString(),
					status.subscription().qos().value(), status.state().name(), status.describeReason());
		}

	}

	/**
	 * A listener.
	 *
	 * @param client the client it receives with, once it has been started
	 * @param topics what it listens to
	 * @param qos the maximum QoS asked for
	 * @param running whether it is started
	 * @param paused whether it is paused
	 * @param waiting messages that wait for it or are being handled
	 * @param discarded messages discarded because as many waited as may
	 */
	public record ListenerDescriptor(@Nullable String client, List<String> topics, int qos, boolean running,
			boolean paused, long waiting, long discarded) {

		static ListenerDescriptor of(MqttListenerContainer container, @Nullable String client,
				List<ReceiverStatus> receivers) {
			return new ListenerDescriptor(client,
					container.getEndpoint().topics().stream().map(TopicTemplate::toString).toList(),
					container.getEndpoint().qos().value(), container.isRunning(), container.isPaused(),
					receivers.stream().mapToLong(ReceiverStatus::waiting).sum() + container.getUnfinished(),
					receivers.stream().mapToLong(ReceiverStatus::discarded).sum());
		}

	}

}
