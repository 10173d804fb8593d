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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.message.Durations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where a listener is that does not return. A call costs no look at the clock: a
 * look from time to time finds it still there. Used by the threads of the listener, and
 * by whatever runs delays.
 */
final class SlowCalls {

	/**
	 * How many looks find a call that is slow; it may have begun long before the first.
	 */
	private static final int LOOKS = 4;

	private static final Logger logger = LoggerFactory.getLogger(ListenerLog.NAME);

	private final String listener;

	private final Duration slowAfter;

	private final Delays delays;

	/** Who is calling, with a place for as many as may. */
	private final AtomicReferenceArray<@Nullable Thread> callers;

	/** How many calls each place has had. */
	private final AtomicIntegerArray calls;

	private final AtomicBoolean watched = new AtomicBoolean();

	/** How many calls each place had had at the last look; its own, as the next. */
	private final int[] callsBefore;

	/** How many looks in a row have found the same call. */
	private final int[] found;

	private final LogLimit logLimit = new LogLimit();

	/**
	 * Create without calls.
	 * @param listener the id of the listener
	 * @param slowAfter how long a call may take; one that takes up to a quarter longer
	 * may not be noticed. Zero for as long as it likes
	 * @param concurrency how many calls there may be at once
	 * @param delays runs looks
	 */
	SlowCalls(String listener, Duration slowAfter, int concurrency, Delays delays) {
		this.listener = listener;
		this.slowAfter = slowAfter;
		this.delays = delays;
		int places = slowAfter.isZero() ? 0 : concurrency;
		this.callers = new AtomicReferenceArray<>(places);
		this.calls = new AtomicIntegerArray(places);
		this.callsBefore = new int[places];
		this.found = new int[places];
	}

	/**
	 * The listener is about to be called, by this thread.
	 * @return the place of the call, for {@link #end(int)}; negative if there is none
	 */
	int begin() {
		for (int place = 0; place < this.callers.length(); place++) {
			if (this.callers.get(place) == null && this.callers.compareAndSet(place, null, Thread.currentThread())) {
				this.calls.setRelease(place, this.calls.getPlain(place) + 1);
				watch();
				return place;
			}
		}
		return -1;
	}

	/**
	 * The listener has returned.
	 * @param place the place of the call
	 */
	void end(int place) {
		if (place >= 0) {
			this.callers.setRelease(place, null);
		}
	}

	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			lookLater();
		}
	}

	private void lookLater() {
		this.delays.after(Math.max(1, this.slowAfter.toNanos() / LOOKS), this::look);
	}

	private void look() {
		boolean calling = false;
		for (int place = 0; place < this.callers.length(); place++) {
			int calls = this.calls.getAcquire(place);
			Thread caller = this.callers.get(place);
			boolean same = caller != null && calls == this.callsBefore[place];
			this.callsBefore[place] = calls;
			this.found[place] = same ? this.found[place] + 1 : 0;
			if (caller != null && this.found[place] == LOOKS) {
				report(caller);
			}
			calling |= caller != null;
		}
		if (calling) {
			lookLater();
			return;
		}
		this.watched.set(false);
		for (int place = 0; place < this.callers.length(); place++) {
			if (this.callers.get(place) != null) { // begun when this had just looked
				watch();
			}
		}
	}

	private void report(Thread caller) {
		String leftOut = this.logLimit.next();
		if (leftOut != null) {
			Throwable stack = new Throwable("Where thread '" + caller.getName() + "' is");
			stack.setStackTrace(caller.getStackTrace());
			logger.warn("Listener '{}' has not returned for more than {} (mqtt.listener.slow-after); what comes "
					+ "behind may wait{}", this.listener, Durations.value(this.slowAfter), leftOut, stack);
		}
	}

}
