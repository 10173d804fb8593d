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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.ClientStatistics;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MessageQueue;
import io.resilientmqtt.client.MqttAuthenticationException;
import io.resilientmqtt.client.MqttClosedException;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.ReceiverContextExecutor;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.StoreStatus;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.client.netty.publish.PendingPublish;
import io.resilientmqtt.client.netty.publish.PublicationListeners;
import io.resilientmqtt.client.netty.publish.PublishBuffer;
import io.resilientmqtt.client.netty.publish.StoredPublications;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.client.netty.support.Counters;
import io.resilientmqtt.client.netty.support.LossCounters;
import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client does once it is there: hands calls to the event loop. Callers hold the
 * {@link DeferredMqttClient} in front of it.
 */
final class NettyMqttClient {

	private static final Logger logger = LoggerFactory.getLogger(NettyMqttClient.class);

	private static final long RECENTLY = TimeUnit.SECONDS.toNanos(1);

	private static final int CLOSE_TIMEOUT_SECONDS = 5;

	private final ClientContext context;

	private final ReconnectSupervisor supervisor;

	private final StatusBoard board;

	private final ConnectionEvents events;

	private final PublishBuffer buffer;

	private final PublicationListeners publicationListeners = new PublicationListeners();

	private final ReceiverDirectory receivers = new ReceiverDirectory();

	private final Executor threads;

	private final Calls calls;

	/** Whether the client has disconnected for want of its store. */
	private volatile boolean stopped;

	NettyMqttClient(ClientContext context, ReconnectSupervisor supervisor, StatusBoard board, ConnectionEvents events,
			Executor threads) {
		this.context = context;
		this.supervisor = supervisor;
		this.board = board;
		this.events = events;
		this.buffer = context.publications().buffer();
		this.threads = threads;
		this.calls = new Calls(context.loop(), this.buffer.callers());
		if (context.publications().stored() != null) {
			context.publications().stored().whenFailed(this::stop, this::goOn);
		}
	}

	/**
	 * The store can't be written: let the broker keep what is for this client.
	 */
	private void stop() {
		if (this.board.status().state().isActive()) {
			this.stopped = true;
			this.supervisor.disconnect(DisconnectOptions.DEFAULT, new CompletableFuture<>());
		}
	}

	private void goOn() {
		if (this.stopped) {
			this.stopped = false;
			this.supervisor.connect(new CompletableFuture<>());
		}
	}

	void connect(CompletableFuture<ConnectResult> future) {
		this.calls.make(future, this.supervisor::connect, NettyMqttClient::closed);
	}

	CompletableFuture<PublishResult> publish(MqttMessage message) {
		PendingPublish publish = this.context.publications().publication(message, listener());
		this.buffer.accept(publish);
		return publish;
	}

	private @Nullable PublicationListener listener() {
		return this.publicationListeners.isEmpty() ? null : this.publicationListeners;
	}

	void store(MqttMessage message, CompletableFuture<Void> safe) {
		requireStore().store(message, listener(), safe);
	}

	Registration onStoredDelivery(Consumer<StoredDelivery> listener) {
		StoredPublications stored = this.context.publications().stored();
		return (stored != null) ? stored.onDelivery(listener) : () -> {
		};
	}

	@Nullable StoreStatus storeStatus() {
		StoredPublications stored = this.context.publications().stored();
		if (stored != null) {
			return stored.status();
		}
		return (this.context.store() != null) ? this.context.store().status() : null;
	}

	CompletableFuture<Long> purgeStore(String clientId) {
		StoredPublications stored = requireStore();
		if (!clientId.equals(this.context.clientId())) {
			throw new IllegalArgumentException("clientId '" + Printable.of(clientId)
					+ "' is not that of this client: to remove what it has stored, name its exact client id");
		}
		return this.calls.make(stored::purge, NettyMqttClient::closed);
	}

	private StoredPublications requireStore() {
		StoredPublications stored = this.context.publications().stored();
		if (stored == null) {
			throw new IllegalStateException(
					"The client has no store: set mqtt.store.directory or mqtt.store.data-source");
		}
		return stored;
	}

	void subscribe(SubscriptionOwner owner, List<Subscription> wanted, CompletableFuture<SubscribeResult> future) {
		this.calls.make(future, (answer) -> this.context.subscriptions().subscribe(owner, wanted, answer),
				NettyMqttClient::closed);
	}

	CompletableFuture<UnsubscribeResult> unsubscribe(SubscriptionOwner owner, List<String> topicFilters,
			List<UserProperty> userProperties) {
		List<TopicFilter> filters = topicFilters.stream().map(TopicFilter::of).toList();
		Subscriptions.requireAny(filters, "topic filter");
		List<UserProperty> properties = List.copyOf(userProperties);
		properties.forEach(UserProperty::checkUtf8);
		return this.calls.make((answer) -> this.context.subscriptions().unsubscribe(owner, filters, properties, answer),
				NettyMqttClient::closed);
	}

	Registration onMessage(String topicFilter, Consumer<MqttMessage> consumer) {
		return addReceiver(Receiver.of(topicFilter, List.of(topicFilter), (message, acknowledgement) -> {
			consumer.accept(message);
			acknowledgement.acknowledge();
		}));
	}

	Registration addReceiver(Receiver receiver) {
		Executor executor = (receiver.executor() != null)
				? new ApplicationExecutor(receiver.executor(), this.threads, this.context.loop())
				: this.context.executor();
		Inbox inbox = new Inbox(receiver,
				new ReceiverContextExecutor(executor, () -> this.board.status().clientId(), receiver.name()),
				this.context.loop(), this::resumeReading, this.context.losses()::discarded);
		this.receivers.add(inbox);
		run(() -> this.context.inboxes().add(inbox));
		return new ReceiverRegistration(inbox, this.context, this.receivers, this.calls, this::resumeReading);
	}

	private void resumeReading() {
		Link link = this.supervisor.link();
		if (link != null) {
			link.gate().open();
		}
	}

	Registration onConnectionEvent(Consumer<ConnectionEvent> listener) {
		return this.events.add(listener);
	}

	Registration onPublication(PublicationListener listener) {
		return this.publicationListeners.add(listener);
	}

	List<ReceiverStatus> receiverStatus() {
		return this.receivers.status();
	}

	List<ReceiverStatus> receiverStatus(String name) {
		return this.receivers.status(name);
	}

	MessageQueue queue() {
		if (this.context.queue() == null) {
			throw new IllegalStateException("The client has no message queue: set mqtt.queue-length above 0");
		}
		return this.context.queue();
	}

	ClientStatistics statistics() {
		Counters counters = this.context.counters();
		LossCounters losses = this.context.losses();
		return new ClientStatistics(counters.outages(), counters.connects(), counters.connectFailures(),
				counters.received(), counters.published(), counters.republications(), counters.unknownAcks(),
				losses.failures(), losses.discards(), losses.queueDiscards(),
				this.context.inboxes().unmatched().count(), this.buffer.fill(), counters.inFlight(),
				counters.topicAliasBytesSaved(), counters.traffic(), counters.backlog().read(this.context.now()));
	}

	CompletableFuture<Boolean> brokerUp() {
		return this.calls.make((answer) -> probe(answer::complete), (answer) -> answer.complete(false));
	}

	private void probe(Consumer<Boolean> answer) {
		Link link = this.supervisor.link();
		if (link != null) {
			link.probe(RECENTLY, answer);
		}
		else {
			answer.accept(false);
		}
	}

	CompletableFuture<Boolean> wanOk() {
		return this.calls.make((answer) -> probe((up) -> {
			if (up) {
				WanCheck.ask(this.context.options().wanCheck(), this.context.loop(), this.threads,
						this.context.options().liveness().responseTime().toNanos(), answer);
			}
			else {
				answer.complete(false);
			}
		}), (answer) -> answer.complete(false));
	}

	CompletableFuture<Void> reauthenticate() {
		if (this.context.options().v5().authenticator() == null) {
			throw new IllegalStateException("The client has no authenticator: set one by Mqtt5Options or as a bean");
		}
		return this.calls.make((answer) -> {
			Link link = this.supervisor.link();
			if (link != null) {
				link.reauthenticate(answer);
			}
			else {
				notConnected(answer);
			}
		}, NettyMqttClient::notConnected);
	}

	private static void notConnected(CompletableFuture<Void> answer) {
		answer.completeExceptionally(new MqttAuthenticationException(MqttAuthenticationException.Reason.NOT_CONNECTED,
				"There is no connection to authenticate; the next one will be"));
	}

	CompletableFuture<ConnectResult> reconnect() {
		return this.calls.make(this.supervisor::reconnect, NettyMqttClient::closed);
	}

	CompletableFuture<Void> disconnect(DisconnectOptions options) {
		Duration expiry = options.sessionExpiryInterval();
		if (expiry != null && !expiry.isZero() && this.context.options().sessionExpiryInterval().isZero()) {
			throw new IllegalArgumentException("sessionExpiryInterval " + Durations.value(expiry)
					+ " can't be set by DISCONNECT when the session was to end with its connection [MQTT 5, 3.14.2.2.2]: "
					+ "set mqtt.v5.session-expiry-interval, or mqtt.clean to false");
		}
		this.stopped = false;
		return this.calls.make((answer) -> this.supervisor.disconnect(options, answer),
				(answer) -> answer.complete(null));
	}

	void close() {
		this.buffer.close();
		CompletableFuture<Void> closing = new CompletableFuture<>();
		run(() -> {
			try {
				closeOnLoop();
			}
			finally {
				callers().execute(() -> closing.complete(null)); // behind what fails
			}
		}, () -> closing.complete(null));
		if (!this.context.loop().inEventLoop()) {
			await(closing);
		}
		this.calls.close(); // should the event loop not have come to it
		this.context.publications().closeStore(TimeUnit.SECONDS.toNanos(CLOSE_TIMEOUT_SECONDS));
		if (this.context.queue() != null) {
			this.context.queue().close();
		}
	}

	private static void await(CompletableFuture<Void> closing) {
		try {
			closing.get(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) { // it goes on without us
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("The event loop did not close the client within {} s", CLOSE_TIMEOUT_SECONDS, ex);
		}
	}

	private void closeOnLoop() {
		this.supervisor.close();
		this.context.publications().close();
		this.context.subscriptions().close();
		this.context.inboxes().discard();
		this.calls.close();
	}

	private static void closed(CompletableFuture<?> answer) {
		answer.completeExceptionally(new MqttClosedException("The client is closed"));
	}

	Executor callers() {
		return this.buffer.callers();
	}

	private void run(Runnable task) {
		run(task, () -> {
		});
	}

	private void run(Runnable task, Runnable otherwise) {
		EventLoop loop = this.context.loop();
		try {
			loop.execute(task);
		}
		catch (RejectedExecutionException ex) { // the factory is closed
			otherwise.run();
		}
	}

}
