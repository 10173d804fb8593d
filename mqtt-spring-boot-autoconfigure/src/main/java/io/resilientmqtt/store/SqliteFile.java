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

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

import io.resilientmqtt.client.session.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite file for one session, with a write-ahead log and a lock file beside it.
 * <p>
 * It is made under another name and then renamed, so a file of that name is whole from
 * the first moment on. What is written to a file that was removed does not count: each
 * commit looks for it. The next one then makes it anew from the file that is still open,
 * so that nothing is forgotten.
 */
final class SqliteFile implements Database {

	private static final long VACUUM_ABOVE = 16L * 1024 * 1024;

	/** SQLite's code for what does not fit, here to roll back where there is nothing. */
	private static final int NO_TRANSACTION = 1;

	private final Path file;

	private final boolean always;

	private @Nullable DirectoryLock lock;

	/**
	 * What the file system calls the file and its log, {@code null} if it has no names.
	 */
	private @Nullable Object fileKey;

	private @Nullable Object logKey;

	/**
	 * Create it, without looking at the disk.
	 * @param file the file
	 * @param always whether a commit waits for the disk
	 */
	SqliteFile(Path file, boolean always) {
		this.file = file.toAbsolutePath().normalize();
		this.always = always;
	}

	@Override
	public Dialect dialect() {
		return Dialect.SQLITE;
	}

	@Override
	public String location() {
		return this.file.toString();
	}

	private Path directory() {
		return Objects.requireNonNull(this.file.getParent());
	}

	private Path beside(String suffix) {
		return this.file.resolveSibling(this.file.getFileName() + suffix);
	}

	@Override
	public Connection connect(String owner) throws SQLException {
		try {
			Files.createDirectories(directory());
			this.lock = DirectoryLock.acquire(directory().toRealPath().resolve(beside(".lock").getFileName()), owner,
					location());
			if (!Files.exists(this.file)) {
				if (Files.exists(beside("-wal"))) {
					throw damaged("its log is there without it");
				}
				make(null);
			}
			else if (Files.size(this.file) == 0) {
				throw damaged("it is empty");
			}
			return connect();
		}
		catch (IOException ex) {
			throw failure("opened", ex);
		}
	}

	private SessionStoreException damaged(String reason) {
		return new SessionStoreException("Store " + location() + " is damaged: " + reason
				+ "; restore it from a copy, or remove it, and what begins with its name, to begin anew");
	}

	// Make the file, empty or as a copy of one that is open.
	private void make(@Nullable Connection source) throws SQLException, IOException {
		Path unfinished = beside(".new");
		for (String suffix : List.of("", "-journal", "-wal", "-shm")) {
			Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + suffix));
		}
		if (source != null) {
			source.setAutoCommit(true);
			try {
				execute(source, "VACUUM INTO '" + unfinished.toString().replace("'", "''") + "'");
			}
			finally {
				source.setAutoCommit(false);
			}
			force(unfinished);
		}
		try (Connection connection = open(unfinished)) {
			Schema.prepare(connection, Dialect.SQLITE, location());
		}
		if (source != null) {
			source.close();
		}
		Files.move(unfinished, this.file);
		forceDirectory();
	}

	private Connection connect() throws SQLException, IOException {
		boolean unclean = Files.exists(beside("-wal")) && Files.size(beside("-wal")) > 0;
		Connection connection = open(this.file);
		boolean good = false;
		try {
			if (unclean) {
				check(connection);
			}
			Schema.prepare(connection, Dialect.SQLITE, location());
			shrink(connection);
			this.fileKey = key(this.file);
			this.logKey = null;
			good = true;
			return connection;
		}
		finally {
			if (!good) {
				connection.close();
			}
		}
	}

	private Connection open(Path path) throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
		try {
			execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
			execute(connection, "PRAGMA synchronous = " + (this.always ? "FULL" : "NORMAL"));
			execute(connection, "PRAGMA fullfsync = 1");
			execute(connection, "PRAGMA checkpoint_fullfsync = 1");
			execute(connection, "PRAGMA temp_store = MEMORY");
			execute(connection, "PRAGMA journal_mode = WAL");
			execute(connection, "PRAGMA journal_size_limit = 67108864");
			connection.setAutoCommit(false);
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	// After a process that did not end well: whether all pages are there.
	private void check(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
			String answer = result.next() ? result.getString(1) : "no answer";
			if (!"ok".equals(answer)) {
				throw damaged(answer);
			}
		}
		connection.rollback();
	}

	// Give back what a long outage has taken, when that is little work.
	private void shrink(Connection connection) throws SQLException, IOException {
		if (Files.size(this.file) < VACUUM_ABOVE) {
			return;
		}
		boolean empty;
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT 1 FROM mqtt_store_publish LIMIT 1")) {
			empty = !row.next();
		}
		connection.commit();
		if (empty) {
			connection.setAutoCommit(true);
			execute(connection, "VACUUM");
			connection.setAutoCommit(false);
		}
	}

	private static void close(Connection connection) throws SQLException {
		try (connection) {
			rollback(connection);
		}
	}

	private static void rollback(Connection connection) throws SQLException {
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			if ((ex.getErrorCode() & 0xff) != NO_TRANSACTION) {
				throw ex;
			}
			execute(connection, "BEGIN"); // SQLite has rolled back, which the driver
											// misses
		}
	}

	@Override
	public Connection renew(@Nullable Connection old, String owner) throws SQLException {
		try {
			if (old != null && isRemoved()) {
				return restore(old, owner);
			}
			if (old != null && isUsable(old)) {
				return old;
			}
			if (old != null) {
				close(old);
			}
			if (!Files.exists(this.file) || !Objects.equals(key(this.file), this.fileKey)) {
				throw new SessionStoreException("Store " + location()
						+ " was removed or replaced while it was in use; put it back, or restart the application");
			}
			return connect();
		}
		catch (IOException ex) {
			throw failure("opened", ex);
		}
	}

	// A disk that was full for example leaves the connection as it was
	private static boolean isUsable(Connection connection) {
		try {
			rollback(connection);
			try (Statement statement = connection.createStatement();
					ResultSet row = statement.executeQuery("SELECT version FROM mqtt_store_schema")) {
				return row.next();
			}
		}
		catch (SQLException ex) { // it is opened anew, which says more if it fails
			return false;
		}
	}

	// From the file that is open, but no longer to be found.
	private Connection restore(Connection old, String owner) throws SQLException, IOException {
		rollback(old);
		if (Files.exists(this.file) && !Objects.equals(key(this.file), this.fileKey)) {
			throw new SessionStoreException("Store " + location()
					+ " was replaced while it was in use; remove the new one, or restart the application to use it");
		}
		Files.createDirectories(directory());
		DirectoryLock held = this.lock;
		this.lock = null;
		release(held);
		this.lock = DirectoryLock.acquire(directory().toRealPath().resolve(beside(".lock").getFileName()), owner,
				location());
		if (Files.exists(this.file)) { // only the log was removed; it is folded in
			old.close();
		}
		else {
			make(old);
		}
		return connect();
	}

	@Override
	public boolean isWorthAnotherAttempt() {
		return false;
	}

	@Override
	public void committed(Connection connection) throws SQLException {
		if (isRemoved()) {
			throw new SessionStoreException("Store " + location()
					+ " was removed while it was in use; what is kept is written again as soon as its directory can"
					+ " be written");
		}
	}

	private boolean isRemoved() {
		try {
			Object log = key(beside("-wal"));
			if (this.logKey == null) {
				this.logKey = log;
			}
			return !Objects.equals(key(this.file), this.fileKey) || !Objects.equals(log, this.logKey);
		}
		catch (IOException ex) { // not there
			return true;
		}
	}

	private static @Nullable Object key(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
	}

	@Override
	public void sync(Connection connection) throws IOException {
		if (!this.always) {
			force(beside("-wal"));
		}
	}

	private static void force(Path path) throws IOException {
		try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
			channel.force(false);
		}
	}

	private void forceDirectory() throws IOException {
		if (File.separatorChar == '/') { // others can't open a directory
			try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
				channel.force(true);
			}
		}
	}

	@Override
	public void disconnect(@Nullable Connection connection) throws SQLException {
		DirectoryLock held = this.lock;
		this.lock = null;
		try {
			if (connection != null) {
				close(connection);
			}
		}
		finally {
			release(held);
		}
	}

	private void release(@Nullable DirectoryLock held) throws SQLException {
		if (held != null) {
			try {
				held.release();
			}
			catch (IOException ex) {
				throw new SQLException("the lock file can't be closed: " + FailureText.words(ex), ex);
			}
		}
	}

	@Override
	public SessionStoreException failure(String what, Exception ex) {
		return SqliteFailures.failure(this.file, what, ex);
	}

}
