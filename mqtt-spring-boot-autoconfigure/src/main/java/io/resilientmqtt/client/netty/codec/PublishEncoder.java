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

package io.resilientmqtt.client.netty.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.UserProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes PUBLISH and its acknowledgements straight into a buffer shared by many packets.
 * These are the packets that go by the million; Netty's codec, which makes several
 * objects for each, does the rest. One for each connection, on its event loop.
 */
public final class PublishEncoder {

	private static final Logger logger = LoggerFactory.getLogger(PublishEncoder.class);

	/**
	 * Longest fixed header: one byte and a Remaining Length of four.
	 */
	private static final int MAX_FIXED_HEADER = 5;

	/**
	 * Remaining Length of an acknowledgement with a Reason Code and no properties.
	 */
	private static final int ACK_WITH_CODE = 3;

	private final ProtocolVersion version;

	private final PacketFit ackFit;

	private final TopicEncoder topics = new TopicEncoder();

	private final PayloadWriter payloadWriter = new PayloadWriter();

	private boolean ignoresProperties;

	/**
	 * Create the encoder of a connection.
	 * @param version its protocol version
	 * @param maximumPacketSize the longest packet the broker accepts, in bytes
	 */
	public PublishEncoder(ProtocolVersion version, long maximumPacketSize) {
		this.version = version;
		this.ackFit = new PacketFit(ACK_WITH_CODE, 0, maximumPacketSize);
	}

	/**
	 * Return the length of a PUBLISH in bytes, from its first to its last.
	 * @param message the message
	 * @param qos the QoS to publish with
	 * @return the length without a topic alias
	 */
	public long packetSize(MqttMessage message, QoS qos) {
		long remaining = remainingLength(message, qos, this.topics.length(message.topic()), propertiesLength(message));
		return 1 + varIntLength(remaining) + remaining;
	}

	/**
	 * Append a PUBLISH [MQTT 5, 3.3].
	 * @param out the buffer, which grows as needed
	 * @param message the message
	 * @param qos the QoS to publish with
	 * @param packetId its Packet Identifier, ignored for QoS 0
	 * @param duplicate the DUP flag
	 * @param alias what {@link TopicAliases#use} says, 0 for no topic alias
	 * @param age seconds that count against its Message Expiry Interval, of which at
	 * least one is sent: some brokers take none for no end [MQTT 5, 3.3.2.3.3]
	 */
	public void writePublish(ByteBuf out, MqttMessage message, QoS qos, int packetId, boolean duplicate, int alias,
			int age) {
		int propertiesLength = propertiesLength(message) + ((alias != 0) ? TopicAliases.PROPERTY_LENGTH : 0);
		int topicLength = (alias > 0) ? 0 : this.topics.length(message.topic());
		long remaining = remainingLength(message, qos, topicLength, propertiesLength);
		out.ensureWritable(Math.toIntExact(remaining) + MAX_FIXED_HEADER);
		out.writeByte(
				PacketType.PUBLISH << 4 | (duplicate ? 0x08 : 0) | qos.value() << 1 | (message.retain() ? 0x01 : 0));
		writeVarInt(out, (int) remaining);
		out.writeShort(topicLength);
		if (topicLength > 0) {
			this.topics.write(out);
		}
		if (qos != QoS.AT_MOST_ONCE) {
			out.writeShort(packetId);
		}
		if (this.version == ProtocolVersion.MQTT_5) {
			writeVarInt(out, propertiesLength);
			if (alias != 0) {
				out.writeByte(MqttProperties.TOPIC_ALIAS).writeShort(Math.abs(alias));
			}
			if (!message.properties().isEmpty()) {
				writeProperties(out, message.properties(), age);
			}
		}
		this.payloadWriter.write(message, out);
	}

	/**
	 * Append a PUBACK, PUBREC, PUBREL or PUBCOMP with Reason Code 0, which both versions
	 * write alike [MQTT 5, 3.4.2.1].
	 * @param out the buffer
	 * @param type the packet type
	 * @param packetId the Packet Identifier
	 */
	public static void writeAck(ByteBuf out, int type, int packetId) {
		int flags = (type == PacketType.PUBREL) ? 0x02 : 0;
		out.writeInt((((type << 4) | flags) << 24) | (2 << 16) | packetId);
	}

	/**
	 * Append an acknowledgement with a Reason Code other than 0 or with properties, which
	 * only MQTT 5 has. Properties that would make it too long for the broker are left out
	 * [MQTT-3.4.2-2] [MQTT-3.4.2-3] [MQTT-3.5.2-2] [MQTT-3.5.2-3].
	 * @param out the buffer
	 * @param type the packet type
	 * @param packetId the Packet Identifier
	 * @param reason the reason
	 */
	public void writeAck(ByteBuf out, int type, int packetId, AckReason reason) {
		ReasonProperties properties = this.ackFit.fitting(reason.properties());
		int propertiesLength = PacketFit.length(properties);
		if (reason.reasonCode() == ReasonCode.SUCCESS && propertiesLength == 0) {
			writeAck(out, type, packetId);
			return;
		}
		int lengths = (propertiesLength > 0) ? varIntLength(propertiesLength) + propertiesLength : 0;
		out.writeByte(type << 4 | ((type == PacketType.PUBREL) ? 0x02 : 0));
		writeVarInt(out, ACK_WITH_CODE + lengths);
		out.writeShort(packetId).writeByte(reason.reasonCode().value());
		if (propertiesLength > 0) {
			writeVarInt(out, propertiesLength);
			if (properties.reasonString() != null) {
				writeString(out.writeByte(MqttProperties.REASON_STRING), properties.reasonString());
			}
			writeUserProperties(out, properties.userProperties());
		}
	}

	private long remainingLength(MqttMessage message, QoS qos, int topicLength, int propertiesLength) {
		long length = 2L + topicLength + message.payloadSize();
		if (qos != QoS.AT_MOST_ONCE) {
			length += 2;
		}
		if (this.version == ProtocolVersion.MQTT_5) {
			length += varIntLength(propertiesLength) + propertiesLength;
		}
		return length;
	}

	/**
	 * Return the length of the properties a client may send. Subscription Identifiers are
	 * not among them [MQTT-3.3.4-6].
	 * @param message the message
	 * @return the length of the properties a client may send
	 */
	private int propertiesLength(MqttMessage message) {
		PublishProperties properties = message.properties();
		if (properties.isEmpty()) {
			return 0;
		}
		if (this.version != ProtocolVersion.MQTT_5) {
			ignoreProperties(message);
			return 0;
		}
		int length = 0;
		if (properties.payloadFormat() != null) {
			length += 2;
		}
		if (properties.messageExpiry() != null) {
			length += 5;
		}
		if (properties.contentType() != null) {
			length += 3 + ByteBufUtil.utf8Bytes(properties.contentType());
		}
		if (properties.responseTopic() != null) {
			length += 3 + ByteBufUtil.utf8Bytes(properties.responseTopic());
		}
		byte[] correlationData = properties.correlationData();
		if (correlationData != null) {
			length += 3 + correlationData.length;
		}
		return length + PacketFit.length(properties.userProperties());
	}

	private void ignoreProperties(MqttMessage message) {
		if (!this.ignoresProperties) {
			this.ignoresProperties = true;
			logger.debug("MQTT 3.1.1 has no properties: those of a message for topic '{}' are left out, and so are all "
					+ "others on this connection", Printable.of(message.topic()));
		}
	}

	private static void writeProperties(ByteBuf out, PublishProperties properties, int age) {
		PayloadFormat payloadFormat = properties.payloadFormat();
		if (payloadFormat != null) {
			out.writeByte(MqttProperties.PAYLOAD_FORMAT_INDICATOR).writeByte(payloadFormat.ordinal());
		}
		Duration messageExpiry = properties.messageExpiry();
		if (messageExpiry != null) {
			out.writeByte(MqttProperties.PUBLICATION_EXPIRY_INTERVAL)
				.writeInt((int) ((age > 0) ? Math.max(1, messageExpiry.toSeconds() - age) : messageExpiry.toSeconds()));
		}
		String contentType = properties.contentType();
		if (contentType != null) {
			writeString(out.writeByte(MqttProperties.CONTENT_TYPE), contentType);
		}
		String responseTopic = properties.responseTopic();
		if (responseTopic != null) {
			writeString(out.writeByte(MqttProperties.RESPONSE_TOPIC), responseTopic);
		}
		byte[] correlationData = properties.correlationData();
		if (correlationData != null) {
			out.writeByte(MqttProperties.CORRELATION_DATA)
				.writeShort(correlationData.length)
				.writeBytes(correlationData);
		}
		writeUserProperties(out, properties.userProperties());
	}

	private static void writeUserProperties(ByteBuf out, List<UserProperty> properties) {
		for (UserProperty property : properties) {
			writeString(out.writeByte(MqttProperties.USER_PROPERTY), property.name());
			writeString(out, property.value());
		}
	}

	private static void writeString(ByteBuf out, String value) {
		int start = out.writerIndex();
		out.writeShort(0);
		out.setShort(start, out.writeCharSequence(value, StandardCharsets.UTF_8));
	}

	private static void writeVarInt(ByteBuf out, int value) {
		int rest = value;
		while (rest >= 0x80) {
			out.writeByte((rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		out.writeByte(rest);
	}

	static int varIntLength(long value) {
		return (value < 0x80) ? 1 : (value < 0x4000) ? 2 : (value < 0x20_0000) ? 3 : 4;
	}

	/**
	 * Copies a payload into the buffer, once.
	 */
	private static final class PayloadWriter extends OutputStream {

		private ByteBuf target = Unpooled.EMPTY_BUFFER;

		void write(MqttMessage message, ByteBuf target) {
			this.target = target;
			try {
				message.writePayloadTo(this);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			finally {
				this.target = Unpooled.EMPTY_BUFFER;
			}
		}

		@Override
		public void write(int value) {
			this.target.writeByte(value);
		}

		@Override
		public void write(byte[] source, int offset, int length) {
			this.target.writeBytes(source, offset, length);
		}

	}

}
