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

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.netty.codec.PacketDecoder;
import io.resilientmqtt.client.netty.codec.PacketType;
import io.resilientmqtt.client.netty.codec.ProtocolViolation;
import io.resilientmqtt.client.netty.codec.ReasonPacket;
import io.resilientmqtt.client.netty.codec.ReceivedTopic;
import io.resilientmqtt.client.netty.publish.Publications;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection the broker has accepted, from CONNACK to its end, which comes exactly once
 * and with a named cause. Binds the session to the channel, puts the handlers in, and is
 * the last of them itself. On the event loop.
 */
final class Link extends ChannelInboundHandlerAdapter implements LinkControl, PacketDecoder.Sink, ReadGate.Owner {

	private static final Logger logger = LoggerFactory.getLogger(Link.class);

	private final ClientContext client;

	private final Channel channel;

	private final ConnectResult connection;

	private final Listener listener;

	private final PacketDecoder decoder;

	private final KeepAliveHandler keepAlive;

	private final SubscriptionHandler subscriptions;

	private final PublishHandler publish;

	private final DeliveryHandler delivery;

	private final PacketBatch batch;

	private final QuickAck quickAck;

	private final @Nullable AuthenticationHandler authentication;

	private final ReadGate gate;

	private final Progress progress;

	private final GracefulDisconnect gracefulDisconnect;

	/** Why the link has ended. */
	private @Nullable ConnectionCause end;

	/** Whether what was sent is to arrive though the link has ended. */
	private boolean inOrder;

	private boolean reported;

	private Link(ClientContext client, Channel channel, ConnectResult connection, Listener listener) {
		this.client = client;
		this.channel = channel;
		this.connection = connection;
		this.listener = listener;
		this.decoder = channel.pipeline().get(PacketDecoder.class);
		this.gate = new ReadGate(client, channel, this.decoder, this);
		this.progress = new Progress(client, channel, this.gate);
		this.keepAlive = new KeepAliveHandler(client, this, this.decoder, connection.limits().keepAlive());
		this.subscriptions = new SubscriptionHandler(client, this, this::renewed);
		this.publish = new PublishHandler(client, connection, this, channel);
		this.delivery = new DeliveryHandler(client, connection, this);
		this.gracefulDisconnect = new GracefulDisconnect(client, this, this.publish, this.delivery);
		ChannelPipeline pipeline = channel.pipeline();
		this.quickAck = new QuickAck(channel);
		this.authentication = pipeline.get(AuthenticationHandler.class);
		if (this.authentication != null) {
			this.authentication.established(this.progress);
		}
		pipeline.addLast(this.keepAlive, this.subscriptions, this.delivery, this.publish, this);
		this.batch = new PacketBatch(pipeline.context(this), connection, client.options().v5().acknowledgement(),
				this.publish, pipeline.get(TrafficHandler.class));
	}

	/**
	 * Take over a channel on which CONNACK was received.
	 * @param client the client
	 * @param channel the channel
	 * @param connection the CONNACK
	 * @param listener told when the link is up and when it has ended
	 * @return the link
	 */
	static Link establish(ClientContext client, Channel channel, ConnectResult connection, Listener listener) {
		Link link = new Link(client, channel, connection, listener);
		listener.established(link);
		link.bind();
		return link;
	}

	private void bind() {
		Publications publications = this.client.publications();
		publications.collect();
		publications.bind(this.connection, downgrade());
		publications.sender(this::send);
		this.decoder.open(this);
		this.subscriptions.renew();
		send();
		publications.settle();
	}

	/**
	 * Return to what the QoS of publications is lowered.
	 * @return the broker's Maximum QoS if it is to be kept to without a word to the
	 * publisher
	 */
	private QoS downgrade() {
		QoS maximum = this.connection.limits().maximumQoS();
		if (maximum == QoS.EXACTLY_ONCE || !this.client.options().v5().qosDowngrade()) {
			return QoS.EXACTLY_ONCE;
		}
		logger.warn("The broker's Maximum QoS is {}: what MQTT client '{}' publishes with a higher QoS is published "
				+ "with that, as mqtt.v5.qos-downgrade asks for", maximum.value(), this.client.label());
		return maximum;
	}

	private void send() {
		if (!hasEnded()) {
			this.publish.send();
			this.batch.flush();
		}
	}

	private void renewed() {
		this.publish.renewed();
		this.client.publications().presence().begin();
		if (this.client.options().runtime().quick()) {
			announceUp(true);
		}
		else {
			// Not before the packet that led here is read: it is no answer to the ping
			this.client.loop().execute(this::probeFirst);
		}
	}

	private void probeFirst() {
		if (!hasEnded()) {
			this.keepAlive.probe(0, this::announceUp);
		}
	}

	private void announceUp(boolean alive) {
		if (alive && !hasEnded()) {
			this.listener.up(this);
		}
		else { // the link has ended, or reading was paused
			probeFirst();
		}
	}

	@Override
	public ConnectResult connection() {
		return this.connection;
	}

	@Override
	public PacketBatch batch() {
		return this.batch;
	}

	@Override
	public boolean hasRoom() {
		return this.delivery.hasRoom();
	}

	@Override
	public void publish(ReceivedTopic topic, io.resilientmqtt.message.MqttMessage message, int packetId) {
		if (message.retain() && this.subscriptions.awaitsAnswer()) {
			this.progress.busy();
		}
		this.delivery.publish(topic, message, packetId);
	}

	@Override
	public void refuse(QoS qos, int packetId, AckReason reason) {
		this.delivery.refuse(qos, packetId, reason);
	}

	@Override
	public void ack(int type, int packetId, int reasonCode, ReasonProperties properties) {
		if (type == PacketType.PUBREL) {
			this.delivery.releases().pubrel(packetId, reasonCode, properties);
		}
		else {
			this.publish.ack(type, packetId, reasonCode, properties);
		}
	}

	@Override
	public ReadGate gate() {
		return this.gate;
	}

	@Override
	public Progress progress() {
		return this.progress;
	}

	@Override
	public boolean hasEnded() {
		return this.end != null;
	}

	@Override
	public boolean awaitsAnswer() {
		return this.client.publications().underWay() > 0 || this.subscriptions.awaitsAnswer()
				|| (this.authentication != null && this.authentication.awaitsAnswer());
	}

	@Override
	public ReceiveWindow receiveWindow() {
		return this.delivery.window();
	}

	/**
	 * Authenticate again.
	 * @param future completed when the server is satisfied
	 */
	void reauthenticate(CompletableFuture<Void> future) {
		if (this.authentication != null) {
			this.authentication.again(future);
		}
		else {
			future.completeExceptionally(new IllegalStateException("The connection has no authenticator"));
		}
	}

	@Override
	public void probe(long recently, Consumer<Boolean> answer) {
		this.keepAlive.probe(recently, answer);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof MqttMessage packet && packet.decoderResult().isSuccess()) {
			if (packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT
					&& this.connection.protocolVersion() == ProtocolVersion.MQTT_5) {
				lose(Causes.ofDisconnect(packet));
				return;
			}
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"the broker sent " + packet.fixedHeader().messageType() + ", which it must not");
		}
		throw ProtocolViolation.malformed("a packet can't be decoded: "
				+ ((message instanceof MqttMessage packet) ? packet.decoderResult().cause() : message.getClass()));
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.client.counters().packetsReceived(this.decoder.takePackets());
		int inFlight = this.client.publications().session().inFlight();
		if (!this.batch.flush() && inFlight > 0) {
			this.quickAck.request(inFlight);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		lose(Causes.closed());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		lose(Causes.of(failure));
	}

	@Override
	public void lose(ConnectionCause cause) {
		boolean told = cause.type() == ConnectionCause.Type.PROTOCOL
				&& this.connection.protocolVersion() == ProtocolVersion.MQTT_5;
		if (stop(cause)) {
			if (told) {
				this.channel.writeAndFlush(ReasonPacket
					.disconnect((cause.reasonCode() != null) ? cause.reasonCode() : ReasonCode.PROTOCOL_ERROR));
			}
			this.inOrder = told || cause.type() == ConnectionCause.Type.USER;
		}
		if (this.inOrder) {
			SocketCloser.close(this.channel);
		}
		else {
			SocketCloser.reset(this.channel);
		}
		this.batch.abandon();
		this.client.publications().settle();
		report();
	}

	@Override
	public void leave(MqttMessage disconnect, ConnectionCause cause, long timeoutNanos) {
		if (stop(cause)) {
			this.inOrder = true;
			DisconnectWriter.write(this.channel, disconnect, timeoutNanos).addListener((closed) -> report());
		}
	}

	private boolean stop(ConnectionCause cause) {
		if (hasEnded()) {
			return false;
		}
		this.end = cause;
		this.decoder.close();
		boolean subscribing = this.subscriptions.awaitsAnswer();
		this.keepAlive.stop();
		this.subscriptions.stop(cause);
		this.publish.stop(cause, subscribing);
		this.delivery.stop();
		if (this.authentication != null) {
			this.authentication.stop(cause);
		}
		this.client.publications().sender(null);
		this.client.publications().session().unbind();
		this.batch.close();
		this.client.publications().settle();
		return true;
	}

	private void report() {
		ConnectionCause cause = this.end;
		if (cause != null && !this.reported) {
			this.reported = true;
			this.listener.lost(this, cause);
		}
	}

	/**
	 * Return how to end the link in good order.
	 * @return its end
	 */
	GracefulDisconnect gracefulDisconnect() {
		return this.gracefulDisconnect;
	}

	/**
	 * Told what becomes of a link.
	 */
	interface Listener {

		/**
		 * The link is there; subscriptions are yet to be renewed.
		 * @param link the link
		 */
		void established(Link link);

		/**
		 * The subscriptions are renewed and the link is alive.
		 * @param link the link
		 */
		void up(Link link);

		/**
		 * The link has ended and its connection is closed.
		 * @param link the link
		 * @param cause why
		 */
		void lost(Link link, ConnectionCause cause);

	}

}
