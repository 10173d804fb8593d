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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What a session with a store does besides: has changes written, keeps what has to wait
 * for that, and leaves the end of a long queue to the store. Belongs to the event loop.
 *
 * @param <R> the result of a publication
 */
public final class SessionKeeper<R> {

	private final SessionJournal<R> journal;

	private final OutboundQueue<R> queue;

	private final OutboundExchanges<R> outbound;

	private final StoredTail<R> tail;

	/** Publications whose PUBREL was waiting for the store. */
	private final Deque<OutboundPublish<R>> releasable = new ArrayDeque<>();

	SessionKeeper(StoredSession kept, SessionJournal<R> journal, Function<StoredPublish, OutboundPublish<R>> restore,
			BooleanSupplier memoryIsShort, OutboundQueue<R> queue, OutboundExchanges<R> outbound) {
		this.journal = journal;
		this.queue = queue;
		this.outbound = outbound;
		this.tail = new StoredTail<>(kept, journal, restore, memoryIsShort);
	}

	/**
	 * A connection begins.
	 */
	void bind() {
		this.releasable.clear();
		for (OutboundPublish<R> publish = this.outbound.all().first(); publish != null; publish = publish.next) {
			StoreEntry entry = publish.entry();
			if (entry != null) {
				entry.releaseDue(false); // it is sent in its turn
			}
		}
	}

	/**
	 * Return whether the session is where it was, and note where it is.
	 * @param home servers and protocol version
	 * @return whether it is the session that is kept
	 */
	boolean isAt(String home) {
		boolean known = home.equals(this.journal.home());
		this.journal.home(home);
		return known;
	}

	/**
	 * Queue publications, and give those that are to be kept their places in the order.
	 * @param newest the newest of them, linked to the one before it, and so on
	 * @param now the time in nanoseconds
	 */
	void enqueue(OutboundPublish<R> newest, long now) {
		int count = 0;
		for (OutboundPublish<R> publish = newest; publish != null; publish = publish.link()) {
			count++;
		}
		if (this.tail.takes(this.queue.size())) {
			this.tail.add(newest, now);
		}
		else {
			this.queue.addAll(newest, now);
		}
		OutboundPublish<R> oldest = newest;
		for (int older = count - 1; older > 0 && oldest.previous != null; older--) {
			oldest = oldest.previous;
		}
		for (OutboundPublish<R> publish = oldest; publish != null; publish = publish.next) {
			this.journal.accepted(publish);
		}
	}

	void changed(OutboundPublish<R> publish) {
		this.journal.changed(publish);
	}

	boolean mayLeave(OutboundPublish<R> publish) {
		return this.journal.mayLeave(publish);
	}

	void remove(OutboundPublish<R> publish) {
		this.tail.remove(publish);
	}

	/**
	 * Return how many stand behind those that only the store has.
	 * @return the count
	 */
	int size() {
		return this.tail.size();
	}

	/**
	 * Return a publication whose PUBREL had to wait and may be sent.
	 * @return the publication, or {@code null} if there is none
	 */
	@Nullable OutboundPublish<R> nextToRelease() {
		return this.releasable.poll();
	}

	/**
	 * The store has a publication as it was.
	 * @param publish the publication
	 * @return whether it is left to the store
	 */
	public boolean stored(OutboundPublish<R> publish) {
		StoreEntry entry = publish.requireEntry();
		if (publish.phase() == Phase.RELEASED && entry.isReleaseDue() && entry.isCurrent()) {
			entry.releaseDue(false);
			this.releasable.add(publish);
		}
		return entry.isStored() && publish.phase() == Phase.QUEUED && this.tail.evict(publish);
	}

	/**
	 * PUBREL need not wait for the store, which has failed.
	 */
	public void releaseAll() {
		for (OutboundPublish<R> publish = this.outbound.all().first(); publish != null; publish = publish.next) {
			StoreEntry entry = publish.entry();
			if (entry != null && entry.isReleaseDue()) {
				entry.releaseDue(false);
				this.releasable.add(publish);
			}
		}
	}

	/**
	 * Return when the oldest publication in memory was accepted.
	 * @return milliseconds since 1970, or 0 if there is none that is kept
	 */
	public long oldestAcceptedAt() {
		long inFlight = acceptedAt(this.outbound.all().first());
		long queued = acceptedAt(this.queue.first());
		return (inFlight == 0 || queued == 0) ? inFlight + queued : Math.min(inFlight, queued);
	}

	private static long acceptedAt(@Nullable OutboundPublish<?> publish) {
		StoreEntry entry = (publish != null) ? publish.entry() : null;
		return (entry != null) ? entry.acceptedAt() : 0;
	}

	/**
	 * Return how many payload bytes only the store has.
	 * @return the bytes
	 */
	public long storedBytes() {
		return this.tail.bytes();
	}

	/**
	 * Read what is to be sent soon from the store.
	 */
	public void refill() {
		this.tail.refill(this.queue.size());
	}

	/**
	 * Take up what was read.
	 * @param page the publications
	 * @param read told of each that was not in memory
	 */
	public void read(List<StoredPublish> page, Consumer<OutboundPublish<R>> read) {
		this.tail.read(page, this.queue.list(), read);
	}

	/**
	 * The store could not be read.
	 */
	public void readFailed() {
		this.tail.readFailed();
	}

	/**
	 * Forget what only the store has, and have the rest of what is queued in memory.
	 * @return how many were forgotten
	 */
	public long leaveStored() {
		long left = this.tail.drop();
		this.tail.end(this.queue.list());
		return left;
	}

	/**
	 * Have what is queued removed from the store.
	 */
	public void dropStored() {
		this.journal.dropQueued();
	}

}
