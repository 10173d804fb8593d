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

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.resilientmqtt.client.session.AckSequencer;
import io.resilientmqtt.client.session.InboundExchanges;
import io.resilientmqtt.client.session.PendingAck;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;

/**
 * Hands the messages of one connection to their receivers and sends their
 * acknowledgements in the order of arrival. Stops reading while a receiver has no room.
 * On the event loop.
 */
final class DeliveryHandler extends ChannelInboundHandlerAdapter {

	private final ClientContext client;

	private final Link link;

	private final InboundExchanges inbound;

	private final AckSequencer acks = new AckSequencer();

	private final AckSignal signal;

	private final List<Inbox> touched = new ArrayList<>(2);

	private long received;

	private boolean draining;

	DeliveryHandler(ClientContext client, Link link) {
		this.client = client;
		this.link = link;
		this.inbound = client.publications().session().inbound();
		this.signal = new AckSignal(client.loop(), client.inboxes()::acknowledged);
		client.inboxes().connection(this);
	}

	/**
	 * A PUBLISH arrived.
	 * @param topic the topic
	 * @param message the message
	 * @param packetId the Packet Identifier
	 */
	void publish(TopicCache.Topics topic, MqttMessage message, int packetId) {
		this.received++;
		if (this.draining) {
			return;
		}
		int ackKey = PendingAck.key(message.qos(), packetId);
		if (message.qos() == QoS.EXACTLY_ONCE && !this.inbound.publish(packetId)) {
			PendingAck owed = this.inbound.takeOwed(packetId);
			this.acks.add((owed != null) ? owed : settled(ackKey));
			return;
		}
		if (this.client.queue() != null && !this.client.queue().put(message)) {
			this.client.losses().queueDiscarded();
		}
		Inbox[] inboxes = topic.inboxes(this.client.inboxes());
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
		else if (ackKey != 0) {
			this.acks.add(settled(ackKey));
		}
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
			this.link.pauseReading();
		}
	}

	/**
	 * A PUBREL arrived: the exchange is over [MQTT-4.3.3-11].
	 * @param packetId the Packet Identifier
	 */
	void pubrel(int packetId) {
		if (!this.inbound.pubrel(packetId)) {
			this.client.counters().unknownAck();
		}
		this.link.batch().ack(PacketType.PUBCOMP, packetId);
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
		this.client.inboxes().connection(null);
		this.acks.drain(this.inbound::owe);
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
	void acknowledged() {
		sendAcks();
		this.link.batch().flush();
	}

	private void sendAcks() {
		for (PendingAck ack = this.acks.pollDone(); ack != null; ack = this.acks.pollDone()) {
			if (!ack.isAbandoned()) {
				this.link.batch().ack(ack.isExactlyOnce() ? PacketType.PUBREC : PacketType.PUBACK, ack.packetId());
			}
			else if (ack.isExactlyOnce()) {
				this.inbound.forget(ack.packetId());
			}
		}
	}

	/**
	 * Take nothing new: what comes now stays unacknowledged, for the next connection.
	 */
	void drain() {
		this.draining = true;
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
