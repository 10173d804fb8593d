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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The end of a long queue, which only the store has but for those publications that
 * somebody waits for or that are not stored yet. It is read page by page as the queue in
 * memory empties, and in order. Belongs to the event loop.
 *
 * @param <R> the result of a publication
 */
final class StoredTail<R> {

	/** How many wait in memory before others are left to the store. */
	private static final int FULL = 4096;

	/** How many are left in memory when the next page is read. */
	private static final int LOW = 1024;

	private static final int PAGE = 1024;

	private final PublishList<R> behind = new PublishList<>();

	private final SessionJournal<R> journal;

	private final Function<StoredPublish, OutboundPublish<R>> restore;

	/** Of those behind the cursor: in memory, or over though the store may not know. */
	private final Set<Long> skipped = new HashSet<>();

	private final BooleanSupplier memoryIsShort;

	private boolean active;

	private boolean reading;

	/** Whether what is being read is going to be removed. */
	private boolean outdated;

	/** Sequence of the last publication that is in memory in front of the tail. */
	private long cursor;

	private long stored;

	private long bytes;

	/**
	 * Create a tail of what is kept and not in flight.
	 * @param kept what is kept
	 * @param journal reads it
	 * @param restore makes a publication of what was read
	 * @param memoryIsShort whether so much is in memory that others are left to the store
	 */
	StoredTail(StoredSession kept, SessionJournal<R> journal, Function<StoredPublish, OutboundPublish<R>> restore,
			BooleanSupplier memoryIsShort) {
		this.memoryIsShort = memoryIsShort;
		this.journal = journal;
		this.restore = restore;
		this.stored = kept.messages() - kept.inFlight().size();
		this.bytes = kept.bytes();
		this.active = this.stored > 0;
		for (StoredPublish publish : kept.inFlight()) {
			this.skipped.add(publish.sequence());
			this.bytes -= publish.message().payloadSize();
		}
	}

	/**
	 * Return how many are in memory.
	 * @return the count
	 */
	int size() {
		return this.behind.size();
	}

	/**
	 * Return how many payload bytes only the store has.
	 * @return the bytes
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * Return whether what is accepted now goes behind the tail.
	 * @param queued how many are in front of it
	 * @return whether it does
	 */
	boolean takes(int queued) {
		if (!this.active && (queued >= FULL || (queued > 0 && this.memoryIsShort.getAsBoolean()))) {
			this.active = true;
			this.cursor = this.journal.lastSequence();
		}
		return this.active;
	}

	void add(OutboundPublish<R> newest, long now) {
		for (OutboundPublish<R> publish = newest; publish != null; publish = publish.link()) {
			publish.behindStored(true);
		}
		this.behind.addAll(newest, now);
	}

	void remove(OutboundPublish<R> publish) {
		StoreEntry entry = publish.entry();
		if (entry != null) {
			this.skipped.add(entry.sequence());
		}
		leave(publish);
	}

	private void leave(OutboundPublish<R> publish) {
		this.behind.remove(publish);
		publish.behindStored(false);
	}

	/**
	 * Leave a publication to the store, which has it.
	 * @param publish the publication
	 * @return whether it is gone from memory
	 */
	boolean evict(OutboundPublish<R> publish) {
		if (!publish.isBehindStored() || publish.isAwaited()) {
			return false;
		}
		leave(publish);
		this.stored++;
		this.bytes += publish.message().payloadSize();
		return true;
	}

	/**
	 * Read the next page if the queue has become short.
	 * @param queued how many are in front of the tail
	 */
	void refill(int queued) {
		if (this.active && !this.reading && (queued == 0 || (queued < LOW && !this.memoryIsShort.getAsBoolean()))) {
			this.reading = true;
			this.journal.read(this.cursor, PAGE);
		}
	}

	/**
	 * A page was read.
	 * @param page the publications
	 * @param queue takes them, and those between them, in order
	 * @param read told of each that was not in memory
	 */
	void read(List<StoredPublish> page, PublishList<R> queue, Consumer<OutboundPublish<R>> read) {
		this.reading = false;
		boolean outdated = this.outdated;
		this.outdated = false;
		for (StoredPublish kept : page) {
			this.cursor = kept.sequence();
			boolean inMemory = moveUpTo(this.cursor, queue) || this.skipped.remove(this.cursor);
			if (!inMemory && !outdated) {
				OutboundPublish<R> publish = this.restore.apply(kept);
				this.stored--;
				this.bytes -= kept.message().payloadSize();
				queue.add(publish);
				read.accept(publish);
			}
		}
		if (this.stored <= 0 || (page.isEmpty() && !outdated)) {
			end(queue);
		}
	}

	private boolean moveUpTo(long sequence, PublishList<R> queue) {
		boolean found = false;
		for (OutboundPublish<R> first = this.behind.first(); first != null; first = this.behind.first()) {
			StoreEntry entry = first.entry();
			if (entry != null && entry.sequence() > sequence) {
				return found;
			}
			found = entry != null && entry.sequence() == sequence;
			leave(first);
			queue.add(first);
			if (found) {
				return true;
			}
		}
		return found;
	}

	/**
	 * The page could not be read.
	 */
	void readFailed() {
		this.reading = false;
	}

	/**
	 * Have nothing behind the store any more.
	 * @param queue takes what is in memory
	 */
	void end(PublishList<R> queue) {
		moveUpTo(Long.MAX_VALUE, queue);
		this.active = false;
		this.stored = 0;
		this.bytes = 0;
		this.skipped.clear();
	}

	/**
	 * Forget all that only the store has: it is going to be removed there.
	 * @return how many there were
	 */
	long drop() {
		long dropped = this.stored;
		this.stored = 0;
		this.bytes = 0;
		this.outdated = this.reading;
		return dropped;
	}

}
