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

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.session.SessionStoreException;

/**
 * Makes the tables, and brings those of an earlier version of this library to the present
 * one. The tables of later versions are refused: nothing is known about them.
 */
final class Schema {

	/** Each brings the schema from the version before, of which there is none first. */
	private static final int VERSION = 1;

	private Schema() {
	}

	/**
	 * Make the tables fit. The connection is left without an open transaction.
	 * @param connection the connection, which does not commit by itself
	 * @param dialect the dialect
	 * @param location which store it is, for people
	 * @throws SQLException if the database refuses
	 * @throws SessionStoreException if the tables are of a later version
	 */
	static void prepare(Connection connection, Dialect dialect, String location) throws SQLException {
		int version = version(connection);
		if (version == 0) {
			version = create(connection, dialect);
		}
		if (version != VERSION) {
			throw new SessionStoreException("Store " + location + " has schema version " + version
					+ ", made by a later version of this library, and this one knows " + VERSION
					+ "; use that version, or another store");
		}
	}

	private static int create(Connection connection, Dialect dialect) throws SQLException {
		try {
			try (Statement statement = connection.createStatement()) {
				for (String sql : tables(dialect)) {
					statement.executeUpdate(sql);
				}
				statement.executeUpdate("INSERT INTO mqtt_store_schema (version) VALUES (" + VERSION + ")");
			}
			connection.commit();
			return VERSION;
		}
		catch (SQLException ex) { // unless another session was quicker
			connection.rollback();
			int version = version(connection);
			if (version == 0) {
				throw ex;
			}
			return version;
		}
	}

	private static int version(Connection connection) throws SQLException {
		if (!exists(connection)) {
			connection.rollback();
			return 0;
		}
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT MAX(version) FROM mqtt_store_schema")) {
			int version = rows.next() ? rows.getInt(1) : 0;
			connection.rollback();
			return version;
		}
	}

	private static boolean exists(Connection connection) throws SQLException {
		DatabaseMetaData metaData = connection.getMetaData();
		for (String name : List.of("mqtt_store_schema", "MQTT_STORE_SCHEMA")) {
			try (ResultSet tables = metaData.getTables(connection.getCatalog(), connection.getSchema(), name, null)) {
				while (tables.next()) {
					if (name.equals(tables.getString("TABLE_NAME"))) {
						return true;
					}
				}
			}
		}
		return false;
	}

	private static List<String> tables(Dialect dialect) {
		String key = dialect.holdsOneSession() ? "" : "session_name VARCHAR(255) NOT NULL, ";
		String keyed = dialect.holdsOneSession() ? "" : "session_name, ";
		String integer = dialect.holdsOneSession() ? "INTEGER" : "BIGINT";
		List<String> tables = new ArrayList<>();
		tables.add("CREATE TABLE mqtt_store_schema (version INTEGER NOT NULL)");
		tables.add("CREATE TABLE mqtt_store_session (" + key + "client_id " + dialect.text() + " NOT NULL, home "
				+ dialect.text() + ", last_sequence " + integer + " NOT NULL, owner VARCHAR(1000) NOT NULL"
				+ (dialect.holdsOneSession() ? "" : ", PRIMARY KEY (session_name)") + ")");
		tables.add("CREATE TABLE mqtt_store_publish (" + key + "sequence_no " + integer
				+ " NOT NULL, packet_id INTEGER NOT NULL, qos SMALLINT NOT NULL, released SMALLINT NOT NULL, "
				+ "message_qos SMALLINT NOT NULL, retain SMALLINT NOT NULL, accepted_at BIGINT NOT NULL, "
				+ "payload_size INTEGER NOT NULL, checksum INTEGER NOT NULL, topic " + dialect.text()
				+ " NOT NULL, properties " + dialect.binary() + ", payload " + dialect.binary() + ", PRIMARY KEY ("
				+ keyed + "sequence_no))");
		tables.add("CREATE TABLE mqtt_store_received (" + key + "packet_id INTEGER NOT NULL, PRIMARY KEY (" + keyed
				+ "packet_id))");
		if (dialect == Dialect.H2 || dialect == Dialect.OTHER) {
			tables.add("CREATE TABLE mqtt_store_lock (session_name VARCHAR(255) NOT NULL, PRIMARY KEY (session_name))");
		}
		return tables;
	}

}
