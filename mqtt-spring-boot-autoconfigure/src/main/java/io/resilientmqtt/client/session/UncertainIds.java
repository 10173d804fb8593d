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

import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * The Packet Identifiers of which the server may remember an exchange that this process
 * knows nothing of: an earlier one has begun it and was killed. A server takes what is
 * published with such an identifier for a repetition and drops it. So PUBREL is sent for
 * it first, which has the server pass the earlier message on; with PUBCOMP the identifier
 * is free [MQTT-4.3.3-8], [MQTT-2.2.1-4]. They are asked for in blocks, when the first is
 * needed. Belongs to the event loop.
 */
public final class UncertainIds {

	private static final int HIGHEST = 65535;

	/** Asked for at once: few enough for one small write. */
	private static final int BLOCK = 256;

	private final BitSet uncertain = new BitSet();

	/** Those for which PUBREL is due, or was sent on this connection. */
	private final BitSet asked = new BitSet();

	private int due;

	private int dueEnd;

	/**
	 * Nothing is known of any identifier.
	 */
	void all() {
		this.uncertain.set(1, HIGHEST + 1);
		startOver();
	}

	/**
	 * The server remembers nothing.
	 */
	void none() {
		this.uncertain.clear();
		startOver();
	}

	/**
	 * A connection begins, on which nothing was asked yet.
	 */
	void startOver() {
		this.asked.clear();
		this.due = 0;
		this.dueEnd = 0;
	}

	/**
	 * Return whether an identifier is free, and have it asked for otherwise.
	 * @param packetId the Packet Identifier
	 * @return {@code false} until PUBCOMP has come
	 */
	boolean isFree(int packetId) {
		if (!this.uncertain.get(packetId)) {
			return true;
		}
		if (!this.asked.get(packetId)) {
			this.due = packetId;
			this.dueEnd = Math.min(packetId + BLOCK, HIGHEST + 1);
		}
		return false;
	}

	/**
	 * Return whether PUBREL is due for any identifier.
	 * @return whether it is
	 */
	public boolean isDue() {
		return this.due != 0;
	}

	/**
	 * Send PUBREL for those for which it is due.
	 * @param send sends one
	 */
	public void ask(IntConsumer send) {
		int id = this.uncertain.nextSetBit(this.due);
		while (id > 0 && id < this.dueEnd) {
			if (!this.asked.get(id)) {
				this.asked.set(id);
				send.accept(id);
			}
			id = this.uncertain.nextSetBit(id + 1);
		}
		this.due = 0;
	}

	/**
	 * A PUBCOMP arrived.
	 * @param packetId its Packet Identifier
	 * @return whether it is for one of these
	 */
	public boolean pubcomp(int packetId) {
		boolean known = this.asked.get(packetId);
		this.asked.clear(packetId);
		this.uncertain.clear(packetId);
		return known;
	}

	/**
	 * The server does not answer: it has nothing to release.
	 */
	public void giveUp() {
		none();
	}

	/**
	 * Return whether PUBCOMP is awaited for any.
	 * @return whether it is
	 */
	public boolean areAwaited() {
		return !this.asked.isEmpty();
	}

}
