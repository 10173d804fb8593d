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

package io.resilientmqtt.testsupport;

import java.time.Duration;
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
import java.util.function.Function;

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MessageQueue;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;

/**
 * A client without a network for tests of what stands on a client. It records what it is
 * told, in order, and does what a test tells it: deliver a message, refuse a filter, go
 * up or down. Receivers without an executor run on the calling thread.
 */
public final class FakeMqttClient extends CallRecorder {

	private static final ServerAddress SERVER = new ServerAddress("broker.example", 1883);

	private final List<MqttMessage> published = new CopyOnWriteArrayList<>();

	private final List<FakeReceiver> receivers = new CopyOnWriteArrayList<>();

	private final Acknowledgements acknowledgements = new Acknowledgements();

	private final List<Consumer<ConnectionEvent>> listeners = new CopyOnWriteArrayList<>();

	private final Map<TopicFilter, SubscriptionStatus> subscriptions = Collections
		.synchronizedMap(new LinkedHashMap<>());

	private final Map<String, ReasonCode> refusals = new LinkedHashMap<>();

	private final MqttClientOptions options;

	private volatile Function<MqttMessage, CompletableFuture<PublishResult>> broker = (message) -> CompletableFuture
		.completedFuture(PublishResult.SUCCESS);

	private final List<Runnable> waitingSubscriptions = new CopyOnWriteArrayList<>();

	private volatile ConnectionStatus status;

	private volatile CompletableFuture<ConnectResult> connectResult = new CompletableFuture<>();

	public FakeMqttClient() {
		this(MqttClientOptions.builder().clientId("test").build());
	}

	public FakeMqttClient(MqttClientOptions options) {
		this.options = options;
		this.status = new ConnectionStatus(ConnectionState.DISCONNECTED, Instant.EPOCH, SERVER, clientId(),
				this.options.protocolVersion(), null, null, 0, null);
	}

	/**
	 * Return what the client was made from.
	 * @return the options
	 */
	public MqttClientOptions options() {
		return this.options;
	}

	private String clientId() {
		return (this.options.clientId() != null) ? this.options.clientId() : "test";
	}

	/**
	 * Return what was published.
	 * @return the messages in order
	 */
	public List<MqttMessage> published() {
		return this.published;
	}

	/**
	 * Set what becomes of publications from now on; they succeed at once unless set.
	 * @param broker called with each message published
	 */
	public void onPublish(Function<MqttMessage, CompletableFuture<PublishResult>> broker) {
		this.broker = broker;
	}

	/**
	 * Return the receivers that are registered.
	 * @return the receivers
	 */
	public List<Receiver> receivers() {
		return this.receivers.stream().map(FakeReceiver::receiver).toList();
	}

	/**
	 * Return how many deliveries were acknowledged.
	 * @return the count
	 */
	public int acknowledged() {
		return this.acknowledgements.acknowledged().size();
	}

	/**
	 * Return what became of deliveries.
	 * @return the acknowledgements
	 */
	public Acknowledgements acknowledgements() {
		return this.acknowledgements;
	}

	/**
	 * Deliver a message to every receiver it matches, once each.
	 * @param message the message
	 */
	public void deliver(MqttMessage message) {
		this.receivers.stream()
			.filter((receiver) -> receiver.matches(message))
			.forEach((receiver) -> receiver.deliver(message, this.acknowledgements.of(message)));
	}

	/**
	 * Deliver text with QoS 1.
	 * @param topic the topic name
	 * @param payload the text
	 */
	public void deliver(String topic, String payload) {
		deliver(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	/**
	 * Refuse a filter from now on.
	 * @param filter the filter
	 * @param reasonCode what the broker answers, or {@code null} to grant it again
	 */
	public void refuse(String filter, ReasonCode reasonCode) {
		this.refusals.put(filter, reasonCode);
	}

	/**
	 * Come up as a link that was down until just now, without the session.
	 */
	public void upAgain() {
		up();
		ConnectionStatus up = this.status;
		this.status = new ConnectionStatus(up.state(), Instant.now(), up.server(), up.clientId(), up.protocolVersion(),
				up.connection(), null, 0, null);
	}

	/**
	 * Come up: complete {@link #connect()}, renew the subscriptions, tell the listeners
	 * and answer who subscribed.
	 */
	public void up() {
		up(BrokerLimits.none(Duration.ofSeconds(60)));
	}

	/**
	 * Come up with a broker that has limits.
	 * @param limits the limits
	 */
	public void up(BrokerLimits limits) {
		up(limits, false);
	}

	/**
	 * Come up with a broker that may have the session.
	 * @param sessionPresent whether it has
	 */
	public void up(boolean sessionPresent) {
		up(BrokerLimits.none(Duration.ofSeconds(60)), sessionPresent);
	}

	private void up(BrokerLimits limits, boolean sessionPresent) {
		ConnectResult result = new ConnectResult(ReasonCode.SUCCESS, sessionPresent, this.options.protocolVersion(),
				clientId(), limits);
		this.status = new ConnectionStatus(ConnectionState.CONNECTED, Instant.EPOCH.plusSeconds(60), SERVER, clientId(),
				this.options.protocolVersion(), result, null, 0, null);
		this.subscriptions.replaceAll((filter, current) -> answer(current.subscription()));
		this.connectResult.complete(result);
		tell(new ConnectionEvent.Up(result, SERVER, null));
		this.waitingSubscriptions.forEach(Runnable::run);
		this.waitingSubscriptions.clear();
	}

	/**
	 * Lose the connection.
	 * @param cause why
	 */
	public void down(ConnectionCause cause) {
		backOff(cause, 0);
		tell(new ConnectionEvent.Down(cause));
	}

	/**
	 * Wait for the next attempt.
	 * @param cause why the link is down
	 * @param attempts the failed attempts so far
	 */
	public void backOff(ConnectionCause cause, int attempts) {
		Instant since = Instant.EPOCH.plusSeconds(120);
		this.status = new ConnectionStatus(ConnectionState.BACKING_OFF, since, SERVER, clientId(),
				this.options.protocolVersion(), null, cause, attempts, since.plusSeconds(1));
	}

	/**
	 * Fail {@link #connect()}.
	 * @param failure what it fails with
	 */
	public void failConnect(Throwable failure) {
		this.connectResult.completeExceptionally(failure);
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		this.calls.add("connect");
		return this.connectResult;
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		this.published.add(message);
		return this.broker.apply(message);
	}

	@Override
	public CompletableFuture<SubscribeResult> subscribe(Subscription... subscriptions) {
		this.calls.add("subscribe " + String.join(" ",
				Arrays.stream(subscriptions).map((s) -> s.filter() + ":" + s.qos().value()).toList()));
		List<SubscriptionStatus> answers = new ArrayList<>();
		for (Subscription subscription : subscriptions) {
			SubscriptionStatus answer = isConnected() ? answer(subscription)
					: new SubscriptionStatus(subscription, SubscriptionStatus.State.PENDING, null);
			this.subscriptions.put(subscription.filter(), answer);
			answers.add(answer);
		}
		if (isConnected()) {
			return answer(new SubscribeResult(answers));
		}
		CompletableFuture<SubscribeResult> waiting = new CompletableFuture<>();
		this.waitingSubscriptions
			.add(() -> waiting.complete(new SubscribeResult(Arrays.stream(subscriptions).map(this::answer).toList())));
		return waiting;
	}

	private static CompletableFuture<SubscribeResult> answer(SubscribeResult result) {
		return result.subscriptions().stream().anyMatch((status) -> status.state() == SubscriptionStatus.State.REFUSED)
				? CompletableFuture.failedFuture(new MqttSubscribeException("refused", result))
				: CompletableFuture.completedFuture(result);
	}

	private SubscriptionStatus answer(Subscription subscription) {
		ReasonCode refusal = this.refusals.get(subscription.filter().toString());
		return (refusal != null) ? new SubscriptionStatus(subscription, SubscriptionStatus.State.REFUSED, refusal)
				: new SubscriptionStatus(subscription, SubscriptionStatus.State.GRANTED, ReasonCode.SUCCESS);
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribe(List<String> topicFilters,
			List<UserProperty> userProperties) {
		this.calls.add("unsubscribe " + String.join(" ", topicFilters));
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
		this.calls.add("addReceiver " + receiver.name());
		FakeReceiver registered = new FakeReceiver(receiver,
				(closed) -> this.receivers.remove(closed) && this.calls.add("removeReceiver " + receiver.name()));
		this.receivers.add(registered);
		return registered;
	}

	@Override
	public Registration onConnectionEvent(Consumer<ConnectionEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Tell the listeners.
	 * @param event what happened
	 */
	public void tell(ConnectionEvent event) {
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	@Override
	public MessageQueue queue() {
		throw new IllegalStateException("mqtt.queue-length is 0");
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
	public CompletableFuture<Void> disconnect(DisconnectOptions options) {
		this.calls.add("disconnect");
		boolean connected = isConnected();
		ConnectionCause cause = new ConnectionCause(ConnectionCause.Type.USER, "disconnected by the application");
		this.status = new ConnectionStatus(ConnectionState.DISCONNECTED, Instant.EPOCH.plusSeconds(180), SERVER,
				clientId(), this.options.protocolVersion(), null, cause, 0, null);
		this.connectResult = new CompletableFuture<>();
		if (connected) {
			tell(new ConnectionEvent.Down(cause));
		}
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void close() {
		this.calls.add("close");
		boolean connected = isConnected();
		this.status = new ConnectionStatus(ConnectionState.CLOSED, Instant.EPOCH.plusSeconds(240), SERVER, clientId(),
				this.options.protocolVersion(), null, null, 0, null);
		if (connected) {
			tell(new ConnectionEvent.Down(new ConnectionCause(ConnectionCause.Type.USER, "closed")));
		}
	}

}
