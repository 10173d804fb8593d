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

import org.jspecify.annotations.Nullable;

/**
 * What a store has kept of a session.
 *
 * @param home with which servers and by which protocol version it was, as
 * {@link SessionChanges#home()} said last; {@code null} if no server has accepted the
 * session yet
 * @param inFlight the publications in flight, in the order of their sequence
 * @param messages how many publications are kept, those in flight and the others
 * @param bytes how many payload bytes they have
 * @param lastSequence the highest sequence ever used, 0 if there was none
 * @param received the Packet Identifiers of received QoS 2 messages that have been
 * handled and whose PUBREL is awaited
 */
public record StoredSession(@Nullable String home, List<StoredPublish> inFlight, long messages, long bytes,
		long lastSequence, List<Integer> received) {

	/** A session of which nothing is kept. */
	public static final StoredSession EMPTY = new StoredSession(null, List.of(), 0, 0, 0, List.of());

	public StoredSession {
		inFlight = List.copyOf(inFlight);
		received = List.copyOf(received);
	}

	/**
	 * Return whether anything has ever been kept, or a server has accepted the session.
	 * @return {@code false} for a store that has just been made
	 */
	public boolean isKnown() {
		return this.home != null || this.lastSequence > 0;
	}

}
