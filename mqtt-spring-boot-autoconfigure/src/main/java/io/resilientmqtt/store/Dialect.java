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

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What databases say in words of their own. Everything else is SQL that all understand.
 */
enum Dialect {

	SQLITE("TEXT", "BLOB", " LIMIT ?", null),

	POSTGRESQL("TEXT", "BYTEA", " FETCH FIRST ? ROWS ONLY", null),

	H2("VARCHAR", "VARBINARY", " FETCH FIRST ? ROWS ONLY", "CHECKPOINT SYNC"),

	OTHER("CLOB", "BLOB", " FETCH FIRST ? ROWS ONLY", null);

	private final String text;

	private final String binary;

	private final String limit;

	private final @Nullable String sync;

	Dialect(String text, String binary, String limit, @Nullable String sync) {
		this.text = text;
		this.binary = binary;
		this.limit = limit;
		this.sync = sync;
	}

	/**
	 * Return the dialect of a database.
	 * @param product its name, as its driver says it
	 * @return the dialect
	 */
	static Dialect of(String product) {
		return switch (product.toLowerCase(Locale.ROOT)) {
			case "postgresql" -> POSTGRESQL;
			case "h2" -> H2;
			default -> OTHER;
		};
	}

	/**
	 * Return whether each session has tables of its own; if not, the name of the session
	 * is in each row.
	 * @return whether there is one session only
	 */
	boolean holdsOneSession() {
		return this == SQLITE;
	}

	String text() {
		return this.text;
	}

	String binary() {
		return this.binary;
	}

	/**
	 * Return the end of a query that limits its rows.
	 * @return a clause with one parameter
	 */
	String limit() {
		return this.limit;
	}

	/**
	 * Return what brings onto the disk what has been committed.
	 * @return a statement, {@code null} if a commit does so
	 */
	@Nullable String sync() {
		return this.sync;
	}

}
