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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session in the tables of a database, over one connection that is kept. After a
 * failure the next call gets a connection that works, and makes sure that what it leads
 * to is still the session it was: a session that was emptied, replaced or taken over
 * meanwhile is refused until the application starts anew.
 * <p>
 * A lock makes the calls take turns with the thread that syncs when an interval is over.
 */
final class JdbcSessionStore implements SessionStore {

	private static final Logger logger = LoggerFactory.getLogger(JdbcSessionStore.class);

	private final Database database;

	private final String name;

	private final @Nullable Duration interval;

	private @Nullable String owner;

	private @Nullable Connection connection;

	private @Nullable SessionTables tables;

	private long lastSequence;

	private boolean unsynced;

	private @Nullable Exception syncFailure;

	private @Nullable ScheduledExecutorService timer;

	/**
	 * Create the store.
	 * @param database where it is
	 * @param name the name of the session
	 * @param interval when to bring what was committed onto the disk, {@code null} for
	 * never or at each commit
	 */
	JdbcSessionStore(Database database, String name, @Nullable Duration interval) {
		this.database = database;
		this.name = name;
		this.interval = interval;
	}

	@Override
	public synchronized StoredSession open(String clientId) {
		if (this.owner != null) {
			throw new SessionStoreException(
					"Store " + location() + " is open; close it first, or use a store for each client");
		}
		String newOwner = describeProcess();
		try {
			this.connection = this.database.connect(newOwner);
			this.tables = tables(this.connection);
			StoredSession session = this.tables.begin(clientId, newOwner);
			this.connection.commit();
			this.database.committed(this.connection);
			this.lastSequence = session.lastSequence();
			this.owner = newOwner;
			startTimer();
			return session;
		}
		catch (SQLException ex) {
			giveUp();
			throw this.database.failure("opened", ex);
		}
		catch (RuntimeException ex) {
			giveUp();
			throw ex;
		}
	}

	private SessionTables tables(Connection connected) throws SQLException {
		return new SessionTables(new KeyedStatements(connected, this.database.dialect(), this.name), location());
	}

	private static String describeProcess() {
		String host;
		try {
			host = InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			host = "localhost";
		}
		Instant since = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
		return "process " + ProcessHandle.current().pid() + "@" + host + ", started "
				+ since.truncatedTo(ChronoUnit.SECONDS) + " (" + UUID.randomUUID() + ")";
	}

	private void giveUp() {
		Connection old = this.connection;
		this.connection = null;
		this.tables = null;
		this.owner = null;
		try {
			this.database.disconnect(old);
		}
		catch (SQLException ex) {
			logger.warn("{}", this.database.failure("closed", ex).getMessage());
		}
	}

	@Override
	public synchronized void commit(SessionChanges changes) {
		call("written", (present, connected) -> {
			present.write(changes);
			connected.commit();
			this.database.committed(connected);
			this.unsynced = true;
			return changes;
		});
	}

	@Override
	public synchronized List<StoredPublish> read(long after, int maxMessages, long maxBytes) {
		return call("read", (present, connected) -> {
			List<StoredPublish> publishes = present.read(after, maxMessages, maxBytes);
			connected.commit(); // no transaction may stay open
			return publishes;
		});
	}

	private <T> T call(String what, Call<T> call) {
		if (this.owner == null) {
			throw new IllegalStateException("Store " + location() + " is not open");
		}
		boolean again = this.tables != null && this.database.isWorthAnotherAttempt();
		try {
			return attempt(this.owner, call);
		}
		catch (SQLException ex) {
			if (!again) {
				throw this.database.failure(what, ex);
			}
			try {
				return attempt(this.owner, call);
			}
			catch (SQLException repeated) {
				throw this.database.failure(what, repeated);
			}
		}
	}

	private <T> T attempt(String presentOwner, Call<T> call) throws SQLException {
		boolean done = false;
		try {
			tellSyncFailure();
			if (this.connection == null || this.tables == null) {
				this.connection = renewed(presentOwner);
				this.tables = tables(this.connection);
				this.tables.resume(presentOwner, this.lastSequence);
			}
			T result = call.run(this.tables, this.connection);
			this.lastSequence = this.tables.lastSequence();
			done = true;
			return result;
		}
		finally {
			if (!done) {
				this.tables = null; // it may remember what was not committed
			}
		}
	}

	private Connection renewed(String presentOwner) throws SQLException {
		Connection old = this.connection;
		try {
			return this.database.renew(old, presentOwner);
		}
		finally {
			if (old != null && old.isClosed()) {
				this.connection = null;
			}
		}
	}

	// What has been committed before may be lost, so it is told as a failure.
	private void tellSyncFailure() {
		Exception failure = this.syncFailure;
		if (failure != null) {
			this.syncFailure = null;
			throw this.database.failure("synced", failure);
		}
	}

	private void startTimer() {
		if (this.interval != null) {
			ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "mqtt-store-sync-" + this.name);
				thread.setDaemon(true);
				return thread;
			});
			long nanos = this.interval.toNanos();
			executor.scheduleWithFixedDelay(this::syncIfDue, nanos, nanos, TimeUnit.NANOSECONDS);
			this.timer = executor;
		}
	}

	private synchronized void syncIfDue() {
		if (this.unsynced && this.connection != null) {
			try {
				this.database.sync(this.connection);
				this.unsynced = false;
			}
			catch (SQLException | IOException | RuntimeException ex) {
				this.syncFailure = ex;
			}
		}
	}

	@Override
	public synchronized void close() {
		if (this.owner != null) {
			if (this.timer != null) {
				this.timer.shutdown();
				syncIfDue();
				if (this.syncFailure != null) {
					logger.warn("{}", this.database.failure("synced", this.syncFailure).getMessage());
				}
			}
			giveUp();
		}
	}

	@Override
	public String location() {
		return this.database.location();
	}

	/**
	 * What is done within a transaction.
	 *
	 * @param <T> what it returns
	 */
	private interface Call<T> {

		T run(SessionTables tables, Connection connection) throws SQLException;

	}

}
