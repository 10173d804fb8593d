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

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Set;
import java.util.zip.CRC32C;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * Keeps others from a session in a database for as long as a connection lives. On
 * PostgreSQL it is an advisory lock of the connection that writes, elsewhere a row that a
 * second connection has locked.
 */
final class SessionLock {

	/** What databases say when a row is locked, or a statement has waited too long. */
	private static final Set<String> LOCKED = Set.of("HYT00", "57014", "40001", "40XL1", "55P03", "61000", "41000",
			"57033");

	private static final int WAIT_SECONDS = 5;

	private final DataSource dataSource;

	private final String session;

	private boolean advisory;

	private long key;

	private @Nullable Connection holder;

	SessionLock(DataSource dataSource, String session) {
		this.dataSource = dataSource;
		this.session = session;
	}

	/**
	 * Lock the session.
	 * @param connection the connection that writes
	 * @param dialect its dialect
	 * @return whether it is ours now
	 * @throws SQLException if that can't be found out
	 */
	boolean acquire(Connection connection, Dialect dialect) throws SQLException {
		this.advisory = dialect == Dialect.POSTGRESQL;
		return this.advisory ? lockConnection(connection) : lockRow();
	}

	private boolean lockConnection(Connection connection) throws SQLException {
		this.key = key(String.valueOf(connection.getSchema()), this.session);
		return ask(connection, "SELECT pg_try_advisory_lock(?)");
	}

	private boolean ask(Connection connection, String sql) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setLong(1, this.key);
			try (ResultSet row = statement.executeQuery()) {
				boolean answer = row.next() && row.getBoolean(1);
				connection.commit();
				return answer;
			}
		}
	}

	private static long key(String schema, String session) {
		byte[] name = ("io.resilientmqtt/" + schema + "/" + session).getBytes(StandardCharsets.UTF_8);
		CRC32C low = new CRC32C();
		low.update(name);
		return ((long) new String(name, StandardCharsets.UTF_8).hashCode() << Integer.SIZE) | low.getValue();
	}

	private boolean lockRow() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		boolean locked = false;
		try {
			connection.setAutoCommit(false);
			makeRow(connection);
			try (PreparedStatement statement = connection
				.prepareStatement("SELECT session_name FROM mqtt_store_lock WHERE session_name = ? FOR UPDATE")) {
				statement.setQueryTimeout(WAIT_SECONDS);
				statement.setString(1, this.session);
				try (ResultSet row = statement.executeQuery()) {
					locked = row.next();
				}
			}
			if (locked) {
				this.holder = connection;
			}
			return locked;
		}
		catch (SQLException ex) {
			if (ex instanceof SQLTimeoutException || LOCKED.contains(String.valueOf(ex.getSQLState()))) {
				return false;
			}
			throw ex;
		}
		finally {
			if (!locked) {
				giveBack(connection);
			}
		}
	}

	private void makeRow(Connection connection) throws SQLException {
		try (PreparedStatement select = connection
			.prepareStatement("SELECT session_name FROM mqtt_store_lock WHERE session_name = ?")) {
			select.setString(1, this.session);
			try (ResultSet row = select.executeQuery()) {
				if (row.next()) {
					connection.commit();
					return;
				}
			}
		}
		try (PreparedStatement insert = connection
			.prepareStatement("INSERT INTO mqtt_store_lock (session_name) VALUES (?)")) {
			insert.setString(1, this.session);
			insert.executeUpdate();
			connection.commit();
		}
	}

	/**
	 * Give the session free.
	 * @param connection the connection that writes, {@code null} if it is gone
	 * @throws SQLException if the lock can't be given free; the connection that has it
	 * must be ended then
	 */
	void release(@Nullable Connection connection) throws SQLException {
		Connection held = this.holder;
		this.holder = null;
		if (held != null) {
			giveBack(held);
		}
		if (this.advisory && connection != null) {
			ask(connection, "SELECT pg_advisory_unlock(?)");
		}
	}

	private static void giveBack(Connection connection) throws SQLException {
		try {
			connection.rollback();
			connection.setAutoCommit(true);
		}
		catch (SQLException ex) {
			connection.abort(Runnable::run);
			throw ex;
		}
		finally {
			connection.close();
		}
	}

}
