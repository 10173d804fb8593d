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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a store in a SQLite file does when the file, its directory or its disk fails: it
 * says which, why and what to do, loses nothing, and works again once the cause is gone.
 */
class SqliteStoreFailuresTests {

	@TempDir
	private Path directory;

	private Path home;

	private Path file;

	private SessionStore store;

	@BeforeEach
	void makeStore() {
		this.home = this.directory.resolve("store");
		this.file = this.home.resolve("mqtt-default.db");
		this.store = StoreFixture.sqlite(this.home);
	}

	@AfterEach
	void closeStore() {
		this.store.close();
	}

	private static void assertRefused(ThrowingCallable call, Path path, String... words) {
		assertThatThrownBy(call).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining(path.toString())
			.hasMessageContainingAll(words);
	}

	private StoredSession reopen() {
		this.store.close();
		this.store = StoreFixture.sqlite(this.home);
		return this.store.open(StoreFixture.CLIENT_ID);
	}

	private static void remove(Path path) {
		try (Stream<Path> below = Files.walk(path)) {
			below.sorted(Comparator.reverseOrder()).forEach((each) -> each.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(path).doesNotExist();
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void directoryThatIsRemovedIsMadeAgainWithAllThatWasInIt() {
		this.store.open(StoreFixture.CLIENT_ID);
		StoredPublish first = StoreFixture.publish(1, "one");
		StoredPublish second = StoreFixture.publish(2, "two");
		this.store.commit(StoreFixture.added(first));
		remove(this.home);
		assertRefused(() -> this.store.commit(StoreFixture.added(second)), this.file, "was removed");
		assertThat(this.store.read(0, 10, 1000)).contains(first);
		this.store.commit(StoreFixture.added(second)); // it is repeated
		this.store.commit(StoreFixture.received(false, List.of(), List.of(4)));
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first, second);
		StoredSession session = reopen();
		assertThat(session.messages()).isEqualTo(2);
		assertThat(session.lastSequence()).isEqualTo(2);
		assertThat(session.received()).containsExactly(4);
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first, second);
	}

	@Test
	void directoryThatIsRemovedAndMadeEmptyForgetsNothing() throws IOException {
		this.store.open(StoreFixture.CLIENT_ID);
		StoredPublish first = StoreFixture.publish(1, "one");
		this.store.commit(StoreFixture.added(first));
		remove(this.home);
		Files.createDirectory(this.home);
		assertRefused(() -> this.store.commit(StoreFixture.home("home")), this.file, "was removed");
		this.store.commit(StoreFixture.home("home"));
		assertThat(reopen().home()).isEqualTo("home");
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first);
	}

	@Test
	void fileInPlaceOfTheDirectoryIsToldUntilItIsGone() throws IOException {
		this.store.open(StoreFixture.CLIENT_ID);
		StoredPublish first = StoreFixture.publish(1, "one");
		this.store.commit(StoreFixture.added(first));
		remove(this.home);
		Files.writeString(this.home, "no directory");
		assertThatThrownBy(() -> this.store.commit(StoreFixture.home("a"))).isInstanceOf(SessionStoreException.class);
		assertRefused(() -> this.store.commit(StoreFixture.home("a")), this.home, "is no directory");
		assertRefused(() -> this.store.read(0, 1, 1), this.home, "is no directory");
		Files.delete(this.home);
		this.store.commit(StoreFixture.home("a"));
		assertThat(reopen().home()).isEqualTo("a");
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first);
	}

	@Test
	void logThatIsRemovedIsNotMissed() throws IOException {
		this.store.open(StoreFixture.CLIENT_ID);
		StoredPublish first = StoreFixture.publish(1, "one");
		this.store.commit(StoreFixture.added(first));
		Files.delete(Path.of(this.file + "-wal"));
		assertRefused(() -> this.store.commit(StoreFixture.home("a")), this.file, "was removed");
		this.store.commit(StoreFixture.home("a"));
		assertThat(reopen().home()).isEqualTo("a");
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first);
	}

	@Test
	void anotherStoreInItsPlaceIsRefused() {
		this.store.open(StoreFixture.CLIENT_ID);
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "one")));
		this.home.toFile().renameTo(this.directory.resolve("away").toFile());
		SessionStore other = SessionStores.sqlite(this.directory.resolve("other"), "default", SyncMode.ALWAYS,
				Duration.ofSeconds(1));
		other.open("other");
		other.close();
		this.directory.resolve("other").toFile().renameTo(this.home.toFile());
		for (int i = 0; i < 3; i++) {
			assertThatThrownBy(() -> this.store.commit(StoreFixture.home("a")))
				.isInstanceOf(SessionStoreException.class);
		}
		assertRefused(() -> this.store.commit(StoreFixture.home("a")), this.file, "was replaced", "restart");
		this.store.close();
		assertThat(other.open("other").home()).isNull();
		other.close();
	}

	@Test
	void newerSchemaIsRefusedAndLeftAsItIs() throws SQLException {
		this.store.open(StoreFixture.CLIENT_ID);
		this.store.close();
		execute("UPDATE mqtt_store_schema SET version = 2");
		assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.file, "schema version 2", "knows 1",
				"use that version");
		execute("UPDATE mqtt_store_schema SET version = 1");
		assertThat(this.store.open(StoreFixture.CLIENT_ID)).isEqualTo(StoredSession.EMPTY);
	}

	@Test
	void missingTableIsTold() throws SQLException {
		this.store.open(StoreFixture.CLIENT_ID);
		this.store.close();
		execute("DROP TABLE mqtt_store_received");
		assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.file, "no such table", "restore");
	}

	@Test
	void fileInPlaceOfTheDirectoryIsRefusedAtOpening() throws IOException {
		Files.writeString(this.home, "no directory");
		assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.home, "is no directory", "use a directory");
	}

	@Test
	void directoryInPlaceOfTheFileIsRefused() throws IOException {
		Files.createDirectories(this.file);
		assertThatThrownBy(() -> this.store.open(StoreFixture.CLIENT_ID)).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining(this.file.toString());
	}

	@Test
	void foreignFileIsRefusedAndLeftAsItIs() throws IOException {
		Files.createDirectories(this.home);
		Files.writeString(this.file, "This is no database. ".repeat(1000));
		assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.file, "damaged", "restore");
		assertThat(this.file).content().startsWith("This is no database. ").hasSize(21_000);
	}

	@Test
	void emptyFileIsDamageAndNoBeginning() throws IOException {
		Files.createDirectories(this.home);
		Files.createFile(this.file);
		assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.file, "it is empty", "remove it");
	}

	@Test
	void logWithoutItsFileIsDamageAndNoBeginning() throws IOException {
		Files.createDirectories(this.home);
		Files.writeString(Path.of(this.file + "-wal"), "log");
		assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.file, "its log is there without it");
	}

	@Test
	void changedMessageIsNotRead() throws SQLException {
		this.store.open(StoreFixture.CLIENT_ID);
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "one"), StoreFixture.publish(2, "two")));
		this.store.close();
		execute("UPDATE mqtt_store_publish SET payload = CAST('eno' AS BLOB) WHERE sequence_no = 1");
		this.store.open(StoreFixture.CLIENT_ID);
		assertRefused(() -> this.store.read(0, 10, 1000), this.file, "damaged", "publication 1", "checksum");
		assertThat(StoreFixture.sequences(this.store.read(1, 10, 1000))).containsExactly(2L);
	}

	@Test
	void readOnlyDirectoryIsTold() throws IOException, InterruptedException {
		Files.createDirectories(this.home);
		mount("-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", this.home.toString());
		try {
			assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.home, "use a directory");
		}
		finally {
			unmount();
		}
		assertThat(this.store.open(StoreFixture.CLIENT_ID)).isEqualTo(StoredSession.EMPTY);
	}

	@Test
	void diskThatBecomesReadOnlyIsToldUntilItIsNot() throws IOException, InterruptedException {
		Files.createDirectories(this.home);
		mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", this.home.toString());
		try {
			this.store.open(StoreFixture.CLIENT_ID);
			StoredPublish first = StoreFixture.publish(1, "one");
			this.store.commit(StoreFixture.added(first));
			this.store.close();
			mount("-o", "remount,ro", this.home.toString());
			assertRefused(() -> this.store.open(StoreFixture.CLIENT_ID), this.home, "use a directory");
			mount("-o", "remount,rw", this.home.toString());
			this.store.open(StoreFixture.CLIENT_ID);
			assertThat(this.store.read(0, 10, 1000)).containsExactly(first);
			this.store.close();
		}
		finally {
			unmount();
		}
	}

	@Test
	void fullDiskIsToldAndLosesNothing() throws IOException, InterruptedException {
		Files.createDirectories(this.home);
		mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", this.home.toString());
		try {
			this.store.open(StoreFixture.CLIENT_ID);
			Path ballast = Files.write(this.home.resolve("ballast"), new byte[1_000_000]);
			long kept = fill();
			StoredPublish next = large(kept + 1);
			assertRefused(() -> this.store.commit(StoreFixture.added(next)), this.file, "no space left", "free some");
			assertThat(StoreFixture.readAll(this.store, 10)).hasSize((int) kept);
			assertRefused(() -> this.store.commit(StoreFixture.added(next)), this.file, "no space left");
			Files.delete(ballast);
			this.store.commit(StoreFixture.added(next));
			assertThat(reopen().messages()).isEqualTo(kept + 1);
			assertThat(StoreFixture.readAll(this.store, 10)).hasSize((int) kept + 1).last().isEqualTo(next);
			this.store.close();
		}
		finally {
			unmount();
		}
	}

	@Test
	void fileThatIsRemovedFromAFullDiskIsMadeAgainOnceThereIsRoom() throws IOException, InterruptedException {
		Files.createDirectories(this.home);
		mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", this.home.toString());
		try {
			this.store.open(StoreFixture.CLIENT_ID);
			Files.write(this.home.resolve("ballast"), new byte[600_000]);
			long kept = fill();
			Files.delete(this.file);
			assertThatThrownBy(() -> this.store.commit(StoreFixture.home("home")))
				.isInstanceOf(SessionStoreException.class);
			assertRefused(() -> this.store.commit(StoreFixture.home("home")), this.file, "no space left");
			assertRefused(() -> this.store.commit(StoreFixture.home("home")), this.file, "no space left");
			mount("-o", "remount,size=8m", this.home.toString());
			this.store.commit(StoreFixture.home("home"));
			StoredSession session = reopen();
			assertThat(session.home()).isEqualTo("home");
			assertThat(session.messages()).isEqualTo(kept);
			assertThat(StoreFixture.readAll(this.store, 10)).hasSize((int) kept);
			this.store.close();
		}
		finally {
			unmount();
		}
	}

	private long fill() {
		for (long sequence = 1; sequence < 1000; sequence++) {
			try {
				this.store.commit(StoreFixture.added(large(sequence)));
			}
			catch (SessionStoreException ex) {
				assertThat(ex).hasMessageContaining("no space left");
				return sequence - 1;
			}
		}
		throw new AssertionError("The disk is not full");
	}

	private static StoredPublish large(long sequence) {
		byte[] payload = new byte[20_000];
		payload[0] = (byte) sequence;
		return StoreFixture.publish(sequence,
				MqttMessage.builder("large").payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	private void mount(String... arguments) throws IOException, InterruptedException {
		int result = run("mount", arguments);
		Assumptions.assumeTrue(result == 0, "Only root may mount a file system of its own");
	}

	private void unmount() throws IOException, InterruptedException {
		this.store.close();
		assertThat(run("umount", this.home.toString())).isZero();
	}

	private static int run(String program, String... arguments) throws IOException, InterruptedException {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/" + program)), "There is no " + program);
		Process process = new ProcessBuilder(Stream.concat(Stream.of(program), Stream.of(arguments)).toList())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

}
