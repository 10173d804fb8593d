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
 * A list of publications in order, linked through the publications themselves so that
 * neither adding nor removing one allocates. Belongs to the event loop.
 *
 * @param <R> the result of a publication
 */
final class PublishList<R> {

	private @Nullable OutboundPublish<R> first;

	private @Nullable OutboundPublish<R> last;

	private int size;

	int size() {
		return this.size;
	}

	@Nullable OutboundPublish<R> first() {
		return this.first;
	}

	void add(OutboundPublish<R> publish) {
		publish.next = null;
		append(publish, publish);
		this.size++;
	}

	/**
	 * Add publications that are linked from the newest to the oldest.
	 * @param newest the newest
	 * @param now the time in nanoseconds, at which they are queued
	 */
	void addAll(OutboundPublish<R> newest, long now) {
		OutboundPublish<R> oldest = newest;
		OutboundPublish<R> newer = null;
		for (OutboundPublish<R> publish = newest; publish != null; publish = publish.previous) {
			publish.previous = publish.next;
			publish.next = newer;
			publish.queued(now);
			this.size++;
			newer = publish;
			oldest = publish;
		}
		append(oldest, newest);
	}

	private void append(OutboundPublish<R> oldest, OutboundPublish<R> newest) {
		oldest.previous = this.last;
		if (this.last != null) {
			this.last.next = oldest;
		}
		else {
			this.first = oldest;
		}
		this.last = newest;
	}

	void remove(OutboundPublish<R> publish) {
		if (publish.previous != null) {
			publish.previous.next = publish.next;
		}
		else {
			this.first = publish.next;
		}
		if (publish.next != null) {
			publish.next.previous = publish.previous;
		}
		else {
			this.last = publish.previous;
		}
		publish.previous = null;
		publish.next = null;
		this.size--;
	}

	/**
	 * Move all of another list in front of this one's, keeping both orders.
	 * @param other the other list
	 */
	void addAllFirst(PublishList<R> other) {
		if (other.last == null) {
			return;
		}
		other.last.next = this.first;
		if (this.first != null) {
			this.first.previous = other.last;
		}
		else {
			this.last = other.last;
		}
		this.first = other.first;
		this.size += other.size;
		other.first = null;
		other.last = null;
		other.size = 0;
	}

}
