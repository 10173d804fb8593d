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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.client.netty.codec.ReceivedTopic;
import io.resilientmqtt.client.netty.receive.AckSignal;
import io.resilientmqtt.client.netty.receive.Delivery;
import io.resilientmqtt.client.netty.receive.Inbox;
import io.resilientmqtt.client.netty.receive.ReasonedAck;
import io.resilientmqtt.client.netty.receive.SharedDelivery;
import io.resilientmqtt.client.netty.receive.StaleSubscriptions;
import io.resilientmqtt.client.netty.receive.Unmatched;
import io.resilientmqtt.client.session.AckSequencer;
import io.resilientmqtt.client.session.InboundExchanges;
import io.resilientmqtt.client.session.PendingAck;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of one connection to their receivers and sends their
 * acknowledgements in the order of arrival. Stops reading while a receiver has no room.
 * On the event loop.
 */
final class DeliveryHandler extends ChannelInboundHandlerAdapter {

	private final ClientContext client;

	private final LinkControl link;

	private final InboundExchanges inbound;

	private final boolean v5;

	private final ReceiveWindow window;

	private final AckSequencer acks = new AckSequencer();

	private final AckSignal signal;

	private final List<Inbox> touched = new ArrayList<>(2);

	private final StaleSubscriptions stale;

	private final CrossingSubscriptions crossing;

	private final ReleaseHandler releases;

	private final Predicate<PendingAck> knownToStore = this::isKnownToStore;

	private long received;

	private boolean draining;

	DeliveryHandler(ClientContext client, ConnectResult connection, LinkControl link) {
		this.client = client;
		this.link = link;
		this.v5 = connection.protocolVersion() == ProtocolVersion.MQTT_5;
		this.window = new ReceiveWindow(client, this.v5);
		this.crossing = client.subscriptions().crossing();
		this.inbound = client.publications().session().inbound();
		this.signal = new AckSignal(client.loop(), client.inboxes()::acknowledged);
		this.releases = new ReleaseHandler(client, link, this.inbound, this.window, this.v5);
		client.inboxes().sender(this::acknowledged);
		client.inboxes().unmatched().connected();
		this.stale = client.inboxes().unmatched().stale();
		this.stale.connected(connection.sessionPresent(), connection.protocolVersion());
		client.counters().backlog().begin(this.window.stated());
	}

	/**
	 * A PUBLISH arrived.
	 * @param topic the topic
	 * @param message the message
	 * @param packetId the Packet Identifier
	 */
	void publish(ReceivedTopic topic, MqttMessage message, int packetId) {
		int ackKey = PendingAck.key(message.qos(), packetId);
		if (!isNew(message.qos(), packetId, ackKey)) {
			return;
		}
		if (this.client.queue() != null && !this.client.queue().put(message)) {
			this.client.losses().queueDiscarded();
		}
		if (this.stale.arePossible()) {
			this.stale.received(message);
		}
		Inbox[] inboxes = this.crossing.select(this.client.inboxes().match(topic), message);
		if (inboxes.length == 1) {
			Delivery delivery = new Delivery(message, ackKey, this.signal);
			if (ackKey != 0) {
				this.acks.add(delivery);
			}
			deliver(inboxes[0], delivery);
		}
		else if (inboxes.length > 1) {
			SharedDelivery shared = new SharedDelivery(ackKey, this.signal, inboxes.length);
			if (ackKey != 0) {
				this.acks.add(shared);
			}
			for (Inbox inbox : inboxes) {
				deliver(inbox, shared.part(message));
			}
		}
		else {
			unmatched(message, ackKey);
		}
	}

	private void unmatched(MqttMessage message, int ackKey) {
		Unmatched unmatched = this.client.inboxes().unmatched();
		boolean taken = this.client.queue() != null;
		if (!taken && unmatched.keeps()) {
			Delivery delivery = new Delivery(message, ackKey, this.signal);
			if (ackKey != 0) {
				this.acks.add(delivery);
			}
			unmatched.keep(message, delivery);
			if (this.window.isUsedUp()) {
				unmatched.giveUpOldest();
			}
			return;
		}
		if (!taken) {
			unmatched.add(message.topic());
		}
		if (ackKey != 0) {
			this.acks.add(settled(ackKey));
		}
	}

	/**
	 * A PUBLISH arrived that is not to be taken.
	 * @param qos its QoS
	 * @param packetId the Packet Identifier
	 * @param reason why, as the broker is told if it waits for an answer
	 */
	void refuse(QoS qos, int packetId, AckReason reason) {
		int ackKey = PendingAck.key(qos, packetId);
		if (isNew(qos, packetId, ackKey)) {
			this.client.losses().refused();
			if (ackKey != 0) {
				Delivery delivery = new Delivery(null, ackKey, this.signal);
				this.acks.add(delivery);
				delivery.explain(reason);
			}
		}
	}

	/**
	 * Count a PUBLISH and return whether it is to be dealt with: not while draining, nor
	 * if it is of an exchange that has begun, which is answered as it is due.
	 * @param qos its QoS
	 * @param packetId the Packet Identifier
	 * @param ackKey what its acknowledgement is known by
	 * @return whether it is to be dealt with
	 */
	private boolean isNew(QoS qos, int packetId, int ackKey) {
		this.received++;
		if (this.draining) {
			return false;
		}
		if (packetId != 0) {
			this.window.received();
		}
		if (qos == QoS.EXACTLY_ONCE && !this.inbound.publish(packetId)) {
			PendingAck owed = this.inbound.takeOwed(packetId);
			this.acks.add((owed != null) ? owed : settled(ackKey));
			return false;
		}
		return true;
	}

	private static PendingAck settled(int ackKey) {
		Delivery delivery = new Delivery(null, ackKey, AckSignal.NONE);
		delivery.acknowledge();
		return delivery;
	}

	private void deliver(Inbox inbox, Delivery delivery) {
		if (inbox.discardsNext()) {
			inbox.discard(delivery);
			return;
		}
		if (inbox.add(delivery)) {
			this.touched.add(inbox);
		}
		if (inbox.isFull()) {
			this.client.inboxes().full(inbox);
			this.link.gate().close();
		}
	}

	/**
	 * Return whether there is room for one more message of QoS 1 or 2; if not, reading
	 * has been paused.
	 * @return {@code false} if it would be more than the Receive Maximum
	 * @throws ProtocolViolation if the broker may not have sent it yet and is to be told
	 */
	boolean hasRoom() {
		if (this.window.hasRoom()) {
			return true;
		}
		this.link.gate().close();
		return false;
	}

	/**
	 * Return what deals with PUBREL.
	 * @return the handler
	 */
	ReleaseHandler releases() {
		return this.releases;
	}

	ReceiveWindow window() {
		return this.window;
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		handOver();
		sendAcks();
		context.fireChannelReadComplete();
	}

	/**
	 * The connection has ended, maybe in the middle of a read; what came before counts.
	 */
	void stop() {
		handOver();
		this.client.inboxes().sender(null);
		this.releases.stop();
		this.acks.drain(this.inbound::owe);
		this.client.counters().backlog().end();
	}

	private void handOver() {
		for (Inbox inbox : this.touched) {
			inbox.wake();
		}
		this.touched.clear();
		if (this.received > 0) {
			this.client.counters().received(this.received);
			this.received = 0;
		}
	}

	/**
	 * Send the acknowledgements that are due.
	 */
	private void acknowledged() {
		sendAcks();
		this.link.batch().flush();
	}

	private void sendAcks() {
		int owed = this.acks.size();
		for (PendingAck ack = nextDue(); ack != null; ack = nextDue()) {
			this.window.settled();
			if (ack.isAbandoned()) {
				forget(ack);
				continue;
			}
			AckReason reason = ack.hasReason() ? ((ReasonedAck) ack).takeReason() : null;
			int type = ack.isExactlyOnce() ? PacketType.PUBREC : PacketType.PUBACK;
			boolean over = type == PacketType.PUBACK;
			if (reason != null && this.v5) {
				this.link.batch().ack(type, ack.packetId(), reason);
				if (reason.isRefusal()) {
					forget(ack);
					over = true;
				}
			}
			else {
				this.link.batch().ack(type, ack.packetId());
			}
			if (over) {
				this.window.restoreQuota();
			}
		}
		this.client.counters().backlog().update(this.acks.size(), this.acks.size() < owed, this.client.clock());
		if (this.window.endsOverrun()) {
			this.client.loop().execute(this.link.gate()::open);
		}
	}

	/**
	 * Return the next acknowledgement to send. PUBREC waits until the store knows that
	 * the message has been handled; those behind it are stored with it.
	 * @return the acknowledgement, or {@code null}
	 */
	private @Nullable PendingAck nextDue() {
		PendingAck next = this.acks.pollDoneIf(this.knownToStore);
		if (next == null && !this.acks.allDone(this.knownToStore)) {
			this.client.publications().flushStore();
		}
		return next;
	}

	private boolean isKnownToStore(PendingAck ack) {
		return !ack.isExactlyOnce() || ack.isAbandoned() || this.inbound.handled(ack.packetId());
	}

	/**
	 * The exchange is over or was never begun: what comes with its identifier next is a
	 * new message.
	 * @param ack the acknowledgement
	 */
	private void forget(PendingAck ack) {
		if (ack.isExactlyOnce()) {
			this.inbound.forget(ack.packetId());
		}
	}

	/**
	 * Take nothing new: what comes now stays unacknowledged, for the next connection.
	 */
	void drain() {
		this.draining = true;
		leaveUnmatched();
	}

	/**
	 * Do not wait for receivers to come: the connection is going to end.
	 */
	void leaveUnmatched() {
		this.client.inboxes().unmatched().leave();
		sendAcks();
	}

	/**
	 * Return how many messages received are not acknowledged.
	 * @return the count
	 */
	int unacknowledged() {
		return this.acks.size();
	}

	/**
	 * Return whether all that was received is dealt with and acknowledged.
	 * @return whether all that was received is dealt with and acknowledged
	 */
	boolean isDrained() {
		return this.acks.size() == 0 && this.client.inboxes().areIdle();
	}

}
