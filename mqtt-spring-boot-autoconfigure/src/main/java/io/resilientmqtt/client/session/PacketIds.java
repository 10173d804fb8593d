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

import org.jspecify.annotations.Nullable;

/**
 * The Packet Identifiers in use by the client's own packets and what each belongs to. An
 * identifier is never given out while it is in use [MQTT-2.2.1-3] (behaviour S16).
 * Belongs to the event loop.
 * <p>
 * Identifiers are taken in a rolling order, skipping those whose slot is taken, so that a
 * table of a few slots serves a few identifiers and grows with the number in use.
 */
final class PacketIds {

	private static final int HIGHEST = 65535;

	private static final int INITIAL_SLOTS = 16;

	private @Nullable Exchange[] slots = new @Nullable Exchange[INITIAL_SLOTS];

	private int size;

	private int last;

	int size() {
		return this.size;
	}

	boolean isExhausted() {
		return this.size == HIGHEST;
	}

	/**
	 * Give an exchange the next free identifier.
	 * @param exchange the exchange
	 */
	void assign(Exchange exchange) {
		if (isExhausted()) {
			throw new IllegalStateException("all 65535 packet identifiers are in use");
		}
		if (this.size * 2 >= this.slots.length && this.slots.length <= HIGHEST) {
			grow();
		}
		int mask = this.slots.length - 1;
		do {
			this.last = (this.last % HIGHEST) + 1;
		}
		while (this.slots[this.last & mask] != null);
		this.slots[this.last & mask] = exchange;
		this.size++;
		exchange.packetId(this.last);
	}

	/**
	 * Give an exchange the identifier that it had before.
	 * @param exchange the exchange
	 * @param packetId 1 to 65535, not in use
	 */
	void restore(Exchange exchange, int packetId) {
		while (this.slots[packetId & (this.slots.length - 1)] != null || this.size * 2 >= this.slots.length) {
			if (this.slots.length > HIGHEST) {
				break;
			}
			grow();
		}
		this.slots[packetId & (this.slots.length - 1)] = exchange;
		this.size++;
		exchange.packetId(packetId);
	}

	@Nullable Exchange find(int packetId) {
		Exchange exchange = this.slots[packetId & (this.slots.length - 1)];
		return (exchange != null && exchange.packetId() == packetId) ? exchange : null;
	}

	/**
	 * Take the identifier of an exchange back.
	 * @param exchange the exchange
	 */
	void release(Exchange exchange) {
		if (find(exchange.packetId()) == exchange) {
			this.slots[exchange.packetId() & (this.slots.length - 1)] = null;
			this.size--;
		}
		exchange.packetId(0);
	}

	private void grow() {
		@Nullable Exchange[] wider = new @Nullable Exchange[this.slots.length * 2];
		for (Exchange exchange : this.slots) {
			if (exchange != null) {
				wider[exchange.packetId() & (wider.length - 1)] = exchange;
			}
		}
		this.slots = wider;
	}

	/**
	 * Something under way that a Packet Identifier stands for.
	 */
	interface Exchange {

		int packetId();

		/**
		 * Note the identifier.
		 * @param packetId 1 to 65535, or 0 for none
		 */
		void packetId(int packetId);

	}

}
