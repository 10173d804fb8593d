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

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.netty.codec.TopicAliases;
import io.resilientmqtt.client.netty.publish.Publications;
import io.resilientmqtt.client.netty.publish.PublishResults;
import io.resilientmqtt.client.session.MqttSession;
import io.resilientmqtt.client.session.OutboundPublish;
import io.resilientmqtt.client.session.OutboundPublish.Phase;
import io.resilientmqtt.client.session.UncertainIds;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sends publications on one connection and deals with their acknowledgements; the lack of
 * them is the matter of {@link AckDeadline}. On the event loop.
 */
final class PublishHandler extends ChannelInboundHandlerAdapter implements PacketBatch.Listener {

	private final Publications publications;

	private final MqttSession<PublishResult> session;

	private final ClientContext client;

	private final LinkControl link;

	private final BrokerLimits limits;

	/** {@code null} if the broker allows none or they are off. */
	private final @Nullable TopicAliases aliases;

	private final PoisonMessageProbe probe;

	private final MismatchedAcks mismatchedAcks;

	private final boolean republishes;

	private final AckDeadline deadline;

	private boolean held;

	PublishHandler(ClientContext client, ConnectResult connection, LinkControl link, Channel channel) {
		this.client = client;
		this.publications = client.publications();
		this.session = this.publications.session();
		this.link = link;
		this.probe = new PoisonMessageProbe(client, link, channel, this::sendNow);
		this.mismatchedAcks = new MismatchedAcks(client, link);
		this.limits = connection.limits();
		this.republishes = connection.protocolVersion() != ProtocolVersion.MQTT_5;
		MqttClientOptions options = client.options();
		this.aliases = (this.limits.topicAliasMaximum() > 0
				&& options.v5().topicAlias() == Mqtt5Options.TopicAlias.AUTO)
						? new TopicAliases(this.limits.topicAliasMaximum()) : null;
		this.deadline = new AckDeadline(client, link, this.republishes);
	}

	/**
	 * Send as much as the window and the socket take; the caller flushes.
	 */
	void send() {
		release();
		sendPublications();
		askForUncertainIds();
	}

	/**
	 * Send PUBREL for those whose PUBREC is in the store by now.
	 */
	private void release() {
		for (OutboundPublish<PublishResult> publish = this.session
			.nextToRelease(); publish != null; publish = this.session.nextToRelease()) {
			publish.transmitted(this.client.now());
			this.link.batch().ack(PacketType.PUBREL, publish.packetId());
		}
	}

	private void askForUncertainIds() {
		UncertainIds ids = this.session.uncertainIds();
		if (ids.isDue()) {
			ids.ask((packetId) -> this.link.batch().ack(PacketType.PUBREL, packetId));
			this.client.loop()
				.schedule(this::withoutAnswer, this.client.options().liveness().responseTime().toNanos(),
						TimeUnit.NANOSECONDS);
		}
	}

	private void withoutAnswer() {
		if (!this.link.hasEnded() && this.session.uncertainIds().areAwaited()) {
			this.session.uncertainIds().giveUp();
			sendNow();
		}
	}

	private void sendPublications() {
		PacketBatch batch = this.link.batch();
		OutboundPublish<PublishResult> publish = (batch.isWritable() && !this.held && this.probe.maySend())
				? this.publications.nextToSend() : null;
		if (publish == null) {
			return;
		}
		long now = this.client.now();
		while (publish != null) {
			if (publish.phase() == Phase.RELEASED) {
				batch.ack(PacketType.PUBREL, publish.packetId());
				publish.transmitted(now);
			}
			else if (publish.isDone() && !publish.isRepeated()) {
				this.session.abandon(publish);
				this.publications.buffer().release(publish);
			}
			else {
				publish(publish, now);
			}
			publish = batch.isWritable() ? this.publications.nextToSend() : null;
		}
		if (this.aliases != null) {
			this.client.counters().topicAliasBytesSaved(this.aliases.takeBytesSaved());
		}
		this.deadline.sent(now);
	}

	private void publish(OutboundPublish<PublishResult> publish, long now) {
		MqttMessage message = publish.message();
		long size = this.link.batch().encoder().packetSize(message, publish.qos());
		String limit = exceededLimit(publish, size);
		boolean repeated = publish.isRepeated();
		if (limit != null) {
			this.session.abandon(publish);
			this.publications.fail(publish, Reason.BROKER_LIMIT,
					(repeated ? "Not sent again: " : "Not sent: ") + limit);
			return;
		}
		// One that is repeated goes out whatever is left: the broker may have it
		boolean expires = !this.republishes && publish.expirySeconds() >= 0;
		if (expires && !repeated && publish.isExpired(now)) {
			this.session.abandon(publish);
			this.publications.expired(publish);
			return;
		}
		int alias = 0;
		if (repeated) { // with its topic, for a broker that looks no further than the DUP
						// flag
			this.client.counters().republication();
		}
		else if (this.aliases != null) {
			alias = this.aliases.use(message.topic(),
					size + TopicAliases.room(size, !message.properties().isEmpty()) <= this.limits.maximumPacketSize());
		}
		this.probe.sending(publish);
		if (this.link.batch().publish(publish, repeated, alias, expires ? publish.age(now) : 0)) {
			publish.transmitted(now);
		}
		else if (this.aliases != null && alias < 0) {
			this.aliases.notSent(message.topic());
		}
	}

	private @Nullable String exceededLimit(OutboundPublish<PublishResult> publish, long size) {
		if (publish.qos().compareTo(this.limits.maximumQoS()) > 0) {
			return "the broker's Maximum QoS is " + this.limits.maximumQoS().value()
					+ "; use no higher one, or mqtt.v5.qos-downgrade";
		}
		if (publish.message().retain() && !this.limits.retainAvailable()) {
			return "the broker does not retain messages";
		}
		if (size > this.limits.maximumPacketSize()) {
			return "its " + size + " bytes are more than the " + this.limits.maximumPacketSize()
					+ ((this.limits.maximumPacketSize() < BrokerLimits.LARGEST_PACKET)
							? " of the broker's Maximum Packet Size" : " of MQTT's longest packet");
		}
		return null;
	}

	/**
	 * A PUBACK, PUBREC or PUBCOMP arrived.
	 * @param type the packet type
	 * @param packetId the Packet Identifier
	 * @param reasonCode its Reason Code
	 * @param properties its properties
	 */
	void ack(int type, int packetId, int reasonCode, ReasonProperties properties) {
		boolean error = reasonCode >= 0x80;
		OutboundPublish<PublishResult> publish = switch (type) {
			case PacketType.PUBACK -> this.session.outbound().puback(packetId);
			case PacketType.PUBREC -> this.session.outbound().pubrec(packetId, error);
			default -> this.session.outbound().pubcomp(packetId);
		};
		if (publish == null && type == PacketType.PUBCOMP && this.session.uncertainIds().pubcomp(packetId)) {
			return; // what waits for it is sent when all of this read is dealt with
		}
		if (publish == null) {
			OutboundPublish<PublishResult> mismatched = this.mismatchedAcks.take(type, packetId, reasonCode,
					properties);
			if (mismatched != null) {
				this.deadline.acknowledged(mismatched);
				return;
			}
			this.client.counters().unknownAck();
		}
		if (type == PacketType.PUBREC && !error) {
			pubrec(publish, packetId, reasonCode, properties);
		}
		else if (publish != null && publish.phase() == Phase.DONE) {
			finish(publish, type, reasonCode, properties);
		}
	}

	private void pubrec(@Nullable OutboundPublish<PublishResult> publish, int packetId, int reasonCode,
			ReasonProperties properties) {
		if (publish == null) {
			pubrelOfUnknown(packetId);
			return;
		}
		if (publish.transmissions() > 0) { // its PUBREL has been sent before
			this.client.counters().unknownAck();
		}
		else {
			this.deadline.acknowledged(publish);
			this.publications.received()
				.put(publish,
						(reasonCode != 0 || !properties.isEmpty()) ? PublishResults.of(reasonCode, properties) : null);
			if (!this.session.mayRelease(publish)) {
				return; // for the store
			}
			publish.transmitted(this.client.now());
		}
		this.link.batch().ack(PacketType.PUBREL, packetId);
	}

	private void pubrelOfUnknown(int packetId) {
		if (this.republishes) {
			this.link.batch().ack(PacketType.PUBREL, packetId);
		}
		else {
			this.link.batch().ack(PacketType.PUBREL, packetId, AckReason.PACKET_IDENTIFIER_NOT_FOUND);
		}
	}

	private void finish(OutboundPublish<PublishResult> publish, int type, int code, ReasonProperties properties) {
		this.deadline.acknowledged(publish);
		if (type == PacketType.PUBCOMP) {
			this.publications.complete(publish,
					PublishResults.ofExactlyOnce(this.publications.received().take(publish), properties));
		}
		else if (code >= 0x80) {
			this.publications.fail(publish, PublishResults.refusal(publish.message().topic(), code, properties));
		}
		else {
			this.publications.complete(publish, PublishResults.of(code, properties));
		}
	}

	@Override
	public void unsendable(OutboundPublish<PublishResult> publish, Throwable failure) {
		this.probe.notSent(publish);
		this.session.abandon(publish);
		this.publications.fail(publish, PublishResults.unsendable(publish, failure));
	}

	@Override
	public void written(OutboundPublish<PublishResult> publish, boolean success) {
		if (success) {
			this.publications.complete(publish, PublishResult.SUCCESS);
		}
		else {
			this.publications.fail(publish, Reason.CONNECTION_LOST,
					"The connection was lost while the message was being written");
		}
	}

	@Override
	public void allWritten() {
		this.publications.settle();
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.deadline.readComplete();
		send();
		context.fireChannelReadComplete();
		this.publications.settle();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			sendNow();
		}
		context.fireChannelWritabilityChanged();
	}

	/**
	 * Send nothing more; what is in flight may finish.
	 */
	void hold() {
		this.held = true;
	}

	/**
	 * Send again after {@link #hold()}.
	 */
	void resume() {
		if (this.held) {
			this.held = false;
			sendNow();
		}
	}

	private void sendNow() {
		send();
		this.link.batch().flush();
	}

	/**
	 * The subscriptions have been renewed.
	 */
	void renewed() {
		this.probe.renewed();
	}

	/**
	 * The connection has ended.
	 * @param cause why
	 * @param subscribing whether a subscription was unanswered
	 */
	void stop(ConnectionCause cause, boolean subscribing) {
		this.probe.ended(cause, subscribing);
		this.deadline.stop();
	}

}
