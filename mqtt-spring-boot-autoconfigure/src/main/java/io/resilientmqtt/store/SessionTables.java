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

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.session.SessionChanges;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one session over one connection, with their statements. What it remembers
 * of them is what the transaction that runs has made of it, so after a failure another
 * one has to be made and to {@link #resume}. It leaves it to the caller to commit.
 */
final class SessionTables {

	private final KeyedStatements statements;

	private final Dialect dialect;

	private final String location;

	private final PreparedStatement insert;

	private final PreparedStatement update;

	private final PreparedStatement delete;

	private final PreparedStatement mark;

	private final ReceivedTable received;

	private String owner = "";

	private long lastSequence;

	/**
	 * Create the tables.
	 * @param statements for a connection that does not commit by itself
	 * @param location which store it is, for people
	 * @throws SQLException if the tables are not as they should be
	 */
	SessionTables(KeyedStatements statements, String location) throws SQLException {
		this.statements = statements;
		this.dialect = statements.dialect();
		this.location = location;
		this.received = new ReceivedTable(statements);
		this.insert = statements.prepareInsert("mqtt_store_publish", PublishRow.COLUMNS, PublishRow.PARAMETERS);
		this.update = statements.prepareUpdate("UPDATE mqtt_store_publish SET packet_id = ?, qos = ?, released = ?"
				+ statements.and() + "sequence_no = ?", 3);
		this.delete = statements
			.prepare("DELETE FROM mqtt_store_publish" + statements.and() + "sequence_no BETWEEN ? AND ?");
		this.mark = statements
			.prepareUpdate("UPDATE mqtt_store_session SET last_sequence = ?" + statements.and() + "owner = ?", 1);
	}

	/**
	 * Return the highest sequence ever used.
	 * @return the sequence, 0 if there was none
	 */
	long lastSequence() {
		return this.lastSequence;
	}

	/**
	 * Take the session over for an owner, and make it where there is none.
	 * @param clientId the Client Identifier
	 * @param newOwner who owns it from now on
	 * @return what is kept
	 * @throws SQLException if it can't be read or written
	 * @throws SessionStoreException if the session is that of another Client Identifier
	 */
	StoredSession begin(String clientId, String newOwner) throws SQLException {
		String home = null;
		boolean known;
		try (PreparedStatement select = this.statements
			.prepare("SELECT client_id, home FROM mqtt_store_session" + this.statements.where());
				ResultSet row = select.executeQuery()) {
			known = row.next();
			if (known) {
				checkClientId(clientId, row.getString(1));
				home = row.getString(2);
			}
		}
		if (known) {
			try (PreparedStatement take = this.statements
				.prepareUpdate("UPDATE mqtt_store_session SET owner = ?" + this.statements.where(), 1)) {
				take.setString(1, newOwner);
				take.executeUpdate();
			}
		}
		else {
			try (PreparedStatement make = this.statements.prepareInsert("mqtt_store_session",
					"client_id, last_sequence, owner", "?, 0, ?")) {
				make.setString(this.statements.keys() + 1, clientId);
				make.setString(this.statements.keys() + 2, newOwner);
				make.executeUpdate();
			}
		}
		resume(newOwner, 0);
		return load(home);
	}

	private void checkClientId(String clientId, @Nullable String stored) {
		if (!clientId.equals(stored)) {
			throw new SessionStoreException("Store " + this.location + " has the session of client id '" + stored
					+ "', and this client is '" + clientId
					+ "'; use that client id, or another store, or remove this one with all messages in it");
		}
	}

	private StoredSession load(@Nullable String home) throws SQLException {
		long messages = 0;
		long bytes = 0;
		try (PreparedStatement count = this.statements.prepare(
				"SELECT COUNT(*), COALESCE(SUM(payload_size), 0) FROM mqtt_store_publish" + this.statements.where());
				ResultSet row = count.executeQuery()) {
			if (row.next()) {
				messages = row.getLong(1);
				bytes = row.getLong(2);
			}
		}
		try (PreparedStatement select = select("packet_id > 0")) {
			return new StoredSession(home, rows(select), messages, bytes, this.lastSequence, this.received.packetIds());
		}
	}

	private PreparedStatement select(String condition) throws SQLException {
		return this.statements.prepare("SELECT " + PublishRow.COLUMNS + " FROM mqtt_store_publish"
				+ this.statements.and() + condition + " ORDER BY sequence_no");
	}

	private List<StoredPublish> rows(PreparedStatement select) throws SQLException {
		List<StoredPublish> publishes = new ArrayList<>();
		try (ResultSet row = select.executeQuery()) {
			while (row.next()) {
				publishes.add(PublishRow.get(row, this.location));
			}
		}
		return publishes;
	}

	/**
	 * Make sure that the tables are still those which the owner has taken over, and read
	 * what has become of a transaction of which nothing is known.
	 * @param presentOwner the owner
	 * @param atLeast the highest sequence that was surely committed
	 * @throws SQLException if they can't be read
	 * @throws SessionStoreException if they are others
	 */
	void resume(String presentOwner, long atLeast) throws SQLException {
		this.owner = presentOwner;
		try (PreparedStatement select = this.statements
			.prepare("SELECT owner, last_sequence FROM mqtt_store_session" + this.statements.where());
				ResultSet row = select.executeQuery()) {
			if (!row.next()) {
				throw notOurs("was emptied while it was in use");
			}
			if (!presentOwner.equals(row.getString(1))) {
				throw notOurs("was taken over by " + row.getString(1) + " while it was in use");
			}
			this.lastSequence = row.getLong(2);
			if (this.lastSequence < atLeast) {
				throw notOurs("was put back to an earlier state while it was in use");
			}
		}
		this.received.load();
	}

	private SessionStoreException notOurs(String reason) {
		return new SessionStoreException("Store " + this.location + " " + reason
				+ "; nothing is written to it any more: restart the application to use it as it is now");
	}

	/**
	 * Write changes.
	 * @param changes the changes
	 * @throws SQLException if they can't be written
	 * @throws SessionStoreException if somebody else has taken the session over
	 */
	void write(SessionChanges changes) throws SQLException {
		if (changes.dropped() > 0) {
			drop(changes.dropped());
		}
		remove(changes.removed());
		move(changes.moved());
		add(changes.added());
		this.received.write(changes);
		if (changes.home() != null) {
			writeHome(changes.home());
		}
	}

	private void drop(long upTo) throws SQLException {
		try (PreparedStatement drop = this.statements
			.prepare("DELETE FROM mqtt_store_publish" + this.statements.and() + "packet_id = 0 AND sequence_no <= ?")) {
			drop.setLong(this.statements.keys() + 1, upTo);
			drop.executeUpdate();
		}
	}

	// Sequences that follow each other, which is how most end, are removed at once.
	private void remove(List<Long> sequences) throws SQLException {
		if (sequences.isEmpty()) {
			return;
		}
		long[] sorted = sequences.stream().mapToLong(Long::longValue).sorted().toArray();
		int first = 0;
		for (int i = 1; i <= sorted.length; i++) {
			if (i == sorted.length || sorted[i] > sorted[i - 1] + 1) {
				addDelete(sorted[first], sorted[i - 1]);
				first = i;
			}
		}
		this.delete.executeBatch();
	}

	private void addDelete(long first, long last) throws SQLException {
		this.delete.setLong(this.statements.keys() + 1, first);
		this.delete.setLong(this.statements.keys() + 2, last);
		this.delete.addBatch();
	}

	private void move(List<StoredPublish> moved) throws SQLException {
		if (moved.isEmpty()) {
			return;
		}
		for (StoredPublish publish : moved) {
			this.update.setInt(1, publish.packetId());
			this.update.setInt(2, publish.qos().value());
			this.update.setInt(3, publish.released() ? 1 : 0);
			this.update.setLong(4 + this.statements.keys(), publish.sequence());
			this.update.addBatch();
		}
		this.update.executeBatch();
	}

	private void add(List<StoredPublish> added) throws SQLException {
		boolean repeated = false;
		long highest = this.lastSequence;
		for (StoredPublish publish : added) {
			if (publish.sequence() <= this.lastSequence) { // it may be there
				addDelete(publish.sequence(), publish.sequence());
				repeated = true;
			}
			highest = Math.max(highest, publish.sequence());
			PublishRow.set(this.insert, this.statements.keys(), publish);
			this.insert.addBatch();
		}
		if (repeated) {
			this.delete.executeBatch();
		}
		if (!added.isEmpty()) {
			this.insert.executeBatch();
		}
		mark(highest);
	}

	// With others in the same tables the row is written in any case, which shows whether
	// the session is still ours.
	private void mark(long highest) throws SQLException {
		if (highest == this.lastSequence && this.dialect.holdsOneSession()) {
			return;
		}
		this.mark.setLong(1, highest);
		this.mark.setString(2 + this.statements.keys(), this.owner);
		if (this.mark.executeUpdate() != 1) {
			resume(this.owner, this.lastSequence); // says why
			throw notOurs("was taken over while it was in use");
		}
		this.lastSequence = highest;
	}

	private void writeHome(String home) throws SQLException {
		try (PreparedStatement statement = this.statements
			.prepareUpdate("UPDATE mqtt_store_session SET home = ?" + this.statements.where(), 1)) {
			statement.setString(1, home);
			statement.executeUpdate();
		}
	}

	/**
	 * Read publications that are not in flight.
	 * @param after the sequence behind which to begin
	 * @param maxMessages how many at most
	 * @param maxBytes how many payload bytes at most; one message is read in any case
	 * @return the publications in the order of their sequence
	 * @throws SQLException if they can't be read
	 * @throws SessionStoreException if one is damaged
	 */
	List<StoredPublish> read(long after, int maxMessages, long maxBytes) throws SQLException {
		long last = lastThatFits(after, maxMessages, maxBytes);
		if (last == after) {
			return List.of();
		}
		try (PreparedStatement select = select("packet_id = 0 AND sequence_no BETWEEN ? AND ?")) {
			select.setLong(this.statements.keys() + 1, after + 1);
			select.setLong(this.statements.keys() + 2, last);
			return rows(select);
		}
	}

	// Looks at the lengths first, because some drivers read all rows of a result.
	private long lastThatFits(long after, int maxMessages, long maxBytes) throws SQLException {
		try (PreparedStatement select = this.statements
			.prepare("SELECT sequence_no, payload_size FROM mqtt_store_publish" + this.statements.and()
					+ "packet_id = 0 AND sequence_no > ? ORDER BY sequence_no" + this.dialect.limit())) {
			select.setLong(this.statements.keys() + 1, after);
			select.setInt(this.statements.keys() + 2, maxMessages);
			long last = after;
			long bytes = 0;
			try (ResultSet row = select.executeQuery()) {
				while (row.next()) {
					bytes += row.getLong(2);
					if (bytes > maxBytes && last != after) {
						break;
					}
					last = row.getLong(1);
				}
			}
			return last;
		}
	}

}
