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

package io.resilientmqtt.client;

import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.client.session.SessionStore;

/**
 * Where a session is kept so that it survives the process, and how much of it.
 *
 * @param store the store, for one client only
 * @param maxMessages how many QoS 1 and 2 publications are kept, 1 or more; how many of
 * them are in memory is limited by {@link PublishOptions#maxPending()}
 * @param maxBytes how many payload bytes are kept, 1 or more; one message always fits
 * into an empty store
 * @param overflow what happens when it is full
 * @param onFailure what happens when it can't be written
 */
public record StoreOptions(SessionStore store, long maxMessages, long maxBytes, Overflow overflow,
		OnFailure onFailure) {

	private static final long MESSAGES = 10_000_000;

	private static final long BYTES = 1024L * 1024 * 1024;

	public StoreOptions {
		Arguments.required("store", store);
		Arguments.required("overflow", overflow);
		Arguments.required("onFailure", onFailure);
		if (maxMessages < 1) {
			throw new InvalidOptionException("store.max-messages", maxMessages, "use 1 or more");
		}
		if (maxBytes < 1) {
			throw new InvalidOptionException("store.max-bytes", maxBytes, "use 1 or more");
		}
	}

	/**
	 * Create options for 10,000,000 messages or 1 GiB, blocking, that stop on failure.
	 * @param store the store
	 */
	public StoreOptions(SessionStore store) {
		this(store, MESSAGES, BYTES, Overflow.BLOCK, OnFailure.STOP);
	}

	/**
	 * What happens when the store can't be opened or written.
	 */
	public enum OnFailure {

		/**
		 * The client is not made if the store can't be opened. If it can't be written,
		 * the client disconnects and refuses QoS 1 and 2 publications until it can be
		 * written again.
		 */
		STOP,

		/**
		 * The client goes on in memory, as without a store, and writes what there is as
		 * soon as the store can be written again.
		 */
		MEMORY

	}

}
