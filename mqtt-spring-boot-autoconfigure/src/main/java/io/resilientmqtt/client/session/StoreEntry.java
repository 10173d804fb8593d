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

/**
 * How a publication stands in the store. Belongs to the event loop.
 */
public final class StoreEntry {

	private long sequence;

	private long acceptedAt;

	private boolean stored;

	/** Whether it has changed since changes were last handed to the store. */
	private boolean dirty;

	/** Whether it is among the changes that the store is making. */
	private boolean committing;

	/** Whether these changes keep it. */
	private boolean kept;

	/** Whether PUBREC was received on this connection and PUBREL not sent. */
	private boolean releaseDue;

	/**
	 * Return its place in the order of publications.
	 * @return 1 or above, or 0 while it has none
	 */
	public long sequence() {
		return this.sequence;
	}

	/**
	 * Return when it was accepted.
	 * @return milliseconds since 1970
	 */
	public long acceptedAt() {
		return this.acceptedAt;
	}

	void accepted(long sequence, long acceptedAt) {
		this.sequence = sequence;
		this.acceptedAt = acceptedAt;
	}

	void restored(StoredPublish kept) {
		accepted(kept.sequence(), kept.acceptedAt());
		this.stored = true;
	}

	/**
	 * Return whether the store has it as it is now.
	 * @return {@code false} until it has
	 */
	boolean isCurrent() {
		return this.stored && !this.dirty && !this.committing;
	}

	boolean isStored() {
		return this.stored;
	}

	/**
	 * It has changed.
	 * @return whether it had not since the last commit began
	 */
	boolean touch() {
		boolean first = !this.dirty;
		this.dirty = true;
		return first;
	}

	/**
	 * The store is given it as it is.
	 * @param kept whether it is to be kept, or to be removed
	 */
	void commitBegins(boolean kept) {
		this.dirty = false;
		this.committing = true;
		this.kept = kept;
	}

	void commitEnds() {
		this.committing = false;
		this.stored = this.kept;
	}

	void commitFailed() {
		this.committing = false;
	}

	boolean isCommitting() {
		return this.committing;
	}

	boolean isReleaseDue() {
		return this.releaseDue;
	}

	void releaseDue(boolean releaseDue) {
		this.releaseDue = releaseDue;
	}

}
