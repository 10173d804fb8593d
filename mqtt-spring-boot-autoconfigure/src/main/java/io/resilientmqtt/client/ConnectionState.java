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

import java.util.Set;

/**
 * State of a client's connection. The legal moves are:
 *
 * <pre>
 *            connect()                 CONNACK accepted
 * DISCONNECTED ────────► CONNECTING ───────────────────► CONNECTED
 *   ▲    ▲                 ▲    │                          │   │
 *   │    │     timer fires │    │ attempt failed           │   │
 *   │    │                 │    ▼                          │   │
 *   │    └──────────── BACKING_OFF ◄───── link lost ───────┘   │
 *   │     disconnect()                                         │
 *   └──────────── disconnect(), first attempt failed ──────────┘
 *
 * any state ──── close() ────► CLOSED
 * </pre>
 *
 * {@code CONNECTING} also falls back to {@code DISCONNECTED} when the first attempt of a
 * fail-fast client fails (behaviour S3) or on {@code disconnect()}.
 */
public enum ConnectionState {

	/**
	 * Not connected and not trying to be: before {@code connect()} and after
	 * {@code disconnect()}.
	 */
	DISCONNECTED,

	/**
	 * An attempt is under way: address lookup, TCP, TLS or the wait for CONNACK.
	 */
	CONNECTING,

	/**
	 * The broker has accepted the connection and the link is alive.
	 */
	CONNECTED,

	/**
	 * Waiting for the next attempt.
	 */
	BACKING_OFF,

	/**
	 * Closed for good.
	 */
	CLOSED;

	/**
	 * Return whether the client is connected or trying to be.
	 * @return {@code false} if the application has yet to connect, has disconnected or
	 * closed the client, or if the first attempt failed
	 */
	public boolean isActive() {
		return this != DISCONNECTED && this != CLOSED;
	}

	/**
	 * Return the states that may follow this one.
	 * @return the legal moves
	 */
	public Set<ConnectionState> next() {
		return switch (this) {
			case DISCONNECTED -> Set.of(CONNECTING, CLOSED);
			case CONNECTING -> Set.of(CONNECTED, BACKING_OFF, DISCONNECTED, CLOSED);
			case CONNECTED -> Set.of(BACKING_OFF, DISCONNECTED, CLOSED);
			case BACKING_OFF -> Set.of(CONNECTING, DISCONNECTED, CLOSED);
			case CLOSED -> Set.of();
		};
	}

}
