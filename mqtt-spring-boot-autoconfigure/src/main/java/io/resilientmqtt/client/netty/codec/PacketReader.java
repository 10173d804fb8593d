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

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the fields of a packet and refuses what the specification forbids. Never reads
 * beyond the packet it is given. Stateless.
 */
public final class PacketReader {

	private static final Logger logger = LoggerFactory.getLogger(PacketReader.class);

	/**
	 * User Properties a packet may have. There is room for millions in one, each of which
	 * costs an object; the specification sets no limit.
	 */
	public static final int MAX_USER_PROPERTIES = 1000;

	private PacketReader() {
	}

	/**
	 * Refuse a packet of the broker's own for its User Properties.
	 * @param name the packet
	 * @return the violation
	 */
	static ProtocolViolation tooManyUserProperties(String name) {
		return new ProtocolViolation(ReasonCode.QUOTA_EXCEEDED,
				name + " with more than " + MAX_USER_PROPERTIES + " user properties");
	}

	/**
	 * Read a Variable Byte Integer within a packet [MQTT 5, 1.5.5].
	 * @param in the packet, positioned at the field
	 * @param end where the packet ends
	 * @return the value
	 */
	static int readVarInt(ByteBuf in, int end) {
		int value = 0;
		for (int shift = 0; shift < 28; shift += 7) {
			require(in, end, 1);
			byte next = in.readByte();
			value |= (next & 0x7F) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw ProtocolViolation.malformed("a variable byte integer has more than four bytes");
	}

	/**
	 * Read the properties of a PUBLISH.
	 * @param in the packet, positioned at the Property Length
	 * @param end where the packet ends
	 * @param aliases told of the Topic Alias, which is none of the properties returned
	 * @return the properties, or {@code null} if there are more than
	 * {@value #MAX_USER_PROPERTIES} User Properties
	 * @throws ProtocolViolation if a property is malformed, repeated, or not allowed here
	 */
	static @Nullable PublishProperties readPublishProperties(ByteBuf in, int end, ReceivedAliases aliases) {
		int length = readVarInt(in, end);
		if (length == 0) {
			return PublishProperties.NONE;
		}
		require(in, end, length);
		if (length == TopicAliases.PROPERTY_LENGTH && in.getByte(in.readerIndex()) == MqttProperties.TOPIC_ALIAS) {
			in.skipBytes(1);
			aliases.alias(in.readUnsignedShort());
			return PublishProperties.NONE;
		}
		return readProperties(in, in.readerIndex() + length, aliases);
	}

	private static @Nullable PublishProperties readProperties(ByteBuf in, int end, ReceivedAliases aliases) {
		Seen seen = new Seen();
		PublishProperties.Builder properties = PublishProperties.builder();
		while (in.readerIndex() < end) {
			int id = in.readByte();
			try {
				if (id == MqttProperties.TOPIC_ALIAS) {
					seen.once(id);
					require(in, end, 2);
					aliases.alias(in.readUnsignedShort());
				}
				else {
					readProperty(in, end, id, seen, properties);
				}
			}
			catch (IllegalArgumentException ex) {
				throw ProtocolViolation.malformed("PUBLISH: " + ex.getMessage());
			}
		}
		return seen.tooManyUserProperties() ? null : properties.build();
	}

	private static void readProperty(ByteBuf in, int end, int id, Seen seen, PublishProperties.Builder properties) {
		switch (id) {
			case MqttProperties.PAYLOAD_FORMAT_INDICATOR -> {
				seen.once(id);
				properties.payloadFormat(payloadFormat(readByte(in, end)));
			}
			case MqttProperties.PUBLICATION_EXPIRY_INTERVAL -> {
				seen.once(id);
				require(in, end, 4);
				properties.messageExpiry(Duration.ofSeconds(in.readUnsignedInt()));
			}
			case MqttProperties.CONTENT_TYPE -> {
				seen.once(id);
				properties.contentType(readString(in, end));
			}
			case MqttProperties.RESPONSE_TOPIC -> {
				seen.once(id);
				responseTopic(readString(in, end), properties);
			}
			case MqttProperties.CORRELATION_DATA -> {
				seen.once(id);
				properties.correlationData(readBytes(in, end));
			}
			case MqttProperties.SUBSCRIPTION_IDENTIFIER ->
				properties.subscriptionIdentifier(subscriptionIdentifier(in, end));
			case MqttProperties.USER_PROPERTY -> {
				seen.userProperty();
				if (seen.tooManyUserProperties()) {
					skipString(in, end);
					skipString(in, end);
				}
				else {
					properties.userProperty(readString(in, end), readString(in, end));
				}
			}
			default -> throw ProtocolViolation
				.malformed("PUBLISH with property 0x%02X, which it can't have".formatted(id & 0xFF));
		}
	}

	/**
	 * Take a Response Topic, or leave it out if it is no topic name [MQTT-3.3.2-14]. It
	 * comes from whoever published the message, not all brokers look at it, and a peer
	 * must not be able to end the connection of another.
	 * @param topic the topic
	 * @param properties where to set it
	 */
	private static void responseTopic(String topic, PublishProperties.Builder properties) {
		try {
			properties.responseTopic(topic);
		}
		catch (IllegalArgumentException ex) {
			logger.debug("A message received has an invalid response topic, which is ignored: {}",
					Printable.of(ex.getMessage()));
		}
	}

	/**
	 * Read the properties of an acknowledgement.
	 * @param in the packet, positioned at the Property Length
	 * @param end where the packet ends
	 * @return the properties
	 * @throws ProtocolViolation if a property is malformed, repeated, or not allowed here
	 */
	static ReasonProperties readReasonProperties(ByteBuf in, int end) {
		int length = readVarInt(in, end);
		require(in, end, length);
		if (length == 0) {
			return ReasonProperties.NONE;
		}
		int propertiesEnd = in.readerIndex() + length;
		String reason = null;
		Seen seen = new Seen();
		PublishProperties.Builder properties = PublishProperties.builder();
		while (in.readerIndex() < propertiesEnd) {
			int id = in.readByte();
			switch (id) {
				case MqttProperties.REASON_STRING -> {
					seen.once(id);
					reason = readString(in, propertiesEnd);
				}
				case MqttProperties.USER_PROPERTY -> {
					seen.userProperty();
					if (seen.tooManyUserProperties()) {
						throw tooManyUserProperties("acknowledgement");
					}
					properties.userProperty(readString(in, propertiesEnd), readString(in, propertiesEnd));
				}
				default -> throw ProtocolViolation
					.malformed("acknowledgement with property 0x%02X, which it can't have".formatted(id & 0xFF));
			}
		}
		return new ReasonProperties(reason, properties.build().userProperties());
	}

	static void require(ByteBuf in, int end, int length) {
		if (length > end - in.readerIndex()) {
			throw ProtocolViolation.malformed("a field is longer than its packet");
		}
	}

	private static int readByte(ByteBuf in, int end) {
		require(in, end, 1);
		return in.readByte();
	}

	private static PayloadFormat payloadFormat(int value) {
		return switch (value) {
			case 0 -> PayloadFormat.BYTES;
			case 1 -> PayloadFormat.UTF_8;
			default -> throw ProtocolViolation.malformed("payload format indicator " + value + "; 0 or 1 expected");
		};
	}

	private static int subscriptionIdentifier(ByteBuf in, int end) {
		int identifier = readVarInt(in, end);
		if (identifier == 0) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBLISH with subscription identifier 0");
		}
		return identifier;
	}

	static byte[] readBytes(ByteBuf in, int end) {
		require(in, end, 2);
		int length = in.readUnsignedShort();
		require(in, end, length);
		byte[] bytes = new byte[length];
		in.readBytes(bytes);
		return bytes;
	}

	static String readString(ByteBuf in, int end) {
		return decodeUtf8(readBytes(in, end));
	}

	private static void skipString(ByteBuf in, int end) {
		require(in, end, 2);
		int length = in.readUnsignedShort();
		require(in, end, length);
		in.skipBytes(length);
	}

	/**
	 * Decode a UTF-8 Encoded String, refusing malformed input [MQTT-1.5.4-1] and U+0000
	 * [MQTT-1.5.4-2].
	 * @param bytes the bytes
	 * @return the text
	 */
	static String decodeUtf8(byte[] bytes) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			if (text.indexOf(0) >= 0) {
				throw ProtocolViolation.malformed("a string has U+0000 [MQTT-1.5.4-2]");
			}
			return text;
		}
		catch (CharacterCodingException ex) {
			throw ProtocolViolation.malformed("a string is not valid UTF-8");
		}
	}

	/**
	 * Which properties a packet had so far; most may come once [MQTT-3.1.2-11].
	 */
	private static final class Seen {

		private long ids;

		private int userProperties;

		void userProperty() {
			this.userProperties++;
		}

		boolean tooManyUserProperties() {
			return this.userProperties > MAX_USER_PROPERTIES;
		}

		void once(int id) {
			if ((this.ids & 1L << id) != 0) {
				throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
						String.format(Locale.ROOT, "a packet with property 0x%02X twice", id));
			}
			this.ids |= 1L << id;
		}

	}

}
