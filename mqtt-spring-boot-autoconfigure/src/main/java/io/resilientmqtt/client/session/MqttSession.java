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

package io.resilientmqtt.client.session;

import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * The session: what is to be published, what is in flight, and which QoS 2 messages have
 * been received. It outlives connections; {@link #bind} attaches it to the next one.
 * Belongs to the event loop.
 * <p>
 * Publications are sent in the order queued, and after a reconnect those in flight come
 * first in their original order [MQTT-4.6.0-1]. Only where as many QoS 2 exchanges are
 * open as may be do the others overtake those of QoS 2 that wait.
 *
 * @param <R> the result of a publication
 */
public final class MqttSession<R> {

	private final OutboundQueue<R> queue = new OutboundQueue<>();

	private final OutboundExchanges<R> outbound = new OutboundExchanges<>(this::changed);

	private final InboundExchanges inbound;

	private final UncertainIds uncertainIds = new UncertainIds();

	/** {@code null} without a store. */
	private final @Nullable SessionKeeper<R> keeper;

	private QoS maximumQoS = QoS.EXACTLY_ONCE;

	/**
	 * Create a session that ends with the process.
	 */
	public MqttSession() {
		this.keeper = null;
		this.inbound = new InboundExchanges();
	}

	/**
	 * Create a session that goes on where another process has left it.
	 * @param kept what is kept of it
	 * @param journal keeps what becomes of it
	 * @param restore makes a publication of what is kept
	 * @param memoryIsShort whether so much is in memory that others are left to the store
	 */
	public MqttSession(StoredSession kept, SessionJournal<R> journal,
			Function<StoredPublish, OutboundPublish<R>> restore, BooleanSupplier memoryIsShort) {
		this.keeper = new SessionKeeper<>(kept, journal, restore, memoryIsShort, this.queue, this.outbound);
		this.inbound = new InboundExchanges(journal);
		kept.received().forEach(this.inbound::restore);
		kept.inFlight().forEach((publish) -> this.outbound.restore(restore.apply(publish), publish.packetId()));
	}

	/**
	 * Return what keeps the session.
	 * @return {@code null} without a store
	 */
	public @Nullable SessionKeeper<R> keeper() {
		return this.keeper;
	}

	/**
	 * Attach the session to a connection. What was in flight is sent again with the same
	 * identifiers if the broker has the session, else anew with fresh ones (behaviour S6,
	 * S14).
	 * @param sessionPresent what CONNACK says
	 * @param window how many publications may be unacknowledged, 1 to 65535
	 * @param maximumQoS to what the QoS of a publication is lowered when it is sent for
	 * the first time
	 */
	public void bind(boolean sessionPresent, int window, QoS maximumQoS) {
		bind(sessionPresent, window, window, maximumQoS);
	}

	/**
	 * Attach the session to a connection on which fewer QoS 2 exchanges may be open. One
	 * is open from its PUBLISH to its PUBCOMP.
	 * @param sessionPresent what CONNACK says
	 * @param window how many publications may be unacknowledged, 1 to 65535
	 * @param exactlyOnceWindow how many of them may be of QoS 2, 1 to 65535
	 * @param maximumQoS to what the QoS of a publication is lowered when it is sent for
	 * the first time
	 */
	public void bind(boolean sessionPresent, int window, int exactlyOnceWindow, QoS maximumQoS) {
		this.outbound.window().open(window, exactlyOnceWindow);
		this.maximumQoS = maximumQoS;
		this.queue.takeBack();
		this.uncertainIds.startOver();
		if (!sessionPresent) {
			startOver();
		}
		this.outbound.bind();
		if (this.keeper != null) {
			this.keeper.bind();
		}
	}

	/**
	 * Say where the session is going to be, before it is {@linkplain #bind attached} to
	 * the first connection of the process.
	 * @param sessionPresent what CONNACK says
	 * @param home servers and protocol version
	 * @return whether it is the session that is kept; one that is present and is not may
	 * hold exchanges that nothing is known of
	 */
	public boolean begin(boolean sessionPresent, String home) {
		boolean known = this.keeper != null && this.keeper.isAt(home);
		if (sessionPresent && !known) {
			startOver();
			this.uncertainIds.all();
		}
		return known;
	}

	/**
	 * Let more be in flight on the present connection than it began with.
	 * @param window how many publications may be unacknowledged, 1 to 65535
	 * @param exactlyOnceWindow how many of them may be of QoS 2, 1 to 65535
	 */
	public void widen(int window, int exactlyOnceWindow) {
		this.outbound.window().widen(window, exactlyOnceWindow);
	}

	/**
	 * Detach the session from its connection. Nothing is sent until it is bound again.
	 */
	public void unbind() {
		this.outbound.unbind();
	}

	private void startOver() {
		this.outbound.startOver();
		for (OutboundPublish<R> publish = this.outbound.all().first(); publish != null; publish = publish.next) {
			changed(publish);
		}
		this.queue.addAllFirst(this.outbound.all());
		this.inbound.clear();
		this.uncertainIds.none();
	}

	/**
	 * Queue publications behind the others.
	 * @param newest the newest of them, {@linkplain OutboundPublish#link() linked} to the
	 * one before it, and so on
	 * @param now the time in nanoseconds
	 */
	public void enqueue(OutboundPublish<R> newest, long now) {
		if (this.keeper != null) {
			this.keeper.enqueue(newest, now);
		}
		else {
			this.queue.addAll(newest, now);
		}
	}

	/**
	 * Return what to send next and move it on: the next in flight that this connection
	 * has to send again, else the head of the queue, which gets its identifier and counts
	 * as in flight if its QoS asks for it.
	 * @param more whether more may be in flight than before
	 * @return a publication whose {@link OutboundPublish#phase()} says whether PUBLISH or
	 * PUBREL is due, or {@code null} if there is none or the window is full. What is sent
	 * again keeps its order even where only the window of QoS 2 is full
	 */
	public @Nullable OutboundPublish<R> nextToSend(boolean more) {
		SendWindow window = this.outbound.window();
		if (window.isFull()) {
			return null;
		}
		OutboundPublish<R> unsent = this.outbound.firstUnsent();
		if (unsent != null) {
			if (unsent.isExactlyOnce() && !window.takesExactlyOnce()) {
				return null;
			}
			if (mayLeave(unsent)) {
				this.outbound.sending(unsent);
				return unsent;
			}
			prepare(more);
			return null;
		}
		OutboundPublish<R> head = nextQueued(window.takesExactlyOnce(), more);
		if (head == null || head.phase() == Phase.DONE) {
			return head;
		}
		if (mayLeave(head)) {
			window.occupy(head);
			return head;
		}
		this.outbound.hold(head);
		prepare(more);
		return null;
	}

	private @Nullable OutboundPublish<R> nextQueued(boolean exactlyOnce, boolean more) {
		OutboundPublish<R> head = this.queue.next(this.maximumQoS, exactlyOnce);
		if (head == null) {
			return null;
		}
		if (head.qos() == QoS.AT_MOST_ONCE) {
			this.queue.remove(head);
			head.phase(Phase.DONE);
			changed(head);
			return head;
		}
		if (!more || this.outbound.ids().isExhausted()) {
			return null;
		}
		this.queue.remove(head);
		this.outbound.add(head);
		changed(head);
		return head;
	}

	/**
	 * Give identifiers to those behind one that has to wait, so that they wait for the
	 * same answer and not one after the other. What is of QoS 0 stays where it is.
	 * @param more whether more may be in flight than before
	 */
	private void prepare(boolean more) {
		boolean any = more && this.maximumQoS != QoS.AT_MOST_ONCE;
		while (any && this.outbound.mayPrepare()) {
			OutboundPublish<R> first = this.queue.first();
			any = first != null && first.qos() != QoS.AT_MOST_ONCE
					&& (!first.isExactlyOnce() || this.outbound.mayPrepareExactlyOnce())
					&& nextQueued(this.outbound.mayPrepareExactlyOnce(), true) != null;
		}
	}

	private boolean mayLeave(OutboundPublish<R> publish) {
		return (this.keeper == null || this.keeper.mayLeave(publish))
				&& (publish.isRepeated() || this.uncertainIds.isFree(publish.packetId()));
	}

	private void changed(OutboundPublish<R> publish) {
		if (this.keeper != null) {
			this.keeper.changed(publish);
		}
	}

	/**
	 * Return the oldest publication in the queue without moving it.
	 * @return the oldest publication not sent, or {@code null}
	 */
	public @Nullable OutboundPublish<R> firstQueued() {
		return this.queue.first();
	}

	/**
	 * Return the publication behind another in the queue.
	 * @param publish one that is queued
	 * @return the next or {@code null}
	 */
	public @Nullable OutboundPublish<R> nextQueued(OutboundPublish<R> publish) {
		return publish.next;
	}

	/**
	 * Take a publication out that has not been sent.
	 * @param publish the publication
	 * @return whether it was still queued
	 */
	public boolean withdraw(OutboundPublish<R> publish) {
		if (publish.phase() != Phase.QUEUED) {
			return false;
		}
		if (this.keeper != null && publish.isBehindStored()) {
			this.keeper.remove(publish);
		}
		else {
			this.queue.remove(publish);
		}
		publish.phase(Phase.DONE);
		changed(publish);
		return true;
	}

	/**
	 * Give up a publication that {@link #nextToSend} returned and that was never sent.
	 * @param publish the publication
	 */
	public void abandon(OutboundPublish<R> publish) {
		if (publish.phase() == Phase.PUBLISHED) {
			this.outbound.end(publish);
		}
	}

	/**
	 * Return whether PUBREL may leave now; if not, it is handed out by
	 * {@link #nextToRelease()} when it may.
	 * @param publish a publication whose PUBREC has come
	 * @return whether the store knows that it has
	 */
	public boolean mayRelease(OutboundPublish<R> publish) {
		if (this.keeper == null || this.keeper.mayLeave(publish)) {
			return true;
		}
		publish.requireEntry().releaseDue(true);
		return false;
	}

	/**
	 * Return a publication whose PUBREL had to wait.
	 * @return the publication, or {@code null} if there is none
	 */
	public @Nullable OutboundPublish<R> nextToRelease() {
		return (this.keeper != null) ? this.keeper.nextToRelease() : null;
	}

	/**
	 * Return the Packet Identifiers that have to be released before they are used.
	 * @return the identifiers
	 */
	public UncertainIds uncertainIds() {
		return this.uncertainIds;
	}

	/**
	 * Give a SUBSCRIBE or UNSUBSCRIBE its Packet Identifier.
	 * @param request the request
	 * @return whether there was one left
	 */
	public boolean open(SubscriptionRequest request) {
		if (this.outbound.ids().isExhausted()) {
			return false;
		}
		this.outbound.ids().assign(request);
		return true;
	}

	/**
	 * A SUBACK or UNSUBACK arrived, or its connection is gone.
	 * @param packetId the Packet Identifier
	 * @return the request it ends, or {@code null} if it belongs to none
	 */
	public @Nullable SubscriptionRequest close(int packetId) {
		if (this.outbound.ids().find(packetId) instanceof SubscriptionRequest request) {
			this.outbound.ids().release(request);
			return request;
		}
		return null;
	}

	/**
	 * Return the publications in flight.
	 * @return the exchanges
	 */
	public OutboundExchanges<R> outbound() {
		return this.outbound;
	}

	/**
	 * Return the QoS 2 messages being received.
	 * @return the exchanges
	 */
	public InboundExchanges inbound() {
		return this.inbound;
	}

	/**
	 * Return how many publications are queued in memory.
	 * @return the count
	 */
	public int queued() {
		return this.queue.size() + ((this.keeper != null) ? this.keeper.size() : 0);
	}

	/**
	 * Return how many publications are in flight.
	 * @return the count
	 */
	public int inFlight() {
		return this.outbound.all().size();
	}

}
