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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Prepares statements for the rows of one session. Where several sessions share the
 * tables, the name of the session is in each row and a parameter of each statement.
 *
 * @param connection the connection
 * @param dialect the dialect
 * @param session the name of the session
 */
record KeyedStatements(Connection connection, Dialect dialect, String session) {

	/**
	 * Return how many parameters the session takes.
	 * @return 0 or 1
	 */
	int keys() {
		return this.dialect.holdsOneSession() ? 0 : 1;
	}

	/**
	 * Return a condition for the rows of the session.
	 * @return a clause, possibly empty
	 */
	String where() {
		return this.dialect.holdsOneSession() ? "" : " WHERE session_name = ?";
	}

	/**
	 * Return a condition for those rows of the session that meet another one.
	 * @return a clause that the other condition follows
	 */
	String and() {
		return this.dialect.holdsOneSession() ? " WHERE " : " WHERE session_name = ? AND ";
	}

	/**
	 * Prepare a statement whose first parameter is the session, if any is.
	 * @param sql the statement
	 * @return the statement, with the session set
	 * @throws SQLException if the database refuses
	 */
	PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql);
		if (keys() > 0) {
			statement.setString(1, this.session);
		}
		return statement;
	}

	/**
	 * Prepare an UPDATE, in which the session is behind the values.
	 * @param sql the statement
	 * @param values how many values it sets
	 * @return the statement, with the session set
	 * @throws SQLException if the database refuses
	 */
	PreparedStatement prepareUpdate(String sql, int values) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql);
		if (keys() > 0) {
			statement.setString(values + 1, this.session);
		}
		return statement;
	}

	/**
	 * Prepare an INSERT.
	 * @param table the table
	 * @param columns its columns
	 * @param parameters what stands for their values
	 * @return the statement, with the session set
	 * @throws SQLException if the database refuses
	 */
	PreparedStatement prepareInsert(String table, String columns, String parameters) throws SQLException {
		return prepare((keys() == 0) ? "INSERT INTO " + table + " (" + columns + ") VALUES (" + parameters + ")"
				: "INSERT INTO " + table + " (session_name, " + columns + ") VALUES (?, " + parameters + ")");
	}

}
