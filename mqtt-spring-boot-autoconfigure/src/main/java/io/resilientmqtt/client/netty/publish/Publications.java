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

package io.resilientmqtt.client.netty.publish;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.netty.store.OpenedStore;
import io.resilientmqtt.client.netty.store.StoreLoad;
import io.resilientmqtt.client.netty.support.Counters;
import io.resilientmqtt.client.netty.support.LossCounters;
import io.resilientmqtt.client.session.MqttSession;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.PoisonMessageTracker;
import io.resilientmqtt.client.session.SharedValue;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publications of a client: takes them from the buffer into the session, completes
 * their futures, and drops what is too old or too much. Outlives connections. Belongs to
 * the event loop.
 */
public final class Publications {

	private static final Logger logger = LoggerFactory.getLogger(Publications.class);

	private final MqttSession<PublishResult> session;

	/** {@code null} without a store. */
	private final @Nullable StoredPublications stored;

	/** What a broker is taken to accept that states no Receive Maximum [MQTT-4.9.0-2]. */
	private static final int NO_RECEIVE_MAXIMUM = 65535;

	private final PublishOptions options;

	private final PoisonMessageTracker<PublishResult> poisonTracker;

	private final PublishBuffer buffer;

	private final EventLoop loop;

	private final LongSupplier clock;

	private final Counters counters;

	private final ReceivedResults received = new ReceivedResults();

	/** What most publications end with. */
	private final SharedValue<PublishResult> success = new SharedValue<>(PublishResult.SUCCESS);

	private @Nullable Runnable sender;

	private int window;

	private int exactlyOnceWindow;

	private final Expiries expiries;

	private long completed;

	/** Whether something was not sent because too much was pending. */
	private boolean heldBack;

	private boolean closed;

	private final Presence presence;

	private final SessionStart start;

	public Publications(MqttClientOptions options, @Nullable OpenedStore opened, EventLoop loop, Executor callers,
			LongSupplier clock, Counters counters, LossCounters losses) {
		this.options = options.publish();
		this.poisonTracker = new PoisonMessageTracker<>(this.options.maxLosses());
		this.loop = loop;
		this.clock = clock;
		this.counters = counters;
		StoreLoad load = (opened != null && opened.isOpen()) ? new StoreLoad(opened.options(), opened.kept()) : null;
		this.buffer = new PublishBuffer(options.publish(), load, loop, callers, losses, this::collectAndSend,
				this::collectAndDrop, this::withdraw);
		this.stored = (opened != null && load != null)
				? new StoredPublications(opened, options.isPersistentSession(), loop, clock, this.buffer, load,
						options.publish().maxPendingBytes(), this::collectAndSend, this::readBack)
				: null;
		this.session = (this.stored != null) ? this.stored.session() : new MqttSession<>();
		this.presence = new Presence(options.will(), this.buffer, this::collectAndSend);
		this.expiries = new Expiries(this, this.options, loop, clock,
				options.protocolVersion() == ProtocolVersion.MQTT_5);
		this.start = new SessionStart(options, this.session, this.stored);
	}

	/**
	 * Return what says that the client is there, or gone.
	 * @return the birth message and its opposite
	 */
	public Presence presence() {
		return this.presence;
	}

	public PublishBuffer buffer() {
		return this.buffer;
	}

	public MqttSession<PublishResult> session() {
		return this.session;
	}

	/**
	 * Return what keeps the session. On any thread.
	 * @return {@code null} without a store
	 */
	public @Nullable StoredPublications stored() {
		return this.stored;
	}

	/**
	 * Make a publication. On any thread.
	 * @param message the message
	 * @param listeners told of its end, or {@code null}
	 * @return the publication, to be accepted by the buffer
	 */
	public PendingPublish publication(MqttMessage message, @Nullable PublicationListener listeners) {
		if (this.stored != null && message.qos() != QoS.AT_MOST_ONCE) {
			return this.stored.publication(message, listeners);
		}
		return (listeners != null) ? new MeasuredPublish(message, this.buffer, listeners)
				: new PendingPublish(message, this.buffer);
	}

	private void readBack(OutboundPublish<PublishResult> publish) {
		this.expiries.restored(publish);
	}

	/**
	 * Attach the session to a connection. What the broker states as its Receive Maximum
	 * rules; where it states none, fewer QoS 2 exchanges are open, for not every broker
	 * can say that it has no room for one.
	 * @param connection the connection
	 * @param maximumQoS to what the QoS of publications is lowered
	 */
	public void bind(ConnectResult connection, QoS maximumQoS) {
		this.start.accepted(connection);
		int receiveMaximum = connection.limits().receiveMaximum();
		this.window = Math.min(this.options.maxInFlight(), receiveMaximum);
		this.exactlyOnceWindow = (receiveMaximum < NO_RECEIVE_MAXIMUM) ? this.window
				: Math.min(this.window, this.options.maxInFlightQoS2());
		if (this.poisonTracker.suspect() == null) {
			this.session.bind(connection.sessionPresent(), this.window, this.exactlyOnceWindow, maximumQoS);
		}
		else {
			this.session.bind(connection.sessionPresent(), 1, maximumQoS);
		}
	}

	/**
	 * Let as much be in flight as usual: what was sent alone has been answered.
	 */
	public void widen() {
		this.session.widen(this.window, this.exactlyOnceWindow);
	}

	public PoisonMessageTracker<PublishResult> poisonTracker() {
		return this.poisonTracker;
	}

	/**
	 * Set who sends what has been collected.
	 * @param sender run after publications were collected, or {@code null} while there is
	 * no connection
	 */
	public void sender(@Nullable Runnable sender) {
		this.sender = sender;
	}

	private void collectAndSend() {
		collect();
		if (this.closed) {
			failQueued();
		}
		send();
		if (dropExcess()) {
			send();
		}
		this.buffer.collected();
		settle();
	}

	private void send() {
		if (this.sender != null) {
			this.sender.run();
		}
	}

	private void collectAndDrop() {
		collect();
		dropExcess();
		this.buffer.collected();
		settle();
	}

	/**
	 * Return what to send next. While more is pending than allowed and the oldest has to
	 * go, nothing that needs an acknowledgement is sent for the first time, for it could
	 * not be dropped any more.
	 * @return as {@link MqttSession#nextToSend}
	 */
	@Nullable public OutboundPublish<PublishResult> nextToSend() {
		boolean overfull = this.buffer.isOverfull();
		OutboundPublish<PublishResult> next = this.session.nextToSend(!overfull);
		this.heldBack |= overfull && next == null;
		return next;
	}

	/**
	 * Move what was accepted into the session.
	 */
	public void collect() {
		OutboundPublish<PublishResult> newest = this.buffer.drain();
		if (newest != null) {
			long now = this.clock.getAsLong();
			this.expiries.queued(newest, now);
			this.session.enqueue(newest, now);
			this.expiries.schedule();
		}
	}

	/**
	 * Drop the oldest of what is too much, but never the newest: all the others may be in
	 * flight.
	 * @return whether any was dropped
	 */
	private boolean dropExcess() {
		boolean any = false;
		OutboundPublish<PublishResult> oldest = this.session.firstQueued();
		while (oldest != null && this.session.queued() > 1 && this.buffer.isOverfull()) {
			drop(oldest, Reason.DROPPED, "Dropped from the full publish buffer to make room for newer messages");
			any = true;
			oldest = this.session.firstQueued();
		}
		return any;
	}

	/**
	 * Fail a publication whose message did not live to be sent.
	 * @param publish the publication, which the session has given up
	 */
	public void expired(OutboundPublish<PublishResult> publish) {
		fail(publish, Reason.EXPIRED, Expiries.ofMessage(publish));
	}

	/**
	 * Give up a publication that waits to be sent.
	 * @param publish the publication
	 * @param reason why
	 * @param message why, in words
	 */
	void drop(OutboundPublish<PublishResult> publish, Reason reason, String message) {
		this.session.withdraw(publish);
		fail(publish, reason, message);
	}

	private void withdraw(PendingPublish publish) {
		collect();
		if (this.session.withdraw(publish)) {
			this.buffer.release(publish);
		}
		settle();
	}

	/**
	 * Return what PUBREC said about publications in flight.
	 * @return the results so far
	 */
	public ReceivedResults received() {
		return this.received;
	}

	@SuppressWarnings("ReferenceEquality") // another that is equal costs an object, no
											// more
	public void complete(OutboundPublish<PublishResult> publish, PublishResult result) {
		this.buffer.release(publish);
		this.completed++;
		publish.succeed((result == PublishResult.SUCCESS) ? this.success : new SharedValue<>(result));
	}

	public void fail(OutboundPublish<PublishResult> publish, Reason reason, String message) {
		this.buffer.release(publish);
		this.buffer.fail(publish, reason, message);
	}

	public void fail(OutboundPublish<PublishResult> publish, MqttPublishException failure) {
		this.buffer.release(publish);
		this.buffer.fail(publish, failure);
	}

	/**
	 * Hand to the store what has changed.
	 */
	public void flushStore() {
		if (this.stored != null) {
			this.stored.flush();
		}
	}

	/**
	 * Make known what has been completed since the last call.
	 */
	public void settle() {
		this.buffer.settle();
		this.counters.inFlight(this.session.inFlight());
		if (this.completed > 0) {
			this.counters.published(this.completed);
			this.completed = 0;
		}
		flushStore();
		if (this.heldBack && !this.closed && !this.buffer.isOverfull()) {
			this.heldBack = false;
			this.loop.execute(this::collectAndSend);
		}
	}

	/**
	 * Return how many publications wait to be sent or acknowledged.
	 * @return the count
	 */
	public int underWay() {
		return this.session.queued() + this.session.inFlight();
	}

	/**
	 * Fail all that is left; the client is closed.
	 */
	public void close() {
		this.closed = true;
		this.buffer.close();
		collect();
		this.expiries.stop();
		if (this.stored != null) {
			this.stored.close(); // before all of it fails
		}
		this.session.bind(false, 1, QoS.EXACTLY_ONCE);
		this.session.unbind();
		if (this.session.keeper() != null) {
			this.session.keeper().leaveStored();
		}
		if (underWay() > 0 && this.stored == null) {
			logger.warn("{} publications fail because the client is closed", underWay());
		}
		failQueued();
	}

	/**
	 * Write what the store does not have and close it, once the client is closed. On a
	 * thread that may wait.
	 * @param timeoutNanos how long to wait
	 */
	public void closeStore(long timeoutNanos) {
		if (this.stored != null) {
			this.stored.end(timeoutNanos);
		}
	}

	private void failQueued() {
		OutboundPublish<PublishResult> publish = this.session.firstQueued();
		while (publish != null) {
			this.session.withdraw(publish);
			fail(publish, Reason.CLOSED, "The client was closed");
			publish = this.session.firstQueued();
		}
		settle();
	}

}
