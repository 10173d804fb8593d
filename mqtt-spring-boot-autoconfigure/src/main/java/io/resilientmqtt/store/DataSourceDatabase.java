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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.resilientmqtt.client.session.SessionStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that several sessions share, in whatever database a {@code DataSource} leads to.
 * One connection is kept for as long as the session is open, and where the lock is a row
 * another one.
 */
final class DataSourceDatabase implements Database {

	private static final Logger logger = LoggerFactory.getLogger(DataSourceDatabase.class);

	/**
	 * How long an answer of the database may take before the connection counts as dead.
	 */
	private static final int ANSWER_MILLIS = 60_000;

	private final DataSource dataSource;

	private final String session;

	private final SyncMode sync;

	private final SessionLock lock;

	private Dialect dialect = Dialect.OTHER;

	private volatile String location;

	/**
	 * Create it, without connecting.
	 * @param dataSource leads to the database
	 * @param session the name of the session
	 * @param sync when what was written is safe from a power cut
	 */
	DataSourceDatabase(DataSource dataSource, String session, SyncMode sync) {
		this.dataSource = dataSource;
		this.session = session;
		this.sync = sync;
		this.lock = new SessionLock(dataSource, session);
		this.location = "'" + session + "' in the database of " + dataSource.getClass().getSimpleName();
	}

	@Override
	public Dialect dialect() {
		return this.dialect;
	}

	@Override
	public String location() {
		return this.location;
	}

	@Override
	public Connection connect(String owner) throws SQLException {
		Connection connection = this.dataSource.getConnection();
		boolean good = false;
		try {
			String url = connection.getMetaData().getURL();
			if (url != null) {
				this.location = "'" + this.session + "' in " + FailureText.location(url);
			}
			this.dialect = Dialect.of(connection.getMetaData().getDatabaseProductName());
			connection.setAutoCommit(false);
			limitAnswers(connection, ANSWER_MILLIS);
			Schema.prepare(connection, this.dialect, this.location);
			if (!this.lock.acquire(connection, this.dialect)) {
				throw isOpen(connection);
			}
			applySync(connection);
			good = true;
			return connection;
		}
		finally {
			if (!good) {
				end(connection);
			}
		}
	}

	private static void limitAnswers(Connection connection, int millis) throws SQLException {
		try {
			connection.setNetworkTimeout(Runnable::run, millis);
		}
		catch (SQLFeatureNotSupportedException ex) {
			logger.debug("The driver can't limit how long an answer takes", ex);
		}
	}

	private SessionStoreException isOpen(Connection connection) throws SQLException {
		String owner = null;
		try (PreparedStatement select = connection
			.prepareStatement("SELECT owner FROM mqtt_store_session WHERE session_name = ?")) {
			select.setString(1, this.session);
			try (ResultSet row = select.executeQuery()) {
				if (row.next()) {
					owner = row.getString(1);
				}
			}
		}
		connection.rollback();
		return new SessionStoreException(
				"Store " + this.location + " is open in " + ((owner != null) ? owner : "another process")
						+ "; end that process, close that client, or give each client a database or a name of its own");
	}

	private void applySync(Connection connection) throws SQLException {
		if (this.dialect != Dialect.POSTGRESQL) {
			return;
		}
		if (this.sync != SyncMode.ALWAYS) {
			execute(connection, "SET synchronous_commit = off");
		}
		else if ("off".equals(synchronousCommit(connection))) {
			execute(connection, "SET synchronous_commit = on");
		}
		connection.commit();
	}

	private static @Nullable String synchronousCommit(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
			return row.next() ? row.getString(1) : null;
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Override
	public Connection renew(@Nullable Connection old, String owner) throws SQLException {
		if (old != null) {
			end(old);
		}
		return connect(owner);
	}

	@Override
	public boolean isWorthAnotherAttempt() {
		return true;
	}

	@Override
	public void committed(Connection connection) throws SQLException {
		if (this.sync == SyncMode.ALWAYS) {
			sync(connection);
		}
	}

	@Override
	public void sync(Connection connection) throws SQLException {
		String sql = this.dialect.sync();
		if (sql != null) {
			execute(connection, sql);
			connection.commit();
		}
	}

	@Override
	public void disconnect(@Nullable Connection connection) {
		if (connection != null) {
			end(connection);
		}
	}

	// A connection that may be dead: what it has locked must be free in any case
	private void end(Connection connection) {
		try (connection) {
			try {
				connection.rollback();
				this.lock.release(connection);
				if (this.dialect == Dialect.POSTGRESQL) {
					execute(connection, "RESET synchronous_commit");
					connection.commit();
				}
				limitAnswers(connection, 0);
				connection.setAutoCommit(true);
			}
			catch (SQLException ex) {
				this.lock.release(null);
				connection.abort(Runnable::run);
				throw ex;
			}
		}
		catch (SQLException ex) {
			logger.debug("Connection to store {} could not be given back and was ended", this.location, ex);
		}
	}

	@Override
	public SessionStoreException failure(String what, Exception ex) {
		String words = FailureText.words(ex);
		String state = (ex instanceof SQLException sql) ? String.valueOf(sql.getSQLState()) : "";
		if (state.startsWith("08") || state.startsWith("57P")) {
			return tell(what, "the database can't be reached (" + words + ")",
					"start it, or correct the address of the data source", ex);
		}
		if (state.startsWith("28")) {
			return tell(what, "the database refuses the user or the password (" + words + ")",
					"correct them at the data source", ex);
		}
		if (state.startsWith("53")) {
			return tell(what, "the database has no room left (" + words + ")", "free some disk, memory or connections",
					ex);
		}
		if ("42501".equals(state)) {
			return tell(what, "the user may not do that (" + words + ")",
					"grant it, or create the tables mqtt_store_* as that user", ex);
		}
		if (state.startsWith("42")) {
			return tell(what, "its tables are not as they should be (" + words + ")",
					"restore mqtt_store_*, or drop all of them to begin anew", ex);
		}
		return tell(what, words, "see what the database says", ex);
	}

	private SessionStoreException tell(String what, String reason, String remedy, Exception ex) {
		return FailureText.failure(this.location, what, reason, remedy, ex);
	}

}
