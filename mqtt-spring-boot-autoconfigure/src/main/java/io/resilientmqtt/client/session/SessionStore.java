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

package io.resilientmqtt.client.session;

import java.util.List;

/**
 * Keeps a session where it outlives the process: publications until their exchange is
 * over, and the identifiers of received QoS 2 messages. The session decides what is kept
 * and when; a store writes and reads.
 * <p>
 * Its methods block. They are called one at a time: {@link #open} and {@link #close} by
 * the thread that makes or closes the client, the others by a thread of the client's that
 * does nothing else. Whoever opens a store owns it, and no second one, in this process or
 * another, may open the same before it is closed or the owner's process has ended.
 */
public interface SessionStore {

	/**
	 * Open the store, and make it where there is none.
	 * @param clientId the Client Identifier whose session it is
	 * @return what is kept
	 * @throws SessionStoreException if it can't be opened: it belongs to another Client
	 * Identifier, somebody else has it open, it is damaged or can't be reached or
	 * written. The message names the store, the reason and the remedy
	 */
	StoredSession open(String clientId);

	/**
	 * Make changes, all or none of them, and return when they are as safe as they are
	 * going to be.
	 * @param changes the changes
	 * @throws SessionStoreException if that failed. The same changes will be part of a
	 * later call: none of them may be lost or refused because an earlier call has made
	 * them after all
	 */
	void commit(SessionChanges changes);

	/**
	 * Read publications that are not in flight, in the order of their sequence.
	 * @param after the sequence behind which to begin
	 * @param maxMessages how many at most, 1 or more
	 * @param maxBytes how many payload bytes at most; one message is read in any case
	 * @return the publications; fewer than {@code maxMessages} where there are no more or
	 * {@code maxBytes} are reached
	 * @throws SessionStoreException if that failed
	 */
	List<StoredPublish> read(long after, int maxMessages, long maxBytes);

	/**
	 * Make what is not yet safe so, and give the store free. Closing twice does nothing.
	 */
	void close();

	/**
	 * Return where it keeps the session, for people.
	 * @return the file or the database, without anything secret
	 */
	String location();

}
