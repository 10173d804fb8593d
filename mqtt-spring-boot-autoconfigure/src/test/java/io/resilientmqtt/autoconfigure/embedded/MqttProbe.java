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

package io.resilientmqtt.autoconfigure.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;

/**
 * A blocking MQTT connection that does nothing by itself, to see what a broker does.
 */
final class MqttProbe implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 20_000;

	private final EmbeddedChannel codec = new EmbeddedChannel(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE);

	private final Queue<MqttMessage> publishes = new ArrayDeque<>();

	private final byte[] buffer = new byte[4096];

	private final MqttVersion version;

	private final Socket socket;

	private MqttProbe(int port, MqttVersion version) throws IOException {
		this.version = version;
		this.socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
	}

	static MqttProbe open(int port, MqttVersion version) throws IOException {
		return new MqttProbe(port, version);
	}

	/**
	 * Return a CONNECT; a persistent one outlives its connection by 1000 seconds in MQTT
	 * 5.
	 */
	ConnectBuilder connect(String clientId, boolean persistent) {
		MqttProperties properties = new MqttProperties();
		if (this.version == MqttVersion.MQTT_5 && persistent) {
			properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 1000));
		}
		return MqttMessageBuilders.connect()
			.protocolVersion(this.version)
			.clientId(clientId)
			.cleanSession(!persistent)
			.keepAlive(60)
			.properties(properties);
	}

	MqttConnAckMessage connected(ConnectBuilder connect) throws IOException {
		send(connect.build());
		return (MqttConnAckMessage) receive(MqttMessageType.CONNACK);
	}

	void subscribe(String filter, MqttQoS qos) throws IOException {
		send(MqttMessageBuilders.subscribe().messageId(1).addSubscription(qos, filter).build());
		receive(MqttMessageType.SUBACK);
	}

	/**
	 * Publish and take part in the acknowledgement of the QoS.
	 */
	void publish(String topic, String payload, MqttQoS qos, boolean retain) throws IOException {
		send(MqttMessageBuilders.publish()
			.topicName(topic)
			.payload(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8))
			.qos(qos)
			.retained(retain)
			.messageId((qos != MqttQoS.AT_MOST_ONCE) ? 7 : 0)
			.build());
		if (qos == MqttQoS.AT_LEAST_ONCE) {
			receive(MqttMessageType.PUBACK);
		}
		else if (qos == MqttQoS.EXACTLY_ONCE) {
			receive(MqttMessageType.PUBREC);
			acknowledge(MqttMessageType.PUBREL, 7);
			receive(MqttMessageType.PUBCOMP);
		}
	}

	/**
	 * Receive a message and take part in its acknowledgement.
	 * @return "topic payload qos", with "retained" if it is
	 */
	String received() throws IOException {
		MqttPublishMessage message = (MqttPublishMessage) receive(MqttMessageType.PUBLISH);
		try {
			MqttQoS qos = message.fixedHeader().qosLevel();
			int id = message.variableHeader().packetId();
			if (qos == MqttQoS.AT_LEAST_ONCE) {
				acknowledge(MqttMessageType.PUBACK, id);
			}
			else if (qos == MqttQoS.EXACTLY_ONCE) {
				acknowledge(MqttMessageType.PUBREC, id);
				receive(MqttMessageType.PUBREL);
				acknowledge(MqttMessageType.PUBCOMP, id);
			}
			return message.variableHeader().topicName() + " " + message.payload().toString(StandardCharsets.UTF_8) + " "
					+ qos.value() + (message.fixedHeader().isRetain() ? " retained" : "");
		}
		finally {
			message.release();
		}
	}

	void receivedUnacknowledged() throws IOException {
		((MqttPublishMessage) receive(MqttMessageType.PUBLISH)).release();
	}

	/**
	 * Wait until the broker closes the connection.
	 */
	void closedByBroker() throws IOException {
		InputStream in = this.socket.getInputStream();
		int read;
		do {
			read = in.read();
		}
		while (read >= 0);
	}

	private void acknowledge(MqttMessageType type, int id) throws IOException {
		MqttQoS qos = (type == MqttMessageType.PUBREL) ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
		send(new MqttMessage(new MqttFixedHeader(type, false, qos, false, 2), MqttMessageIdVariableHeader.from(id)));
	}

	private void send(MqttMessage message) throws IOException {
		this.codec.writeOutbound(message);
		for (ByteBuf bytes = this.codec.readOutbound(); bytes != null; bytes = this.codec.readOutbound()) {
			bytes.readBytes(this.socket.getOutputStream(), bytes.readableBytes());
			bytes.release();
		}
	}

	// PUBLISH packets may come between others, and wait until asked for
	private MqttMessage receive(MqttMessageType type) throws IOException {
		MqttMessage message = (type == MqttMessageType.PUBLISH) ? this.publishes.poll() : null;
		while (message == null) {
			message = next();
			if (message.fixedHeader() == null) {
				throw new IOException("Expected a " + type + " but received " + message);
			}
			MqttMessageType received = message.fixedHeader().messageType();
			if (received != type && received != MqttMessageType.PUBLISH) {
				throw new IOException("Expected a " + type + " but received " + message);
			}
			if (received != type) {
				this.publishes.add(message);
				message = null;
			}
		}
		return message;
	}

	private MqttMessage next() throws IOException {
		MqttMessage message = this.codec.readInbound();
		while (message == null) {
			int count = this.socket.getInputStream().read(this.buffer);
			if (count < 0) {
				throw new EOFException("The broker closed the connection");
			}
			this.codec.writeInbound(Unpooled.copiedBuffer(this.buffer, 0, count));
			message = this.codec.readInbound();
		}
		return message;
	}

	/**
	 * Close the socket without DISCONNECT.
	 */
	@Override
	public void close() throws IOException {
		this.publishes.forEach(ReferenceCountUtil::release);
		this.codec.finishAndReleaseAll();
		this.socket.close();
	}

}
