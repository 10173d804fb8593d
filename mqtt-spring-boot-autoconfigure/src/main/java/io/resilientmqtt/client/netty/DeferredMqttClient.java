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

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.ConnectsLater;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.FutureDecorator;
import io.resilientmqtt.client.MessageQueue;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.client.netty.publish.CallerFuture;
import io.resilientmqtt.client.netty.publish.EarlyFuture;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A client without Netty and threads until it is used, which makes an application start
 * sooner: what an application does when it starts, which is to register and to connect,
 * is handed to a thread that makes the client first, and loads no class of Netty's in the
 * thread of the caller until the client is there. Every other call waits for that.
 */
final class DeferredMqttClient implements MqttClient {

	private final @Nullable FutureDecorator decorator;

	private final StatusBoard board;

	private final Subscriptions subscriptions;

	private final Deferred<NettyMqttClient> client;

	private final Consumer<MqttClient> closed;

	private final ReceiversKeepAlive keepAlive = new ReceiversKeepAlive();

	/**
	 * Create a client that does not exist yet.
	 * @param name the name of the thread that makes it
	 * @param decorator decorates its futures, or {@code null}
	 * @param board the state it will have
	 * @param subscriptions the subscriptions it will have
	 * @param client makes it
	 * @param closed told when it is closed
	 */
	DeferredMqttClient(String name, @Nullable FutureDecorator decorator, StatusBoard board, Subscriptions subscriptions,
			Supplier<NettyMqttClient> client, Consumer<MqttClient> closed) {
		this.decorator = decorator;
		this.board = board;
		this.subscriptions = subscriptions;
		this.client = new Deferred<>(name, client);
		this.closed = closed;
		board.activity(this.keepAlive::active);
	}

	/**
	 * Make it in this thread, unless it is there.
	 */
	void make() {
		this.client.get();
	}

	@Override
	public CompletableFuture<ConnectResult> connect() {
		this.keepAlive.active(true); // now, for the calling thread may be the last
		// A method reference would link the class in this thread
		return decorated(later((client, future) -> client.connect(future)));
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		return guarded(this.client.get().publish(required("message", message)));
	}

	@Override
	public CompletableFuture<Void> store(MqttMessage message) {
		NettyMqttClient client = this.client.get();
		CompletableFuture<Void> safe = new CallerFuture<>(client.callers());
		client.store(required("message", message), safe);
		return decorated(safe); // whoever is held up may wait: it needs no connection
	}

	@Override
	public Registration onStoredDelivery(Consumer<StoredDelivery> listener) {
		required("listener", listener);
		Registration registration = new DeferredRegistration(this.client, (client) -> client.onStoredDelivery(listener),
				null);
		return () -> registration.close();
	}

	@Override
	public @Nullable StoreStatus storeStatus() {
		return this.client.get().storeStatus();
	}

	@Override
	public CompletableFuture<Long> purgeStore(String clientId) {
		return decorated(this.client.get().purgeStore(required("clientId", clientId)));
	}

	@Override
	public CompletableFuture<SubscribeResult> subscribe(Subscription... subscriptions) {
		return subscribe(SubscriptionOwner.APPLICATION, subscriptions);
	}

	@Override
	public CompletableFuture<SubscribeResult> subscribe(SubscriptionOwner owner, Subscription... subscriptions) {
		required("owner", owner);
		List<Subscription> wanted = list("subscriptions", Arrays.asList(required("subscriptions", subscriptions)));
		Subscriptions.requireAny(wanted, "subscription");
		return guarded(later((client, future) -> client.subscribe(owner, wanted, future)));
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribe(List<String> topicFilters,
			List<UserProperty> userProperties) {
		return unsubscribe(SubscriptionOwner.APPLICATION, topicFilters, userProperties);
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribe(SubscriptionOwner owner, List<String> topicFilters,
			List<UserProperty> userProperties) {
		return guarded(this.client.get()
			.unsubscribe(required("owner", owner), list("topicFilters", topicFilters),
					list("userProperties", userProperties)));
	}

	@Override
	public Registration onMessage(String topicFilter, Consumer<MqttMessage> consumer) {
		required("consumer", consumer);
		// before anything is counted
		TopicFilter filter = TopicFilter.of(required("topicFilter", topicFilter));
		this.client.get();
		return new DeferredRegistration(this.client, (client) -> client.onMessage(filter.toString(), consumer),
				this.keepAlive.received());
	}

	@Override
	public Registration addReceiver(Receiver receiver) {
		required("receiver", receiver);
		return new DeferredRegistration(this.client, (client) -> client.addReceiver(receiver),
				receiver.keepAlive() ? this.keepAlive.received() : null);
	}

	@Override
	public Registration onConnectionEvent(Consumer<ConnectionEvent> listener) {
		required("listener", listener);
		Registration registration = new DeferredRegistration(this.client,
				(client) -> client.onConnectionEvent(listener), null);
		return () -> registration.close(); // it is no receiver
	}

	@Override
	public Registration onPublication(PublicationListener listener) {
		required("listener", listener);
		Registration registration = new DeferredRegistration(this.client, (client) -> client.onPublication(listener),
				null);
		return () -> registration.close();
	}

	@Override
	public MessageQueue queue() {
		return this.client.get().queue();
	}

	@Override
	public ConnectionStatus status() {
		return this.board.status();
	}

	@Override
	public List<SubscriptionStatus> subscriptions() {
		return this.subscriptions.snapshot();
	}

	@Override
	public List<ReceiverStatus> receiverStatus() {
		return this.client.get().receiverStatus();
	}

	@Override
	public List<ReceiverStatus> receiverStatus(String name) {
		return this.client.get().receiverStatus(required("name", name));
	}

	@Override
	public ClientStatistics statistics() {
		return this.client.get().statistics();
	}

	@Override
	public CompletableFuture<Boolean> brokerUp() {
		return decorated(this.client.get().brokerUp());
	}

	@Override
	public CompletableFuture<Boolean> wanOk() {
		return decorated(this.client.get().wanOk());
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		return decorated(this.client.get().reauthenticate());
	}

	@Override
	public CompletableFuture<ConnectResult> reconnect() {
		return decorated(this.client.get().reconnect());
	}

	@Override
	public CompletableFuture<Void> disconnect(DisconnectOptions options) {
		return decorated(this.client.get().disconnect(required("options", options)));
	}

	@Override
	public void close() {
		try {
			// Made for that if need be: then it is closed like any other
			this.client.get().close();
		}
		finally { // the factory, closed meanwhile, waits for it
			this.closed.accept(this);
		}
	}

	/**
	 * Guard a future against who will connect the client and so must not wait for it.
	 * @param future the future
	 * @param <T> the result
	 * @return the future, or one that can't be waited for
	 */
	private <T> CompletableFuture<T> guarded(CompletableFuture<T> future) {
		CompletableFuture<T> decorated = decorated(future);
		return (this.keepAlive.isActive() || !ConnectsLater.isHeldUp(this)) ? decorated
				: EarlyFuture.of(decorated, this, this.client.get().callers());
	}

	private <T> CompletableFuture<T> decorated(CompletableFuture<T> future) {
		return (this.decorator != null) ? this.decorator.decorate(future) : future;
	}

	private static <T> T required(String name, @Nullable T value) {
		return Objects.requireNonNull(value, () -> "'" + name + "' must not be null");
	}

	private static <T> List<T> list(String name, @Nullable List<T> values) {
		required(name, values)
			.forEach((value) -> Objects.requireNonNull(value, () -> "'" + name + "' must not contain null"));
		return List.copyOf(required(name, values));
	}

	private <T> CompletableFuture<T> later(BiConsumer<NettyMqttClient, CompletableFuture<T>> call) {
		CompletableFuture<T> future = new CallerFuture<>((stage) -> this.client.get().callers().execute(stage));
		this.client.execute((client) -> call.accept(client, future), future::completeExceptionally);
		return future;
	}

}
