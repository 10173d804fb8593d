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
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

import io.resilientmqtt.client.session.SessionStoreException;

/**
 * What SQLite's codes and the file system's exceptions mean, and what to do about it.
 */
final class SqliteFailures {

	private static final int BUSY = 5;

	private static final int READ_ONLY = 8;

	private static final int IO_ERROR = 10;

	private static final int CORRUPT = 11;

	private static final int FULL = 13;

	private static final int CANT_OPEN = 14;

	private static final int NO_DATABASE = 26;

	private SqliteFailures() {
	}

	/**
	 * Tell a failure.
	 * @param file the file of the store
	 * @param what what can't be done
	 * @param ex what SQLite or the file system says
	 * @return the store, the reason and the remedy
	 */
	static SessionStoreException failure(Path file, String what, Exception ex) {
		String words = FailureText.words(ex);
		return (ex instanceof SQLException sql) ? failure(file, what, words, sql)
				: FailureText.failure(file.toString(), what, reason(file, ex, words), remedy(words), ex);
	}

	private static SessionStoreException failure(Path file, String what, String words, SQLException ex) {
		String location = file.toString();
		return switch (ex.getErrorCode() & 0xff) {
			case BUSY -> FailureText.failure(location, what, "another process has it open (" + words + ")",
					"end whatever else reads it, a database browser or a copy for instance", ex);
			case READ_ONLY -> FailureText.failure(location, what, "it is read-only (" + words + ")",
					"let this process write the file and its directory", ex);
			case FULL -> FailureText.failure(location, what, "there is no space left on its disk (" + words + ")",
					"free some, or use another directory", ex);
			case CORRUPT, NO_DATABASE -> damaged(location, what, words, ex);
			case IO_ERROR -> words.contains("SHORT_READ") ? damaged(location, what, words, ex)
					: FailureText.failure(location, what, "its disk fails (" + words + ")",
							"look at the log of the operating system, and whether the disk is full", ex);
			case CANT_OPEN -> FailureText.failure(location, what, "the file can't be opened (" + words + ")",
					"let this process read and write the directory and the files in it", ex);
			default -> words.startsWith("No suitable driver")
					? FailureText.failure(location, what, "there is no driver for SQLite",
							"add org.xerial:sqlite-jdbc to the class path", ex)
					: FailureText.failure(location, what, words,
							"see what SQLite says; if its tables are missing, restore it from a copy or remove it", ex);
		};
	}

	private static SessionStoreException damaged(String location, String what, String words, SQLException ex) {
		return FailureText.failure(location, what, "it is damaged (" + words + ")",
				"restore it from a copy, or remove it, and what begins with its name, to begin anew", ex);
	}

	private static String reason(Path file, Exception ex, String words) {
		Path directory = file.getParent();
		if (ex instanceof FileAlreadyExistsException && directory != null && !Files.isDirectory(directory)) {
			return "'" + directory + "' is no directory";
		}
		if (ex instanceof AccessDeniedException) {
			return "'" + words + "' can't be written by this process";
		}
		return (ex instanceof IOException) ? words : ex.getClass().getSimpleName() + ": " + words;
	}

	private static String remedy(String words) {
		if (words.toLowerCase(Locale.ROOT).contains("no space")) {
			return "free some, or use another directory";
		}
		return "use a directory that this process can make and write files in";
	}

}
