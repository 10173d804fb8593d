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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.zip.CRC32C;

import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

/**
 * A publication as a row, and back. What a message consists of has a checksum, so that
 * damage that the database does not notice is never published.
 */
final class PublishRow {

	/** In the order of {@link #set} and {@link #get}. */
	static final String COLUMNS = "sequence_no, packet_id, qos, released, message_qos, retain, accepted_at, "
			+ "payload_size, checksum, topic, properties, payload";

	static final String PARAMETERS = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

	private static final byte[] EMPTY = new byte[0];

	private PublishRow() {
	}

	/**
	 * Set the parameters of an INSERT.
	 * @param statement the statement
	 * @param before how many parameters there are in front
	 * @param publish the publication
	 * @throws SQLException if the statement does not take them
	 */
	static void set(PreparedStatement statement, int before, StoredPublish publish) throws SQLException {
		MqttMessage message = publish.message();
		byte[] properties = PropertiesCodec.encode(message.properties());
		byte[] payload = message.payload();
		int index = before;
		statement.setLong(++index, publish.sequence());
		statement.setInt(++index, publish.packetId());
		statement.setInt(++index, publish.qos().value());
		statement.setInt(++index, publish.released() ? 1 : 0);
		statement.setInt(++index, message.qos().value());
		statement.setInt(++index, message.retain() ? 1 : 0);
		statement.setLong(++index, publish.acceptedAt());
		statement.setInt(++index, payload.length);
		statement.setInt(++index, checksum(publish.sequence(), message.topic(), properties, payload));
		statement.setString(++index, message.topic());
		if (properties != null) {
			statement.setBytes(++index, properties);
		}
		else {
			statement.setNull(++index, Types.VARBINARY);
		}
		statement.setBytes(++index, payload);
	}

	/**
	 * Read the row that a result is at.
	 * @param row the result
	 * @param location which store it is, for people
	 * @return the publication
	 * @throws SQLException if the database can't read it
	 * @throws SessionStoreException if it is damaged
	 */
	static StoredPublish get(ResultSet row, String location) throws SQLException {
		int index = 0;
		long sequence = row.getLong(++index);
		try {
			int packetId = row.getInt(++index);
			QoS qos = QoS.of(row.getInt(++index));
			boolean released = row.getInt(++index) != 0;
			QoS messageQos = QoS.of(row.getInt(++index));
			boolean retain = row.getInt(++index) != 0;
			long acceptedAt = row.getLong(++index);
			int size = row.getInt(++index);
			int checksum = row.getInt(++index);
			String topic = row.getString(++index);
			byte[] properties = row.getBytes(++index);
			byte[] read = row.getBytes(++index);
			byte[] payload = (read != null) ? read : EMPTY; // some databases know no
															// empty
			if (topic == null || payload.length != size || checksum(sequence, topic, properties, payload) != checksum) {
				throw new IOException("its checksum is wrong");
			}
			MqttMessage message = MqttMessage.received(topic, payload, messageQos, retain, false, 0,
					PropertiesCodec.decode(properties));
			return new StoredPublish(sequence, message, qos, packetId, released, acceptedAt);
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new SessionStoreException("Store " + location + " is damaged: publication " + sequence
					+ " can't be read (" + ex.getMessage() + "); restore it from a copy, or remove it to begin anew",
					ex);
		}
	}

	private static int checksum(long sequence, String topic, byte @Nullable [] properties, byte[] payload) {
		CRC32C checksum = new CRC32C();
		for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
			checksum.update((int) (sequence >>> shift));
		}
		checksum.update(topic.getBytes(StandardCharsets.UTF_8));
		if (properties != null) {
			checksum.update(properties);
		}
		checksum.update(payload);
		return (int) checksum.getValue();
	}

}
