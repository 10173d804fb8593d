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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a commit costs that adds so many messages of 64 bytes and removes as many, by the
 * store and by SQLite alone, in WAL mode with full syncs.
 */
@State(Scope.Benchmark)
public class StoreCommitBenchmark {

	private static final byte[] PAYLOAD = new byte[64];

	private static final String TOPIC = "sensors/room-101/temperature";

	/**
	 * How many messages.
	 */
	@Param({ "1", "100", "1000" })
	private int batch;

	private Path directory;

	private SessionStore store;

	private Connection connection;

	private PreparedStatement insert;

	private PreparedStatement delete;

	private long stored;

	private long alone;

	/**
	 * Make both, where the build writes: other directories may be in memory.
	 * @throws IOException if there is no directory
	 * @throws SQLException if SQLite can't be used
	 */
	@Setup
	public void open() throws IOException, SQLException {
		this.directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "store");
		this.store = SessionStores.sqlite(this.directory, "benchmark", SyncMode.ALWAYS, Duration.ofSeconds(1));
		this.store.open("benchmark");
		this.connection = DriverManager.getConnection("jdbc:sqlite:" + this.directory.resolve("alone.db"));
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("PRAGMA locking_mode = EXCLUSIVE");
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute("PRAGMA synchronous = FULL");
			statement.execute("CREATE TABLE message (sequence INTEGER PRIMARY KEY, topic TEXT, payload BLOB)");
		}
		this.connection.setAutoCommit(false);
		this.insert = this.connection.prepareStatement("INSERT INTO message VALUES (?, ?, ?)");
		this.delete = this.connection.prepareStatement("DELETE FROM message WHERE sequence = ?");
	}

	/**
	 * Remove both.
	 * @throws IOException if the directory can't be removed
	 * @throws SQLException if SQLite can't be closed
	 */
	@TearDown
	public void close() throws IOException, SQLException {
		this.store.close();
		this.connection.close();
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(this.directory);
	}

	/**
	 * By the store.
	 */
	@Benchmark
	public void store() {
		List<StoredPublish> added = new ArrayList<>(this.batch);
		List<Long> removed = new ArrayList<>(this.batch);
		for (int i = 0; i < this.batch; i++) {
			removed.add(this.stored - this.batch + 1);
			this.stored++;
			added.add(new StoredPublish(this.stored, MqttMessage.of(TOPIC, PAYLOAD, QoS.AT_LEAST_ONCE, false),
					QoS.AT_LEAST_ONCE, i + 1, false, this.stored));
		}
		this.store.commit(new SessionChanges(0, removed, List.of(), added, false, List.of(), List.of(), null));
	}

	/**
	 * By SQLite alone.
	 * @throws SQLException if it fails
	 */
	@Benchmark
	public void sqliteAlone() throws SQLException {
		for (int i = 0; i < this.batch; i++) {
			this.delete.setLong(1, this.alone - this.batch + 1);
			this.delete.addBatch();
			this.insert.setLong(1, ++this.alone);
			this.insert.setString(2, TOPIC);
			this.insert.setBytes(3, PAYLOAD);
			this.insert.addBatch();
		}
		this.delete.executeBatch();
		this.insert.executeBatch();
		this.connection.commit();
	}

}
