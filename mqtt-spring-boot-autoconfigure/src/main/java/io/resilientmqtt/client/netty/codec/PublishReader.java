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

import io.netty.buffer.ByteBuf;
import io.resilientmqtt.client.Mqtt5Options;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;

/**
 * Reads the packets that come by the million, PUBLISH and its acknowledgements, and hands
 * them to a {@link PacketDecoder.Sink}. Has what one connection needs for that: its topic
 * aliases. One for each channel, on its event loop.
 */
final class PublishReader {

	private static final byte[] NO_PAYLOAD = {};

	/** It comes from whoever published the message, who must not end this connection. */
	private static final AckReason TOO_MANY_USER_PROPERTIES = AckReason.refusal(ReasonCode.QUOTA_EXCEEDED,
			ReasonProperties.of("more than " + PacketReader.MAX_USER_PROPERTIES + " user properties"));

	private final boolean v5;

	private final TopicCache topics;

	private final ReceivedAliases aliases;

	private final boolean problemInformation;

	/**
	 * Create the reader of a connection.
	 * @param version the protocol version
	 * @param options what the broker was told in CONNECT
	 * @param topics the topics received lately
	 */
	PublishReader(ProtocolVersion version, Mqtt5Options options, TopicCache topics) {
		this.v5 = version == ProtocolVersion.MQTT_5;
		this.topics = topics;
		this.aliases = new ReceivedAliases(options.topicAliasMaximum());
		this.problemInformation = options.requestProblemInformation();
	}

	/**
	 * Read a PUBLISH.
	 * @param sink who takes it
	 * @param first its first byte
	 * @param in the packet, positioned behind the fixed header
	 * @param end where the packet ends
	 */
	void publish(PacketDecoder.Sink sink, int first, ByteBuf in, int end) {
		int qos = first >>> 1 & 3;
		boolean duplicate = (first & 0x08) != 0;
		if (qos == 3 || (duplicate && qos == 0)) {
			throw ProtocolViolation
				.malformed("PUBLISH with flags 0x%X [MQTT-3.3.1-2] [MQTT-3.3.1-4]".formatted(first & 0x0F));
		}
		PacketReader.require(in, end, 2);
		int topicLength = in.readUnsignedShort();
		PacketReader.require(in, end, topicLength);
		ReceivedTopic named = (topicLength > 0 || !this.v5) ? this.topics.get(in, in.readerIndex(), topicLength) : null;
		in.skipBytes(topicLength);
		int packetId = (qos > 0) ? packetId(in, end) : 0;
		PublishProperties properties = this.v5 ? PacketReader.readPublishProperties(in, end, this.aliases)
				: PublishProperties.NONE;
		ReceivedTopic topic = this.aliases.topic(named);
		if (properties == null) {
			sink.refuse(QoS.of(qos), packetId, TOO_MANY_USER_PROPERTIES);
			return;
		}
		int length = end - in.readerIndex();
		byte[] payload = NO_PAYLOAD;
		if (length > 0) {
			payload = new byte[length];
			in.readBytes(payload);
		}
		sink.publish(topic, MqttMessage.received(topic.name(), payload, QoS.of(qos), (first & 1) != 0, duplicate,
				packetId, properties), packetId);
	}

	/**
	 * Read a PUBACK, PUBREC, PUBREL or PUBCOMP, whose {@link FixedHeader} is as it should
	 * be.
	 * @param sink who takes it
	 * @param type which of them
	 * @param in the packet, positioned behind the fixed header
	 * @param end where the packet ends
	 */
	void ack(PacketDecoder.Sink sink, int type, ByteBuf in, int end) {
		int packetId = packetId(in, end);
		if (in.readerIndex() == end) {
			sink.ack(type, packetId, 0, ReasonProperties.NONE);
			return;
		}
		int reasonCode = in.readUnsignedByte();
		AllowedReasonCodes.check(type, reasonCode);
		ReasonProperties properties = (in.readerIndex() < end) ? PacketReader.readReasonProperties(in, end)
				: ReasonProperties.NONE;
		if (!this.problemInformation && !properties.isEmpty()) {
			throw ProtocolViolation.problemInformation(FixedHeader.name(type));
		}
		sink.ack(type, packetId, reasonCode, properties);
	}

	private static int packetId(ByteBuf in, int end) {
		PacketReader.require(in, end, 2);
		int packetId = in.readUnsignedShort();
		if (packetId == 0) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "a packet identifier is 0 [MQTT-2.2.1-3]");
		}
		return packetId;
	}

}
