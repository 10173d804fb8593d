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

package io.resilientmqtt.client.netty;

import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ProtocolVersion;

/**
 * Which version one server speaks, as far as is known: MQTT 5 until it turns out not to
 * be so. That it speaks only 3.1.1 may be what it says, and holds until it says
 * otherwise; or it is a guess, for it closed the connection or said nothing, and a
 * network may do that too. A guess that 3.1.1 has borne out holds for ten minutes, then
 * for twenty and so on up to a day. On the event loop.
 */
final class NegotiatedVersion {

	private static final long SHORTEST_GUESS = TimeUnit.MINUTES.toNanos(10);

	private static final long LONGEST_GUESS = TimeUnit.DAYS.toNanos(1);

	private ProtocolVersion version = ProtocolVersion.MQTT_5;

	/** Whether the server has accepted a connection in that version. */
	private boolean accepted;

	private boolean guessed;

	private long guessedAt;

	/** How long the guess holds; twice as long the next time. */
	private long holds;

	/**
	 * Return the version to ask for.
	 * @param now the time in nanoseconds
	 * @return the version
	 */
	ProtocolVersion next(long now) {
		if (this.guessed && this.accepted && now - this.guessedAt > this.holds) {
			use(ProtocolVersion.MQTT_5);
		}
		return this.version;
	}

	/**
	 * The server has accepted a connection in that version.
	 * @param now the time in nanoseconds
	 */
	void accepted(long now) {
		if (this.version == ProtocolVersion.MQTT_5) {
			this.holds = 0;
		}
		else if (this.guessed && !this.accepted) {
			this.guessedAt = now;
			this.holds = Math.min(Math.max(2 * this.holds, SHORTEST_GUESS), LONGEST_GUESS);
		}
		this.accepted = true;
	}

	/**
	 * A connection in that version failed: change to the other if it was for the version.
	 * @param refused whether the server said so
	 * @param unanswered whether it did not answer CONNECT at all
	 * @return whether 3.1.1 is to be asked for now
	 */
	boolean failed(boolean refused, boolean unanswered) {
		if (this.version == ProtocolVersion.MQTT_5) {
			// Once it was accepted, a connection closed without a word has another reason
			boolean falls = refused || (unanswered && !this.accepted);
			if (falls) {
				use(ProtocolVersion.MQTT_3_1_1);
				this.guessed = !refused;
			}
			return falls;
		}
		if (refused || !this.accepted) {
			use(ProtocolVersion.MQTT_5);
		}
		return false;
	}

	private void use(ProtocolVersion version) {
		this.version = version;
		this.accepted = false;
		this.guessed = false;
	}

}
