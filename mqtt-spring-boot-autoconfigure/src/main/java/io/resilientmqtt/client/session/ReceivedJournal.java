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
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Which received QoS 2 messages the store knows as handled, and which it is to know.
 * Belongs to the event loop.
 */
final class ReceivedJournal {

	/** Packet Identifiers that the store has. */
	private final BitSet recorded = new BitSet();

	/** Those that it is to have. */
	private final BitSet wanted = new BitSet();

	/** Those that have changed since the last commit began. */
	private final BitSet touched = new BitSet();

	/** Those that the commit is about. */
	private final BitSet committing = new BitSet();

	/** Those of them that it adds. */
	private final BitSet adding = new BitSet();

	private boolean cleared;

	private boolean clearing;

	ReceivedJournal(List<Integer> kept) {
		kept.forEach(this.recorded::set);
		this.wanted.or(this.recorded);
	}

	/**
	 * A message has been handled.
	 * @param packetId its Packet Identifier
	 * @return whether the store knows
	 */
	boolean handled(int packetId) {
		if (!this.wanted.get(packetId)) {
			this.wanted.set(packetId);
			this.touched.set(packetId);
		}
		return this.recorded.get(packetId) && !this.touched.get(packetId) && !this.committing.get(packetId);
	}

	/**
	 * An exchange is over.
	 * @param packetId its Packet Identifier
	 * @return whether the store has forgotten it, or never knew
	 */
	boolean released(int packetId) {
		if (this.wanted.get(packetId)) {
			this.wanted.clear(packetId);
			this.touched.set(packetId);
		}
		return !this.recorded.get(packetId) && !this.committing.get(packetId);
	}

	/**
	 * The broker knows nothing of any message.
	 */
	void clear() {
		if (!this.wanted.isEmpty() || !this.recorded.isEmpty()) {
			this.wanted.clear();
			this.touched.clear();
			this.cleared = true;
		}
	}

	boolean hasChanges() {
		return this.cleared || !this.touched.isEmpty();
	}

	void commitBegins() {
		this.committing.or(this.touched);
		this.touched.clear();
		this.adding.or(this.wanted);
		this.adding.and(this.committing);
		this.clearing = this.cleared;
		this.cleared = false;
	}

	boolean isUnchanged() {
		return !this.clearing && this.committing.isEmpty();
	}

	boolean isCleared() {
		return this.clearing;
	}

	List<Integer> added() {
		return this.adding.stream().boxed().toList();
	}

	List<Integer> removed() {
		BitSet removed = (BitSet) this.committing.clone();
		removed.andNot(this.adding);
		return removed.stream().boxed().toList();
	}

	/**
	 * The store has made the changes.
	 * @param forgotten told what it does not have any more, and is not to have
	 */
	void commitEnds(IntConsumer forgotten) {
		if (this.clearing) {
			this.recorded.clear();
			this.clearing = false;
		}
		BitSet removed = (BitSet) this.committing.clone();
		removed.andNot(this.adding);
		this.recorded.or(this.adding);
		this.recorded.andNot(removed);
		this.committing.clear();
		this.adding.clear();
		removed.andNot(this.wanted);
		removed.stream().forEach(forgotten);
	}

	void commitFailed() {
		this.touched.or(this.committing);
		this.committing.clear();
		this.adding.clear();
		this.cleared |= this.clearing;
		this.clearing = false;
	}

}
