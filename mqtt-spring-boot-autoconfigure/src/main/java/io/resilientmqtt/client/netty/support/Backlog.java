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

package io.resilientmqtt.client.netty.support;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.resilientmqtt.client.ReceiveBacklog;

/**
 * Shows how many of the messages received wait to be acknowledged, and since when nothing
 * moves. Written by the event loop, once for however many messages were read or
 * acknowledged together, and read by any thread.
 */
public final class Backlog {

	/** No Receive Maximum is stated: the broker's limit may be any. */
	private static final int NOT_STATED = 0;

	private volatile int unacknowledged;

	private volatile int maximum = NOT_STATED;

	/** In nanoseconds, 0 while there is room or something is acknowledged. */
	private volatile long fullSince;

	/** In nanoseconds, 0 while something is read. */
	private volatile long unreadSince;

	/**
	 * A connection begins.
	 * @param maximum the Receive Maximum stated, or 0 for none
	 */
	public void begin(int maximum) {
		end();
		this.maximum = maximum;
	}

	/**
	 * The connection has ended: nothing is owed on it.
	 */
	public void end() {
		this.maximum = NOT_STATED;
		this.unacknowledged = 0;
		this.fullSince = 0;
		this.unreadSince = 0;
	}

	/**
	 * Messages were read or acknowledged.
	 * @param unacknowledged how many are owed now
	 * @param acknowledged whether one has just been acknowledged
	 * @param clock the time in nanoseconds
	 */
	public void update(int unacknowledged, boolean acknowledged, LongSupplier clock) {
		if (this.unacknowledged != unacknowledged) {
			this.unacknowledged = unacknowledged;
		}
		if (unacknowledged < Math.max(1, this.maximum)) {
			if (this.fullSince != 0) {
				this.fullSince = 0;
			}
		}
		else if (acknowledged || this.fullSince == 0) {
			this.fullSince = notZero(clock.getAsLong());
		}
	}

	/**
	 * Nothing is read from now on, for a receiver has no room.
	 * @param now the time in nanoseconds
	 */
	public void readingPaused(long now) {
		this.unreadSince = notZero(now);
	}

	/**
	 * Reading goes on.
	 */
	public void readingResumed() {
		this.unreadSince = 0;
	}

	public ReceiveBacklog read(long now) {
		int stated = this.maximum;
		long nanos = Math.max(since(this.fullSince, now), since(this.unreadSince, now));
		return new ReceiveBacklog(this.unacknowledged, (stated != NOT_STATED) ? stated : null, Duration.ofNanos(nanos));
	}

	private static long since(long begin, long now) {
		return (begin != 0) ? Math.max(0, now - begin) : 0;
	}

	private static long notZero(long nanos) {
		return (nanos != 0) ? nanos : -1;
	}

}
