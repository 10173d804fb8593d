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

/**
 * The deadline for one answer of the broker: how long it may still take. It runs from
 * when the request has left the process, starts again with every sign that the broker is
 * working through what it was sent, and does not run while the client does not read. For
 * one request after the other, the oldest of its kind. On the event loop.
 */
final class ResponseDeadline {

	private final Progress progress;

	private final long nanos;

	private long sentAt;

	private long since;

	/** Where the request ends in the outflow. */
	private long position;

	private boolean left;

	/** Whether the client's own delay was made up for. */
	private boolean excused;

	ResponseDeadline(Progress progress, long nanos) {
		this.progress = progress;
		this.nanos = nanos;
	}

	/**
	 * A request has been written and flushed.
	 * @param sentAt when
	 */
	void begin(long sentAt) {
		this.sentAt = sentAt;
		this.since = sentAt;
		this.position = this.progress.outflow().position();
		this.left = false;
		hasLeft();
		this.progress.catchUp(this);
		this.excused = false;
	}

	long sentAt() {
		return this.sentAt;
	}

	/**
	 * Return whether the request has left the process.
	 * @return whether the socket has taken it
	 */
	boolean hasLeft() {
		if (!this.left) {
			this.left = this.progress.outflow().hasLeft(this.position);
			startAt(this.left ? this.progress.outflow().settledAt() : this.progress.outflow().movedAt());
		}
		return this.left;
	}

	private void startAt(long time) {
		if (time - this.since > 0) {
			this.since = time;
		}
	}

	/**
	 * The broker has answered another request.
	 * @param sentAt when that was sent. If it was well after this one, the broker has
	 * passed this one by
	 * @param time when it did, in nanoseconds
	 */
	void answered(long sentAt, long time) {
		if (sentAt - this.sentAt <= this.progress.responseTime()) {
			busy(time);
		}
	}

	/**
	 * The broker was seen working through what it was sent.
	 * @param time when, in nanoseconds
	 */
	void busy(long time) {
		startAt(time);
		this.excused = false;
	}

	/**
	 * Return how long the answer may still take.
	 * @param now the time in nanoseconds
	 * @return nanoseconds, not positive if it is overdue
	 */
	long left(long now) {
		hasLeft();
		startAt(this.progress.readingSince(now));
		long left = this.since + this.nanos - now;
		if (left < -Progress.ASLEEP && !this.excused) {
			this.excused = true;
			startAt(now);
			return this.nanos;
		}
		return left;
	}

}
