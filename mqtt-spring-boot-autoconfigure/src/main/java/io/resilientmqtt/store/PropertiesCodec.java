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

package io.resilientmqtt.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes the properties of a PUBLISH as bytes: the version of the format, then each
 * property with its MQTT identifier in front. Strings have their length in four bytes.
 */
final class PropertiesCodec {

	private static final int VERSION = 1;

	private static final int PAYLOAD_FORMAT = 0x01;

	private static final int MESSAGE_EXPIRY = 0x02;

	private static final int CONTENT_TYPE = 0x03;

	private static final int RESPONSE_TOPIC = 0x08;

	private static final int CORRELATION_DATA = 0x09;

	private static final int SUBSCRIPTION_IDENTIFIER = 0x0B;

	private static final int USER_PROPERTY = 0x26;

	private PropertiesCodec() {
	}

	/**
	 * Write properties.
	 * @param properties the properties
	 * @return the bytes, {@code null} if there is no property
	 */
	static byte @Nullable [] encode(PublishProperties properties) {
		if (properties.isEmpty()) {
			return null;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			write(out, properties);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, PublishProperties properties) throws IOException {
		PayloadFormat format = properties.payloadFormat();
		if (format != null) {
			out.writeByte(PAYLOAD_FORMAT);
			out.writeByte((format == PayloadFormat.UTF_8) ? 1 : 0);
		}
		Duration expiry = properties.messageExpiry();
		if (expiry != null) {
			out.writeByte(MESSAGE_EXPIRY);
			out.writeInt((int) expiry.toSeconds());
		}
		write(out, CONTENT_TYPE, properties.contentType());
		write(out, RESPONSE_TOPIC, properties.responseTopic());
		byte[] correlationData = properties.correlationData();
		if (correlationData != null) {
			out.writeByte(CORRELATION_DATA);
			write(out, correlationData);
		}
		for (int identifier : properties.subscriptionIdentifiers()) {
			out.writeByte(SUBSCRIPTION_IDENTIFIER);
			out.writeInt(identifier);
		}
		for (UserProperty property : properties.userProperties()) {
			write(out, USER_PROPERTY, property.name());
			write(out, property.value().getBytes(StandardCharsets.UTF_8));
		}
	}

	private static void write(DataOutputStream out, int identifier, @Nullable String text) throws IOException {
		if (text != null) {
			out.writeByte(identifier);
			write(out, text.getBytes(StandardCharsets.UTF_8));
		}
	}

	private static void write(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	/**
	 * Read properties.
	 * @param bytes what {@link #encode} has returned
	 * @return the properties
	 * @throws IOException if the bytes are damaged, or of a later version
	 */
	static PublishProperties decode(byte @Nullable [] bytes) throws IOException {
		if (bytes == null || bytes.length == 0) {
			return PublishProperties.NONE;
		}
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
		int version = in.readUnsignedByte();
		if (version != VERSION) {
			throw new IOException("properties of format " + version + ", known is " + VERSION);
		}
		PublishProperties.Builder builder = PublishProperties.builder();
		for (int identifier = in.read(); identifier != -1; identifier = in.read()) {
			switch (identifier) {
				case PAYLOAD_FORMAT ->
					builder.payloadFormat((in.readByte() == 1) ? PayloadFormat.UTF_8 : PayloadFormat.BYTES);
				case MESSAGE_EXPIRY -> builder.messageExpiry(Duration.ofSeconds(Integer.toUnsignedLong(in.readInt())));
				case CONTENT_TYPE -> builder.contentType(readText(in));
				case RESPONSE_TOPIC -> builder.responseTopic(readText(in));
				case CORRELATION_DATA -> builder.correlationData(readBytes(in));
				case SUBSCRIPTION_IDENTIFIER -> builder.subscriptionIdentifier(in.readInt());
				case USER_PROPERTY -> builder.userProperty(readText(in), readText(in));
				default -> throw new IOException("an unknown property " + identifier);
			}
		}
		return builder.build();
	}

	private static String readText(DataInputStream in) throws IOException {
		return new String(readBytes(in), StandardCharsets.UTF_8);
	}

	private static byte[] readBytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IOException("a property of " + length + " bytes where " + in.available() + " are left");
		}
		return in.readNBytes(length);
	}

}
