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

package io.resilientmqtt.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MessageQueue;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.Traffic;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A client without a network, for tests of an application: what a test delivers reaches
 * the listeners as it would from a broker, and what the application publishes succeeds at
 * once and is kept for the test to look at. It is connected as soon as the application
 * connects it, and grants every subscription. A publication does not come back to
 * listeners of its topic; there is no {@link #queue()}.
 * <p>
 * Safe for use by several threads.
 *
 * @see MqttTestClientFactory
 */
public class MqttTestClient implements MqttClient {

	private final MqttClientOptions options;

	private final List<TestReceiver> receivers = new CopyOnWriteArrayList<>();

	private final List<Consumer<ConnectionEvent>> listeners = new CopyOnWriteArrayList<>();

	private final List<PublicationListener> publicationListeners = new CopyOnWriteArrayList<>();

	private final List<MqttMessage> published = new CopyOnWriteArrayList<>();

	private final Map<TopicFilter, SubscriptionStatus> subscriptions = Collections
		.synchronizedMap(new LinkedHashMap<>());

	private volatile ConnectionStatus status;

	/**
	 * Create a client.
	 * @param options what the application would connect with
	 */
	public MqttTestClient(MqttClientOptions options) {
		this.options = options;
		this.status = status(ConnectionState.DISCONNECTED, null);
	}

	/**
	 * Return a client as what it is in a test.
	 * @param client a client of the application
	 * @return the same
	 * @throws IllegalArgumentException if it was not made by a
	 * {@link MqttTestClientFactory}
	 */
	public static MqttTestClient of(MqttClient client) {
		if (client instanceof MqttTestClient testClient) {
			return testClient;
		}
		throw new IllegalArgumentException("the client is a " + client.getClass().getName()
				+ "; import MqttTestClientFactory into the test to have one without a network");
	}

	/**
	 * Deliver a message to all whose filters match its topic, whether subscribed or not.
	 * @param message the message
	 * @return complete when all of them have answered
	 */
	public CompletableFuture<MqttTestDelivery> deliver(MqttMessage message) {
		List<CompletableFuture<MqttTestDelivery>> answers = this.receivers.stream()
			.filter((receiver) -> receiver.receives(message.topic()))
			.map((receiver) -> receiver.deliver(message))
			.toList();
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
			.thenApply((all) -> MqttTestDelivery.of(answers));
	}

	/**
	 * Deliver text with QoS 1.
	 * @param topic the topic name
	 * @param payload the text
	 * @return complete when all whose filters match have answered
	 */
	public CompletableFuture<MqttTestDelivery> deliver(String topic, String payload) {
		return deliver(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	/**
	 * Return what the application has published.
	 * @return a snapshot in order
	 */
	public List<MqttMessage> published() {
		return List.copyOf(this.published);
	}

	/**
	 * Forget what was published, for the next test with the same context.
	 */
	public void reset() {
		this.published.clear();
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		ConnectResult result = new ConnectResult(ReasonCode.SUCCESS, false, this.options.protocolVersion(), clientId(),
				BrokerLimits.none(this.options.liveness().keepAlive()));
		if (!isConnected()) {
			this.status = status(ConnectionState.CONNECTED, result);
			this.subscriptions.replaceAll((filter, current) -> granted(current.subscription()));
			tell(new ConnectionEvent.Up(result, this.status.server(), null));
		}
		return CompletableFuture.completedFuture(result);
	}

	private ConnectionStatus status(ConnectionState state, @Nullable ConnectResult connection) {
		return new ConnectionStatus(state, Instant.now(), this.options.servers().get(0), clientId(),
				this.options.protocolVersion(), connection, null, 0, null);
	}

	private String clientId() {
		String clientId = this.options.clientId();
		return (clientId != null) ? clientId : "test";
	}

	private void tell(ConnectionEvent event) {
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		this.published.add(message);
		this.publicationListeners.forEach((listener) -> listener.ended(message.qos(), null, 0));
		return CompletableFuture.completedFuture(PublishResult.SUCCESS);
	}

	@Override
	public CompletableFuture<SubscribeResult> subscribe(Subscription... subscriptions) {
		List<SubscriptionStatus> granted = new ArrayList<>();
		for (Subscription subscription : subscriptions) {
			granted.add(granted(subscription));
			this.subscriptions.put(subscription.filter(), granted(subscription));
		}
		return CompletableFuture.completedFuture(new SubscribeResult(granted));
	}

	private static SubscriptionStatus granted(Subscription subscription) {
		return new SubscriptionStatus(subscription, SubscriptionStatus.State.GRANTED,
				Arrays.asList(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2)
					.get(subscription.qos().value()));
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribe(List<String> topicFilters,
			List<UserProperty> userProperties) {
		topicFilters.forEach((filter) -> this.subscriptions.remove(TopicFilter.of(filter)));
		return CompletableFuture
			.completedFuture(new UnsubscribeResult(Collections.nCopies(topicFilters.size(), ReasonCode.SUCCESS)));
	}

	@Override
	public Registration onMessage(String topicFilter, Consumer<MqttMessage> consumer) {
		return addReceiver(Receiver.of("consumer", List.of(topicFilter), (message, acknowledgement) -> {
			consumer.accept(message);
			acknowledgement.acknowledge();
		}));
	}

	@Override
	public Registration addReceiver(Receiver receiver) {
		TestReceiver[] added = new TestReceiver[1];
		added[0] = new TestReceiver(receiver, () -> this.receivers.remove(added[0]));
		this.receivers.add(added[0]);
		return added[0];
	}

	@Override
	public Registration onConnectionEvent(Consumer<ConnectionEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public Registration onPublication(PublicationListener listener) {
		this.publicationListeners.add(listener);
		return () -> this.publicationListeners.remove(listener);
	}

	@Override
	public List<ReceiverStatus> receiverStatus() {
		return this.receivers.stream().map(TestReceiver::status).toList();
	}

	@Override
	public MessageQueue queue() {
		throw new IllegalStateException("a test client has no queue; deliver to a listener or a receiver");
	}

	@Override
	public ConnectionStatus status() {
		return this.status;
	}

	@Override
	public List<SubscriptionStatus> subscriptions() {
		synchronized (this.subscriptions) {
			return List.copyOf(this.subscriptions.values());
		}
	}

	@Override
	public ClientStatistics statistics() {
		PublishOptions publish = this.options.publish();
		return new ClientStatistics(Map.of(), isConnected() ? 1 : 0, Map.of(), 0, this.published.size(), 0, 0, Map.of(),
				0, 0, new BufferFill(0, publish.maxPending(), 0, publish.maxPendingBytes()), 0, 0, Traffic.NONE);
	}

	@Override
	public CompletableFuture<Boolean> brokerUp() {
		return CompletableFuture.completedFuture(isConnected());
	}

	@Override
	public CompletableFuture<Boolean> wanOk() {
		return CompletableFuture.completedFuture(isConnected());
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		CompletableFuture<Void> disconnected = disconnect(DisconnectOptions.DEFAULT);
		return disconnected.thenCompose((done) -> connect());
	}

	@Override
	public CompletableFuture<Void> disconnect(DisconnectOptions options) {
		end(ConnectionState.DISCONNECTED);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void close() {
		end(ConnectionState.CLOSED);
	}

	private void end(ConnectionState state) {
		boolean connected = isConnected();
		this.status = status(state, null);
		if (connected) {
			tell(new ConnectionEvent.Down(
					new ConnectionCause(ConnectionCause.Type.USER, "disconnected by the application")));
		}
	}

}
