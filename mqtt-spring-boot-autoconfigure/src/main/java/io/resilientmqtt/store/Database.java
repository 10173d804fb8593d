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

import io.resilientmqtt.client.session.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where the tables of a session are: how to get there alone, and what to tell if that
 * fails. Used by one thread at a time.
 */
interface Database {

	Dialect dialect();

	/**
	 * Return where it is, for people.
	 * @return the location, without anything secret
	 */
	String location();

	/**
	 * Lock and connect, and make the tables fit.
	 * @param owner who is going to own the session
	 * @return a connection that does not commit by itself
	 * @throws SQLException if that failed
	 * @throws SessionStoreException if somebody else has it open, and in all other cases
	 * that are known better here
	 */
	Connection connect(String owner) throws SQLException;

	/**
	 * Get a connection that works again after a failure.
	 * @param old the connection that was used
	 * @param owner who owns the session
	 * @return that connection or another one; what is open on the old one is rolled back
	 * @throws SQLException if that failed
	 * @throws SessionStoreException as {@link #connect}
	 */
	Connection renew(@Nullable Connection old, String owner) throws SQLException;

	/**
	 * Say whether one more attempt, at once, over another connection makes sense.
	 * @return whether to try again
	 */
	boolean isWorthAnotherAttempt();

	/**
	 * Called after each commit, before it counts.
	 * @param connection the connection
	 * @throws SQLException if it does not count
	 * @throws SessionStoreException if it does not count
	 */
	void committed(Connection connection) throws SQLException;

	/**
	 * Bring all that has been committed onto the disk, unless each commit does so.
	 * @param connection the connection
	 * @throws SQLException if that failed
	 * @throws IOException if that failed
	 */
	void sync(Connection connection) throws SQLException, IOException;

	/**
	 * Disconnect and unlock.
	 * @param connection the connection, {@code null} if there is none
	 * @throws SQLException if the connection could not be closed; it is unlocked all the
	 * same
	 */
	void disconnect(@Nullable Connection connection) throws SQLException;

	/**
	 * Tell a failure.
	 * @param what what can't be done: opened, read or written
	 * @param ex what the database says
	 * @return the store, the reason and the remedy
	 */
	SessionStoreException failure(String what, Exception ex);

}
