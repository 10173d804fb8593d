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
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Knows what of a session the store does not have yet, and hands it over: all that has
 * changed since the last time at once, as it is then. So what begins and ends between two
 * commits is never written, and nothing waits for the store but what has to. One commit
 * is under way at a time. Belongs to the event loop.
 *
 * @param <R> the result of a publication
 */
public final class SessionJournal<R> {

	private final Writer writer;

	private final LongSupplier wallClock;

	private final boolean persistent;

	private Deque<OutboundPublish<R>> dirty = new ArrayDeque<>();

	private Deque<OutboundPublish<R>> committing = new ArrayDeque<>();

	private final ReceivedJournal received;

	private @Nullable String home;

	private boolean homeChanged;

	private long lastSequence;

	private long dropUpTo;

	private long droppedInCommit;

	private boolean writing;

	private boolean guarding;

	private boolean closed;

	/**
	 * Create a journal of a session that the store has as it is.
	 * @param kept what is kept
	 * @param persistent whether the broker keeps the session, so that identifiers have a
	 * meaning after a restart
	 * @param wallClock the time in milliseconds since 1970
	 * @param writer hands changes to the store
	 */
	public SessionJournal(StoredSession kept, boolean persistent, LongSupplier wallClock, Writer writer) {
		this.persistent = persistent;
		this.wallClock = wallClock;
		this.writer = writer;
		this.guarding = persistent;
		this.home = kept.home();
		this.lastSequence = kept.lastSequence();
		this.received = new ReceivedJournal(kept.received());
	}

	/**
	 * Return where the session is.
	 * @return servers and version, or {@code null} before the first connection
	 */
	@Nullable String home() {
		return this.home;
	}

	void home(String home) {
		if (!home.equals(this.home)) {
			this.home = home;
			this.homeChanged = true;
		}
	}

	/**
	 * Publications have been accepted.
	 * @param publish one that the session has queued
	 */
	void accepted(OutboundPublish<R> publish) {
		StoreEntry entry = publish.entry();
		if (entry != null) {
			this.lastSequence++;
			entry.accepted(this.lastSequence, this.wallClock.getAsLong());
			changed(publish);
		}
	}

	/**
	 * Return the sequence of the publication that was accepted last.
	 * @return the sequence, 0 if there was none
	 */
	long lastSequence() {
		return this.lastSequence;
	}

	/**
	 * A publication is not what it was: it has another phase or identifier, or is over.
	 * @param publish the publication
	 */
	void changed(OutboundPublish<R> publish) {
		StoreEntry entry = publish.entry();
		if (entry != null && !this.closed && entry.touch()) {
			this.dirty.add(publish);
		}
	}

	/**
	 * Return whether the next packet of a publication may leave: what a broker remembers
	 * of an exchange of QoS 2 has to be remembered here first.
	 * @param publish the publication
	 * @return {@code false} while the store has to be waited for
	 */
	boolean mayLeave(OutboundPublish<R> publish) {
		StoreEntry entry = publish.entry();
		return entry == null || !this.guarding || !publish.isExactlyOnce() || entry.isCurrent();
	}

	/**
	 * A received QoS 2 message has been handled.
	 * @param packetId its Packet Identifier
	 * @return whether that is in the store, so that PUBREC may leave
	 */
	boolean handled(int packetId) {
		return !this.persistent || this.received.handled(packetId) || !this.guarding;
	}

	/**
	 * The exchange of a received QoS 2 message is over.
	 * @param packetId its Packet Identifier
	 * @return whether the store does not have it, so that PUBCOMP may leave
	 */
	boolean released(int packetId) {
		return this.received.released(packetId) || !this.guarding;
	}

	/**
	 * The broker knows nothing of received messages any more.
	 */
	void clearReceived() {
		this.received.clear();
	}

	/**
	 * Remove all publications that are not in flight and have been accepted.
	 */
	void dropQueued() {
		this.dropUpTo = this.lastSequence;
	}

	/**
	 * Have publications read that are not in flight.
	 * @param after the sequence behind which to begin
	 * @param maxMessages how many at most
	 */
	void read(long after, int maxMessages) {
		this.writer.read(after, maxMessages);
	}

	/**
	 * Hand over what has changed, unless the store is at work.
	 * @return whether the store is at work
	 */
	public boolean flush() {
		if (!this.writing && hasChanges() && !this.closed) {
			SessionChanges changes = begin();
			if (changes != null) {
				this.writing = true;
				this.writer.write(changes);
			}
		}
		return this.writing;
	}

	private boolean hasChanges() {
		return !this.dirty.isEmpty() || this.received.hasChanges() || this.homeChanged || this.dropUpTo != 0;
	}

	/**
	 * Return all that the store does not have, whether it is at work or not, and take no
	 * further changes.
	 * @return the changes, or {@code null} if there are none
	 */
	public @Nullable SessionChanges close() {
		if (this.writing) {
			takeBack();
		}
		SessionChanges changes = hasChanges() ? begin() : null;
		this.closed = true;
		return changes;
	}

	private @Nullable SessionChanges begin() {
		Deque<OutboundPublish<R>> changed = this.dirty;
		this.dirty = this.committing;
		List<Long> removed = new ArrayList<>();
		List<StoredPublish> moved = new ArrayList<>();
		List<StoredPublish> added = new ArrayList<>(changed.size());
		for (OutboundPublish<R> publish : changed) {
			StoreEntry entry = publish.requireEntry();
			entry.commitBegins(publish.phase() != Phase.DONE);
			if (publish.phase() == Phase.DONE) {
				if (entry.isStored()) {
					removed.add(entry.sequence());
				}
			}
			else {
				(entry.isStored() ? moved : added).add(kept(publish, entry));
			}
		}
		this.committing = changed;
		this.received.commitBegins();
		this.droppedInCommit = this.dropUpTo;
		this.dropUpTo = 0;
		String home = this.homeChanged ? this.home : null;
		this.homeChanged = false;
		SessionChanges changes = new SessionChanges(this.droppedInCommit, removed, moved, added,
				this.received.isCleared(), this.received.removed(), this.received.added(), home);
		boolean nothing = removed.isEmpty() && moved.isEmpty() && added.isEmpty() && this.received.isUnchanged()
				&& this.droppedInCommit == 0 && home == null;
		if (nothing) { // all of it began and ended since the last commit
			end(null);
			return null;
		}
		return changes;
	}

	private static StoredPublish kept(OutboundPublish<?> publish, StoreEntry entry) {
		return new StoredPublish(entry.sequence(), publish.message(), publish.qos(), publish.packetId(),
				publish.phase() == Phase.RELEASED, entry.acceptedAt());
	}

	/**
	 * The store has made the changes.
	 * @param observer told of what has been made
	 */
	public void written(Observer<R> observer) {
		this.writing = false;
		this.guarding = this.persistent;
		end(observer);
	}

	private void end(@Nullable Observer<R> observer) {
		this.droppedInCommit = 0;
		this.received.commitEnds((packetId) -> {
			if (observer != null) {
				observer.forgotten(packetId);
			}
		});
		Deque<OutboundPublish<R>> done = this.committing;
		this.committing = new ArrayDeque<>();
		for (OutboundPublish<R> publish : done) {
			publish.requireEntry().commitEnds();
			if (observer != null) {
				observer.stored(publish);
			}
		}
	}

	/**
	 * The store could not make the changes, which will be part of the next ones.
	 * @param guarded whether what has to wait for the store goes on waiting
	 */
	public void failed(boolean guarded) {
		this.writing = false;
		this.guarding = this.persistent && guarded;
		takeBack();
	}

	private void takeBack() {
		Deque<OutboundPublish<R>> later = this.dirty;
		this.dirty = this.committing;
		this.committing = new ArrayDeque<>();
		for (OutboundPublish<R> publish : later) {
			if (!publish.requireEntry().isCommitting()) {
				this.dirty.add(publish);
			}
		}
		for (OutboundPublish<R> publish : this.dirty) {
			publish.requireEntry().commitFailed();
			publish.requireEntry().touch();
		}
		this.received.commitFailed();
		this.dropUpTo = Math.max(this.dropUpTo, this.droppedInCommit);
		this.homeChanged = this.home != null;
	}

	/**
	 * Hands over to the store, which answers on the event loop, in order.
	 */
	public interface Writer {

		/**
		 * Have changes made.
		 * @param changes the changes
		 */
		void write(SessionChanges changes);

		/**
		 * Have publications read.
		 * @param after the sequence behind which to begin
		 * @param maxMessages how many at most
		 */
		void read(long after, int maxMessages);

	}

	/**
	 * Told of what has come into the store.
	 *
	 * @param <R> the result of a publication
	 */
	public interface Observer<R> {

		/**
		 * The store has a publication, or has removed it.
		 * @param publish the publication, which may have changed since
		 */
		void stored(OutboundPublish<R> publish);

		/**
		 * The store has forgotten a received message.
		 * @param packetId its Packet Identifier
		 */
		void forgotten(int packetId);

	}

}
