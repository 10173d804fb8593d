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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.session.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often a database is told to sync, and can fail at it.
 */
final class CountingDatabase implements Database {

	private final Database database;

	private final AtomicInteger syncs = new AtomicInteger();

	private volatile @Nullable IOException failure;

	CountingDatabase(Database database) {
		this.database = database;
	}

	int syncs() {
		return this.syncs.get();
	}

	void failBy(@Nullable IOException next) {
		this.failure = next;
	}

	@Override
	public Dialect dialect() {
		return this.database.dialect();
	}

	@Override
	public String location() {
		return this.database.location();
	}

	@Override
	public Connection connect(String owner) throws SQLException {
		return this.database.connect(owner);
	}

	@Override
	public Connection renew(@Nullable Connection old, String owner) throws SQLException {
		return this.database.renew(old, owner);
	}

	@Override
	public boolean isWorthAnotherAttempt() {
		return this.database.isWorthAnotherAttempt();
	}

	@Override
	public void committed(Connection connection) throws SQLException {
		this.database.committed(connection);
	}

	@Override
	public void sync(Connection connection) throws SQLException, IOException {
		IOException next = this.failure;
		if (next != null) {
			throw next;
		}
		this.database.sync(connection);
		this.syncs.incrementAndGet();
	}

	@Override
	public void disconnect(@Nullable Connection connection) throws SQLException {
		this.database.disconnect(connection);
	}

	@Override
	public SessionStoreException failure(String what, Exception ex) {
		return this.database.failure(what, ex);
	}

}
