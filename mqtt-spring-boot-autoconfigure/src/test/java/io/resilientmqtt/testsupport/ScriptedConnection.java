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

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a {@link ScriptedBroker}. On the broker's thread.
 */
public final class ScriptedConnection extends ChannelInboundHandlerAdapter {

	private final ScriptedBroker broker;

	private @Nullable Channel channel;

	private @Nullable ScriptedSession session;

	private boolean v5;

	private int number;

	ScriptedConnection(ScriptedBroker broker) {
		this.broker = broker;
	}

	/**
	 * Return the channel.
	 * @return the channel
	 */
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Close the connection with a reset.
	 */
	public void reset() {
		((SocketChannelConfig) this.channel.config()).setSoLinger(0);
		this.channel.close();
	}

	/**
	 * Send no more, but go on reading.
	 */
	public void shutdownOutput() {
		((SocketChannel) this.channel).shutdownOutput();
	}

	/**
	 * Read no more, but go on sending: what comes is taken from the network and dropped.
	 */
	public void shutdownInput() {
		this.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		((SocketChannel) this.channel).shutdownInput();
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.channel = context.channel();
		this.number = this.broker.opened(this);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.session != null) {
			this.session.unbind(this);
		}
		this.broker.closed(this);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object packet) {
		MqttMessage message = (MqttMessage) packet;
		if (context.channel().isActive()) { // else it was closed by an earlier packet
			this.broker.receive(this, message, record(message));
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	private Packet record(MqttMessage message) {
		int id = (message.variableHeader() instanceof MqttMessageIdVariableHeader header) ? header.messageId() : 0;
		List<String> topics = List.of();
		String payload = "";
		boolean cleanStart = false;
		if (message instanceof MqttPublishMessage publish) {
			topics = List.of(publish.variableHeader().topicName());
			id = Math.max(publish.variableHeader().packetId(), 0);
			payload = publish.payload().toString(StandardCharsets.UTF_8);
		}
		else if (message instanceof MqttSubscribeMessage subscribe) {
			topics = subscribe.payload()
				.topicSubscriptions()
				.stream()
				.map((subscription) -> subscription.topicFilter() + ":" + subscription.qualityOfService().value())
				.toList();
		}
		else if (message instanceof MqttUnsubscribeMessage unsubscribe) {
			topics = unsubscribe.payload().topics();
		}
		else if (message instanceof MqttConnectMessage connect) {
			cleanStart = connect.variableHeader().isCleanSession();
		}
		return new Packet(this.number, message.fixedHeader().messageType(), message.fixedHeader().isDup(),
				message.fixedHeader().qosLevel().value(), id, topics, payload, cleanStart);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		context.close();
	}

	/**
	 * React as a broker that behaves.
	 * @param packet the packet received
	 */
	public void react(MqttMessage packet) {
		switch (packet.fixedHeader().messageType()) {
			case CONNECT -> connect((MqttConnectMessage) packet);
			case PUBLISH -> publish((MqttPublishMessage) packet);
			case PUBACK -> this.session.puback(id(packet));
			case PUBREC -> {
				this.session.pubrec(id(packet));
				pubrel(id(packet));
			}
			case PUBREL -> {
				this.session.receivedExactlyOnce.remove(id(packet));
				ack(MqttMessageType.PUBCOMP, id(packet));
			}
			case PUBCOMP -> this.session.pubcomp(id(packet));
			case SUBSCRIBE -> subscribe((MqttSubscribeMessage) packet);
			case UNSUBSCRIBE -> unsubscribe((MqttUnsubscribeMessage) packet);
			case PINGREQ -> this.channel.writeAndFlush(MqttMessage.PINGRESP);
			default -> this.channel.close();
		}
	}

	/**
	 * Return the Reason Code of a DISCONNECT.
	 * @param packet the packet
	 * @return the code
	 */
	public static int reasonCode(MqttMessage packet) {
		return (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header)
				? header.reasonCode() & 0xFF : 0;
	}

	private static int id(MqttMessage packet) {
		return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
	}

	private void connect(MqttConnectMessage connect) {
		accept(connect, this.broker.connackProperties());
	}

	/**
	 * Accept a connection.
	 * @param connect the CONNECT
	 * @param properties what CONNACK says under MQTT 5
	 */
	public void accept(MqttConnectMessage connect, MqttProperties properties) {
		this.v5 = connect.variableHeader().version() == MqttVersion.MQTT_5.protocolLevel();
		String clientId = connect.payload().clientIdentifier();
		boolean clean = connect.variableHeader().isCleanSession();
		boolean present = !clean && this.broker.hasSession(clientId);
		this.session = this.broker.session(clientId, clean);
		connack(MqttConnectReturnCode.CONNECTION_ACCEPTED, present, properties);
		this.session.bind(this);
	}

	/**
	 * Send CONNACK.
	 * @param code the return or reason code
	 * @param sessionPresent whether there is a session
	 */
	public void connack(MqttConnectReturnCode code, boolean sessionPresent) {
		connack(code, sessionPresent, this.broker.connackProperties());
	}

	/**
	 * Send CONNACK.
	 * @param code the return or reason code
	 * @param sessionPresent whether there is a session
	 * @param properties its properties under MQTT 5
	 */
	public void connack(MqttConnectReturnCode code, boolean sessionPresent, MqttProperties properties) {
		this.channel.writeAndFlush(new MqttConnAckMessage(
				new MqttFixedHeader(MqttMessageType.CONNACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
				new MqttConnAckVariableHeader(code, sessionPresent, properties)));
	}

	/**
	 * Send AUTH.
	 * @param reasonCode its Reason Code
	 * @param properties its properties
	 */
	public void auth(int reasonCode, MqttProperties properties) {
		this.channel.writeAndFlush(
				new MqttMessage(new MqttFixedHeader(MqttMessageType.AUTH, false, MqttQoS.AT_MOST_ONCE, false, 0),
						new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode, properties)));
	}

	private void publish(MqttPublishMessage publish) {
		int id = publish.variableHeader().packetId();
		int qos = publish.fixedHeader().qosLevel().value();
		if (qos == 1) {
			ack(MqttMessageType.PUBACK, id);
		}
		else if (qos == 2) {
			ack(MqttMessageType.PUBREC, id);
		}
		if (qos < 2 || this.session.receivedExactlyOnce.add(id)) {
			this.broker.forward(publish.variableHeader().topicName(), ByteBufUtil.getBytes(publish.payload()), qos);
		}
	}

	/**
	 * Send PUBACK, PUBREC or PUBCOMP.
	 * @param type the packet type
	 * @param id the Packet Identifier
	 */
	public void ack(MqttMessageType type, int id) {
		this.channel.writeAndFlush(new MqttMessage(new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0),
				MqttMessageIdVariableHeader.from(id)));
	}

	void pubrel(int id) {
		this.channel.writeAndFlush(
				new MqttMessage(new MqttFixedHeader(MqttMessageType.PUBREL, false, MqttQoS.AT_LEAST_ONCE, false, 0),
						MqttMessageIdVariableHeader.from(id)));
	}

	private void subscribe(MqttSubscribeMessage subscribe) {
		List<Integer> granted = subscribe.payload()
			.topicSubscriptions()
			.stream()
			.map((subscription) -> subscription.qualityOfService().value())
			.toList();
		subscribe.payload()
			.topicSubscriptions()
			.forEach((subscription) -> this.session.subscriptions.put(subscription.topicFilter(),
					subscription.qualityOfService().value()));
		suback(id(subscribe), granted);
	}

	/**
	 * Publish to this client, whatever it has subscribed.
	 * @param topic the topic
	 * @param payload the payload
	 * @param qos the QoS
	 */
	public void publish(String topic, String payload, int qos) {
		this.session.send(topic, payload.getBytes(StandardCharsets.UTF_8), qos);
	}

	/**
	 * Send SUBACK.
	 * @param id the Packet Identifier
	 * @param codes the return or reason codes
	 */
	public void suback(int id, List<Integer> codes) {
		suback(id, codes, MqttProperties.NO_PROPERTIES);
	}

	/**
	 * Send SUBACK.
	 * @param id the Packet Identifier
	 * @param codes the reason codes
	 * @param properties what else to say
	 */
	public void suback(int id, List<Integer> codes, MqttProperties properties) {
		this.channel.writeAndFlush(new MqttSubAckMessage(
				new MqttFixedHeader(MqttMessageType.SUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
				new MqttMessageIdAndPropertiesVariableHeader(id, properties), new MqttSubAckPayload(codes)));
	}

	private void unsubscribe(MqttUnsubscribeMessage unsubscribe) {
		List<Integer> codes = unsubscribe.payload()
			.topics()
			.stream()
			.map((filter) -> (this.session.subscriptions.remove(filter) != null) ? 0x00 : 0x11)
			.toList();
		unsuback(id(unsubscribe), codes, MqttProperties.NO_PROPERTIES);
	}

	/**
	 * Send UNSUBACK.
	 * @param id the Packet Identifier
	 * @param codes the reason codes of MQTT 5
	 * @param properties what else to say in MQTT 5
	 */
	public void unsuback(int id, List<Integer> codes, MqttProperties properties) {
		MqttFixedHeader header = new MqttFixedHeader(MqttMessageType.UNSUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0);
		this.channel.writeAndFlush(this.v5
				? new MqttUnsubAckMessage(header, new MqttMessageIdAndPropertiesVariableHeader(id, properties),
						new MqttUnsubAckPayload(codes.stream().map(Integer::shortValue).toList()))
				: new MqttUnsubAckMessage(header, MqttMessageIdVariableHeader.from(id)));
	}

}
