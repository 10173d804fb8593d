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
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;

import javax.sql.DataSource;

import io.resilientmqtt.client.session.SessionStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes stores of sessions. A store is for one client; nothing is opened before
 * {@link SessionStore#open}, and a store that was closed may be opened again.
 * <p>
 * When a store fails it throws a
 * {@link io.resilientmqtt.client.session.SessionStoreException}, and works again once the
 * cause is gone. A SQLite file that is removed while it is in use is made again with all
 * that was in it. A session that was replaced, emptied or taken over while it was in use
 * is refused until the application starts anew: nothing is mixed, and nothing forgotten
 * without a word.
 */
public final class SessionStores {

	private static final int MAX_NAME = 255;

	private static final int MAX_FILE_NAME = 100;

	private static final int HASH = 8;

	private SessionStores() {
	}

	/**
	 * Return a store in a SQLite file of its own. {@code org.xerial:sqlite-jdbc} has to
	 * be there.
	 * @param directory the directory, on a local disk; made by {@code open} if it is not
	 * there
	 * @param name the name of the client, 1 to 255 characters, from which that of the
	 * file is made
	 * @param sync when what was written is safe from a power cut
	 * @param interval how long that may take in the mode {@code INTERVAL}, 1 ms or more
	 * @return the store, which is not open
	 * @throws IllegalArgumentException if the name or the interval is out of range
	 */
	public static SessionStore sqlite(Path directory, String name, SyncMode sync, Duration interval) {
		Objects.requireNonNull(directory, "'directory' must not be null");
		check(name, sync, interval);
		if (directory.toString().contains("?")) {
			throw new IllegalArgumentException("directory '" + directory
					+ "' has a question mark, which SQLite's driver takes for the end of it; use another");
		}
		return new JdbcSessionStore(new SqliteFile(directory.resolve(fileName(name)), sync == SyncMode.ALWAYS), name,
				timed(sync, interval));
	}

	/**
	 * Return a store in tables of a database, which several clients may share. The tables
	 * {@code mqtt_store_*} are made by {@code open} unless they are there. One connection
	 * is kept while the store is open, two with databases other than PostgreSQL. Where a
	 * database does not lock a row that is selected for an update, HSQLDB for example, a
	 * second store is not refused; it takes the session over, and the first writes
	 * nothing more.
	 * <p>
	 * On PostgreSQL {@code INTERVAL} and {@code NEVER} are
	 * {@code synchronous_commit=off}, on H2 {@code CHECKPOINT SYNC} is executed as
	 * {@code sync} says, which takes the rights of an administrator; other databases sync
	 * as they are configured to.
	 * @param dataSource leads to the database
	 * @param name the name of the client, 1 to 255 characters; no two clients may have
	 * the same
	 * @param sync when what was written is safe from a power cut
	 * @param interval how long that may take in the mode {@code INTERVAL}, 1 ms or more
	 * @return the store, which is not open
	 * @throws IllegalArgumentException if the name or the interval is out of range
	 */
	public static SessionStore jdbc(DataSource dataSource, String name, SyncMode sync, Duration interval) {
		Objects.requireNonNull(dataSource, "'dataSource' must not be null");
		check(name, sync, interval);
		return new JdbcSessionStore(new DataSourceDatabase(dataSource, name, sync), name, timed(sync, interval));
	}

	private static void check(String name, SyncMode sync, Duration interval) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(sync, "'sync' must not be null");
		Objects.requireNonNull(interval, "'interval' must not be null");
		if (name.isEmpty() || name.length() > MAX_NAME) {
			throw new IllegalArgumentException(
					"name has " + name.length() + " characters; use 1 to " + MAX_NAME + " of them");
		}
		if (interval.toMillis() < 1) {
			throw new IllegalArgumentException("interval " + interval.toNanos() + "ns is too short; use 1ms or more");
		}
	}

	private static @Nullable Duration timed(SyncMode sync, Duration interval) {
		return (sync == SyncMode.INTERVAL) ? interval : null;
	}

	// Different names make different files, on every file system.
	static String fileName(String name) {
		StringBuilder safe = new StringBuilder("mqtt-");
		boolean same = true;
		for (int i = 0; i < name.length() && i < MAX_FILE_NAME; i++) {
			char letter = name.charAt(i);
			boolean plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-'
					|| letter == '_';
			safe.append(plain ? letter : '_');
			same &= plain;
		}
		if (!same || name.length() > MAX_FILE_NAME) {
			safe.append('-').append(hash(name));
		}
		return safe.append(".db").toString();
	}

	private static String hash(String name) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, HASH);
		}
		catch (NoSuchAlgorithmException ex) { // every Java has it
			throw new IllegalStateException(ex);
		}
	}

}
