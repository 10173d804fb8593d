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
import java.util.BitSet;
import java.util.List;

import io.resilientmqtt.client.session.SessionChanges;

/**
 * The identifiers of received messages. It remembers which are there, so that none is
 * written twice.
 */
final class ReceivedTable {

	private final KeyedStatements statements;

	private final BitSet present = new BitSet();

	ReceivedTable(KeyedStatements statements) {
		this.statements = statements;
	}

	/**
	 * Read which identifiers are there.
	 * @throws SQLException if they can't be read
	 */
	void load() throws SQLException {
		this.present.clear();
		try (PreparedStatement select = this.statements
			.prepare("SELECT packet_id FROM mqtt_store_received" + this.statements.where());
				ResultSet row = select.executeQuery()) {
			while (row.next()) {
				this.present.set(row.getInt(1));
			}
		}
	}

	List<Integer> packetIds() {
		return this.present.stream().boxed().toList();
	}

	/**
	 * Write what has changed.
	 * @param changes the changes
	 * @throws SQLException if they can't be written
	 */
	void write(SessionChanges changes) throws SQLException {
		if (changes.receivedCleared() && !this.present.isEmpty()) {
			try (PreparedStatement clear = this.statements
				.prepare("DELETE FROM mqtt_store_received" + this.statements.where())) {
				clear.executeUpdate();
			}
			this.present.clear();
		}
		if (!changes.receivedRemoved().isEmpty()) {
			try (PreparedStatement delete = this.statements
				.prepare("DELETE FROM mqtt_store_received" + this.statements.and() + "packet_id = ?")) {
				write(delete, changes.receivedRemoved(), false);
			}
		}
		if (!changes.receivedAdded().isEmpty()) {
			try (PreparedStatement insert = this.statements.prepareInsert("mqtt_store_received", "packet_id", "?")) {
				write(insert, changes.receivedAdded(), true);
			}
		}
	}

	private void write(PreparedStatement statement, List<Integer> packetIds, boolean add) throws SQLException {
		boolean changed = false;
		for (int packetId : packetIds) {
			if (this.present.get(packetId) != add) {
				this.present.set(packetId, add);
				statement.setInt(this.statements.keys() + 1, packetId);
				statement.addBatch();
				changed = true;
			}
		}
		if (changed) {
			statement.executeBatch();
		}
	}

}
