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

package io.resilientmqtt.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * An application message, sent or received. Immutable, so it may be shared between
 * threads.
 * <p>
 * A payload is copied where it crosses into or out of the message by
 * {@link Builder#payload(byte[])} and {@link #payload()}. Where speed matters,
 * {@link Builder#wrapPayload(byte[])}, {@link #payloadBuffer()} and
 * {@link #writePayloadTo(OutputStream)} do without the copy.
 */
public final class MqttMessage {

	private static final byte[] NO_PAYLOAD = {};

	private final String topic;

	private final byte[] payload;

	private final QoS qos;

	private final boolean retain;

	private final boolean duplicate;

	/** Two bytes, for which an object of this class has room. */
	private final char packetId;

	private final PublishProperties properties;

	private MqttMessage(String topic, byte[] payload, QoS qos, boolean retain, boolean duplicate, int packetId,
			PublishProperties properties) {
		this.topic = topic;
		this.payload = payload;
		this.qos = qos;
		this.retain = retain;
		this.duplicate = duplicate;
		this.packetId = (char) packetId;
		this.properties = properties;
	}

	/**
	 * Return a builder for a message with QoS 0, no payload and no properties.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder for a message with QoS 0, no payload and no properties.
	 * @param topic the topic name
	 * @return the builder
	 */
	public static Builder builder(String topic) {
		return new Builder().topic(Objects.requireNonNull(topic, "'topic' must not be null"));
	}

	/**
	 * Return a message without properties. Nothing is copied.
	 * @param topic the topic name
	 * @param payload the payload, which belongs to the message from now on: whoever
	 * changes it later breaks the message
	 * @param qos the QoS
	 * @param retain the RETAIN flag
	 * @return the message
	 * @throws IllegalArgumentException if the topic is no valid topic name (behaviour S1)
	 */
	public static MqttMessage of(String topic, byte[] payload, QoS qos, boolean retain) {
		Objects.requireNonNull(payload, "'payload' must not be null");
		Objects.requireNonNull(qos, "'qos' must not be null");
		return new MqttMessage(Topic.check(topic), payload, qos, retain, false, 0, PublishProperties.NONE);
	}

	/**
	 * Return the message of a decoded PUBLISH. Nothing is copied and nothing is checked.
	 * @param topic a topic name that has passed {@link Topic#check(String)}
	 * @param payload the payload, which belongs to the message from now on
	 * @param qos the QoS
	 * @param retain the RETAIN flag
	 * @param duplicate the DUP flag
	 * @param packetId the Packet Identifier, 0 for QoS 0
	 * @param properties the MQTT 5 properties
	 * @return the message
	 */
	public static MqttMessage received(String topic, byte[] payload, QoS qos, boolean retain, boolean duplicate,
			int packetId, PublishProperties properties) {
		return new MqttMessage(topic, payload, qos, retain, duplicate, packetId, properties);
	}

	/**
	 * Return the topic name.
	 * @return the topic
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Return a copy of the payload.
	 * @return the bytes, possibly none
	 */
	public byte[] payload() {
		return (this.payload.length != 0) ? this.payload.clone() : NO_PAYLOAD;
	}

	/**
	 * Return a read-only view of the payload, without a copy.
	 * @return a new buffer positioned at the first byte
	 */
	public ByteBuffer payloadBuffer() {
		return ByteBuffer.wrap(this.payload).asReadOnlyBuffer();
	}

	/**
	 * Return the payload decoded as UTF-8; malformed input becomes U+FFFD.
	 * @return the text
	 */
	public String payloadAsString() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return the length of the payload.
	 * @return the number of bytes
	 */
	public int payloadSize() {
		return this.payload.length;
	}

	/**
	 * Write the payload in one call, without a copy. The stream must not keep or change
	 * the array it is given.
	 * @param out the stream to write to
	 * @throws IOException if the stream fails
	 */
	public void writePayloadTo(OutputStream out) throws IOException {
		out.write(this.payload, 0, this.payload.length);
	}

	/**
	 * Return the QoS: of the delivery for a message received, of the publication for one
	 * sent.
	 * @return the QoS
	 */
	public QoS qos() {
		return this.qos;
	}

	/**
	 * Return the RETAIN flag.
	 * @return {@code true} for a message to retain, or one received from the broker's
	 * retained messages
	 */
	public boolean retain() {
		return this.retain;
	}

	/**
	 * Return the DUP flag of a message received (behaviour S20).
	 * @return {@code true} if the broker may have sent this message before
	 */
	public boolean duplicate() {
		return this.duplicate;
	}

	/**
	 * Return the Packet Identifier a message was received with. It tells messages apart
	 * that are unacknowledged at the same time, and is used again after that; it is not
	 * compared by {@link #equals(Object)}.
	 * @return 1 to 65535, or 0 for QoS 0 and for a message that was built
	 */
	public int packetId() {
		return this.packetId;
	}

	/**
	 * Return the MQTT 5 properties.
	 * @return the properties, {@link PublishProperties#NONE} if there are none
	 */
	public PublishProperties properties() {
		return this.properties;
	}

	/**
	 * Return a builder that starts from this message.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder().topic(this.topic)
			.wrapPayload(this.payload)
			.qos(this.qos)
			.retain(this.retain)
			.properties(this.properties);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof MqttMessage that && this.topic.equals(that.topic) && this.qos == that.qos
				&& this.retain == that.retain && this.duplicate == that.duplicate
				&& Arrays.equals(this.payload, that.payload) && this.properties.equals(that.properties);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.topic, this.qos, this.retain, this.duplicate, Arrays.hashCode(this.payload));
	}

	/**
	 * Describe the message without its payload, which may be long or secret.
	 */
	@Override
	public String toString() {
		return "MqttMessage[topic=" + Printable.of(this.topic) + ", payload=" + this.payload.length + " bytes, qos="
				+ this.qos.value() + (this.retain ? ", retain" : "") + (this.duplicate ? ", duplicate" : "")
				+ (this.properties.isEmpty() ? "" : ", properties=" + this.properties) + "]";
	}

	/**
	 * Builds a {@link MqttMessage}. Not for use by several threads at once.
	 */
	public static final class Builder extends PublishPropertiesBuilder<Builder> {

		private @Nullable String topic;

		private byte[] payload = NO_PAYLOAD;

		private QoS qos = QoS.AT_MOST_ONCE;

		private boolean retain;

		private Builder() {
		}

		/**
		 * Set the topic name.
		 * @param topic the name, checked by {@link #build()}
		 * @return this builder
		 */
		public Builder topic(String topic) {
			this.topic = Objects.requireNonNull(topic, "'topic' must not be null");
			return this;
		}

		/**
		 * Set the payload from a copy of the bytes.
		 * @param payload the bytes
		 * @return this builder
		 */
		public Builder payload(byte[] payload) {
			return wrapPayload(Objects.requireNonNull(payload, "'payload' must not be null").clone());
		}

		/**
		 * Set the payload to the text in UTF-8.
		 * @param payload the text
		 * @return this builder
		 */
		public Builder payload(String payload) {
			Objects.requireNonNull(payload, "'payload' must not be null");
			return wrapPayload(payload.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Set the payload from a copy of the remaining bytes, leaving the buffer's
		 * position as it is.
		 * @param payload the buffer
		 * @return this builder
		 */
		public Builder payload(ByteBuffer payload) {
			Objects.requireNonNull(payload, "'payload' must not be null");
			byte[] bytes = new byte[payload.remaining()];
			payload.duplicate().get(bytes);
			return wrapPayload(bytes);
		}

		/**
		 * Set the payload without a copy. The array belongs to the message from now on:
		 * whoever changes it later breaks the message.
		 * @param payload the bytes
		 * @return this builder
		 */
		public Builder wrapPayload(byte[] payload) {
			this.payload = Objects.requireNonNull(payload, "'payload' must not be null");
			return this;
		}

		/**
		 * Set the QoS; 0 unless set.
		 * @param qos the QoS
		 * @return this builder
		 */
		public Builder qos(QoS qos) {
			this.qos = Objects.requireNonNull(qos, "'qos' must not be null");
			return this;
		}

		/**
		 * Set whether the broker retains the message; {@code false} unless set.
		 * @param retain the RETAIN flag
		 * @return this builder
		 */
		public Builder retain(boolean retain) {
			this.retain = retain;
			return this;
		}

		/**
		 * Build the message.
		 * @return the message
		 * @throws IllegalArgumentException if the topic is missing or no valid topic name
		 * (behaviour S1), or the payload is said to be {@link PayloadFormat#UTF_8} and is
		 * not [MQTT 5, 3.3.2.3.2]
		 */
		public MqttMessage build() {
			if (this.topic == null) {
				throw new IllegalArgumentException("topic is missing; call topic(…) before build()");
			}
			if (this.payloadFormat == PayloadFormat.UTF_8 && !Utf8.isWellFormed(this.payload)) {
				throw new IllegalArgumentException(
						"payload is not well-formed UTF-8; encode it so, or leave payloadFormat(UTF_8) out");
			}
			return new MqttMessage(Topic.check(this.topic), this.payload, this.qos, this.retain, false, 0,
					buildProperties());
		}

		@Override
		Builder self() {
			return this;
		}

	}

}
