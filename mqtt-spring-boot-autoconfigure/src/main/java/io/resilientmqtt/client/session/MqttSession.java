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

	private final PacketIds ids = new PacketIds();

	private final OutboundQueue<R> queue = new OutboundQueue<>();

	private final PublishList<R> inFlight = new PublishList<>();

	private final InboundExchanges inbound = new InboundExchanges();

	/**
	 * First of those in flight that the present connection has not sent again.
	 */
	private @Nullable OutboundPublish<R> resend;

	private int window;

	private int quota;

	private int exactlyOnceWindow;

	private int exactlyOnceQuota;

	private QoS maximumQoS = QoS.EXACTLY_ONCE;

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
		this.window = window;
		this.exactlyOnceWindow = exactlyOnceWindow;
		this.maximumQoS = maximumQoS;
		this.quota = window;
		this.exactlyOnceQuota = exactlyOnceWindow;
		this.queue.takeBack();
		if (!sessionPresent) {
			startOver();
		}
		for (OutboundPublish<R> publish = this.inFlight.first(); publish != null; publish = publish.next) {
			publish.rebind();
		}
		this.resend = this.inFlight.first();
	}

	/**
	 * Let more be in flight on the present connection than it began with.
	 * @param window how many publications may be unacknowledged, 1 to 65535
	 * @param exactlyOnceWindow how many of them may be of QoS 2, 1 to 65535
	 */
	public void widen(int window, int exactlyOnceWindow) {
		this.quota += window - this.window;
		this.window = window;
		this.exactlyOnceQuota += exactlyOnceWindow - this.exactlyOnceWindow;
		this.exactlyOnceWindow = exactlyOnceWindow;
	}

	/**
	 * Detach the session from its connection. Nothing is sent until it is bound again.
	 */
	public void unbind() {
		this.resend = null;
		this.window = 0;
		this.quota = 0;
		this.exactlyOnceWindow = 0;
		this.exactlyOnceQuota = 0;
	}

	private void startOver() {
		for (OutboundPublish<R> publish = this.inFlight.first(); publish != null; publish = publish.next) {
			this.ids.release(publish);
			publish.startOver();
		}
		this.queue.addAllFirst(this.inFlight);
		this.inbound.clear();
	}

	/**
	 * Queue publications behind the others.
	 * @param newest the newest of them, {@linkplain OutboundPublish#link() linked} to the
	 * one before it, and so on
	 * @param now the time in nanoseconds
	 */
	public void enqueue(OutboundPublish<R> newest, long now) {
		this.queue.addAll(newest, now);
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
		if (this.quota == 0) {
			return null;
		}
		OutboundPublish<R> again = this.resend;
		if (again != null) {
			return (again.isExactlyOnce() && this.exactlyOnceQuota == 0) ? null : sendAgain(again);
		}
		OutboundPublish<R> head = this.queue.next(this.maximumQoS, this.exactlyOnceQuota > 0);
		if (head == null) {
			return null;
		}
		if (head.qos() == QoS.AT_MOST_ONCE) {
			this.queue.remove(head);
			head.phase(Phase.DONE);
			return head;
		}
		if (!more || this.ids.isExhausted()) {
			return null;
		}
		this.queue.remove(head);
		this.ids.assign(head);
		head.phase(Phase.PUBLISHED);
		this.inFlight.add(head);
		occupy(head);
		return head;
	}

	private OutboundPublish<R> sendAgain(OutboundPublish<R> publish) {
		this.resend = publish.next;
		occupy(publish);
		return publish;
	}

	private void occupy(OutboundPublish<R> publish) {
		this.quota--;
		if (publish.isExactlyOnce()) {
			this.exactlyOnceQuota--;
		}
	}

	private void vacate(OutboundPublish<R> publish) {
		this.quota = Math.min(this.window, this.quota + 1);
		if (publish.isExactlyOnce()) {
			this.exactlyOnceQuota = Math.min(this.exactlyOnceWindow, this.exactlyOnceQuota + 1);
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
	 * Return the oldest publication in flight; {@link #nextInFlight} leads on.
	 * @return the publication, or {@code null} if there is none and where the present
	 * connection has not sent it yet
	 */
	public @Nullable OutboundPublish<R> firstInFlight() {
		OutboundPublish<R> first = this.inFlight.first();
		return (first != this.resend) ? first : null;
	}

	/**
	 * Return the publication in flight behind another.
	 * @param publish one in flight
	 * @return the next or {@code null} at the end and where the present connection has
	 * not sent it yet
	 */
	public @Nullable OutboundPublish<R> nextInFlight(OutboundPublish<R> publish) {
		return (publish.next != this.resend) ? publish.next : null;
	}

	/**
	 * Return the oldest publication that the present connection has sent and the broker
	 * has not answered with as much as PUBREC.
	 * @return the publication, or {@code null} if there is none
	 */
	public @Nullable OutboundPublish<R> firstUnanswered() {
		OutboundPublish<R> publish = firstInFlight();
		while (publish != null && (publish.phase() != Phase.PUBLISHED || publish.transmissions() == 0)) {
			publish = nextInFlight(publish);
		}
		return publish;
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
		this.queue.remove(publish);
		publish.phase(Phase.DONE);
		return true;
	}

	/**
	 * Give up a publication that {@link #nextToSend} returned and that was never sent.
	 * @param publish the publication
	 */
	public void abandon(OutboundPublish<R> publish) {
		if (publish.phase() == Phase.PUBLISHED) {
			complete(publish);
		}
	}

	/**
	 * A PUBACK arrived.
	 * @param packetId its Packet Identifier
	 * @return the publication it completes, or {@code null} if it belongs to none
	 */
	public @Nullable OutboundPublish<R> puback(int packetId) {
		OutboundPublish<R> publish = findSent(packetId, Phase.PUBLISHED);
		return (publish != null && !publish.isExactlyOnce()) ? complete(publish) : null;
	}

	/**
	 * A PUBREC arrived.
	 * @param packetId its Packet Identifier
	 * @param error whether its Reason Code is 0x80 or above, which ends the exchange
	 * @return the publication, to be answered with PUBREL or failed; or {@code null} if
	 * it belongs to none. One that has {@linkplain OutboundPublish#transmissions()
	 * transmitted} its PUBREL on this connection has been answered before
	 */
	public @Nullable OutboundPublish<R> pubrec(int packetId, boolean error) {
		OutboundPublish<R> publish = findSent(packetId, Phase.PUBLISHED);
		if (publish == null) {
			return error ? null : findSent(packetId, Phase.RELEASED);
		}
		if (!publish.isExactlyOnce()) {
			return null;
		}
		if (error) {
			return complete(publish);
		}
		publish.release();
		return publish;
	}

	/**
	 * A PUBCOMP arrived.
	 * @param packetId its Packet Identifier
	 * @return the publication it completes, or {@code null} if it belongs to none
	 */
	public @Nullable OutboundPublish<R> pubcomp(int packetId) {
		OutboundPublish<R> publish = findSent(packetId, Phase.RELEASED);
		return (publish != null) ? complete(publish) : null;
	}

	/**
	 * Find a publication whose acknowledgement fits neither its QoS nor its phase.
	 * @param packetId the Packet Identifier
	 * @return the publication, or {@code null} if it belongs to none that was sent
	 */
	public @Nullable OutboundPublish<R> misanswered(int packetId) {
		OutboundPublish<R> publish = findSent(packetId, Phase.PUBLISHED);
		return (publish != null) ? publish : findSent(packetId, Phase.RELEASED);
	}

	/**
	 * End an exchange in spite of what is missing of it.
	 * @param publish the publication that {@link #misanswered} found
	 */
	public void end(OutboundPublish<R> publish) {
		complete(publish);
	}

	@SuppressWarnings("unchecked") // only publications of this session are put in
	private @Nullable OutboundPublish<R> findSent(int packetId, Phase phase) {
		return (this.ids.find(packetId) instanceof OutboundPublish<?> publish && publish.phase() == phase)
				? (OutboundPublish<R>) publish : null;
	}

	private OutboundPublish<R> complete(OutboundPublish<R> publish) {
		if (publish == this.resend) {
			this.resend = publish.next;
		}
		else {
			vacate(publish);
		}
		this.inFlight.remove(publish);
		this.ids.release(publish);
		publish.phase(Phase.DONE);
		return publish;
	}

	/**
	 * Give a SUBSCRIBE or UNSUBSCRIBE its Packet Identifier.
	 * @param request the request
	 * @return whether there was one left
	 */
	public boolean open(SubscriptionRequest request) {
		if (this.ids.isExhausted()) {
			return false;
		}
		this.ids.assign(request);
		return true;
	}

	/**
	 * A SUBACK or UNSUBACK arrived, or its connection is gone.
	 * @param packetId the Packet Identifier
	 * @return the request it ends, or {@code null} if it belongs to none
	 */
	public @Nullable SubscriptionRequest close(int packetId) {
		if (this.ids.find(packetId) instanceof SubscriptionRequest request) {
			this.ids.release(request);
			return request;
		}
		return null;
	}

	/**
	 * Return the QoS 2 messages being received.
	 * @return the exchanges
	 */
	public InboundExchanges inbound() {
		return this.inbound;
	}

	/**
	 * Return how many publications are queued.
	 * @return the count
	 */
	public int queued() {
		return this.queue.size();
	}

	/**
	 * Return how many publications are in flight.
	 * @return the count
	 */
	public int inFlight() {
		return this.inFlight.size();
	}

}
