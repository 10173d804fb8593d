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

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.resilientmqtt.client.BufferFill;
import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.netty.codec.PacketReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts by cause what did not reach anybody: publications that failed, received messages
 * that were discarded. Logs the first at once and what follows once an interval, for
 * nothing is lost silently. Counted on any thread, logged on the event loop.
 */
public final class LossCounters {

	private static final Logger logger = LoggerFactory.getLogger("io.resilientmqtt.client.losses");

	private static final Reason[] REASONS = Reason.values();

	private static final int BY_RECEIVER = REASONS.length;

	private static final int BY_QUEUE = REASONS.length + 1;

	private static final int BY_LIMIT = REASONS.length + 2;

	private static final int CAUSES = REASONS.length + 3;

	private final String clientId;

	private final EventLoop loop;

	private final LongSupplier clock;

	/** One for each reason, then from {@link #BY_RECEIVER} on. */
	private final AtomicLongArray counts = new AtomicLongArray(CAUSES);

	/** Whether the event loop knows that there is something to log. */
	private final AtomicBoolean noted = new AtomicBoolean();

	/** What has been logged; the event loop's, like {@link #nextReport}. */
	private final long[] reported = new long[this.counts.length()];

	private long nextReport;

	private final LogLimit waitingLimit = new LogLimit();

	public LossCounters(String clientId, EventLoop loop, LongSupplier clock) {
		this.clientId = clientId;
		this.loop = loop;
		this.clock = clock;
		this.nextReport = clock.getAsLong();
	}

	/**
	 * A publication failed.
	 * @param reason why
	 */
	public void failed(Reason reason) {
		this.counts.getAndIncrement(reason.ordinal());
		if (reason != Reason.CLOSED) { // which close() logs
			note();
		}
	}

	/**
	 * A receiver had no room for a message.
	 */
	public void discarded() {
		this.counts.getAndIncrement(BY_RECEIVER);
		note();
	}

	/**
	 * The queue of received messages had no room.
	 */
	public void queueDiscarded() {
		this.counts.getAndIncrement(BY_QUEUE);
		note();
	}

	/**
	 * A message received had more User Properties than are taken.
	 */
	public void refused() {
		this.counts.getAndIncrement(BY_LIMIT);
		note();
	}

	public Map<Reason, Long> failures() {
		Map<Reason, Long> failures = new EnumMap<>(Reason.class);
		for (Reason reason : REASONS) {
			failures.put(reason, this.counts.get(reason.ordinal()));
		}
		return failures;
	}

	public long discards() {
		return this.counts.get(BY_RECEIVER);
	}

	public long queueDiscards() {
		return this.counts.get(BY_QUEUE);
	}

	/**
	 * A publisher has been waiting for room, and so is about to lose what it publishes.
	 * On any thread.
	 * @param fill what is pending
	 * @param options what may be
	 */
	public void waiting(BufferFill fill, PublishOptions options) {
		String leftOut = this.waitingLimit.next();
		if (leftOut != null) {
			logger.warn(
					"Publishers of MQTT client '{}' wait for room, {} messages with {} bytes are pending: each fails "
							+ "after mqtt.publish.max-block ({} ms); raise mqtt.publish.max-pending ({}) or "
							+ "max-pending-bytes ({}), or choose another mqtt.publish.overflow ({}){}",
					this.clientId, fill.pending(), fill.pendingBytes(), options.maxBlock().toMillis(),
					options.maxPending(), options.maxPendingBytes(), options.overflow(), leftOut);
		}
	}

	private void note() {
		if (!this.noted.get() && this.noted.compareAndSet(false, true)) {
			try {
				this.loop.execute(this::reportWhenDue);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("MQTT client '{}' has ended and logs no more losses", this.clientId);
			}
		}
	}

	private void reportWhenDue() {
		long left = this.nextReport - this.clock.getAsLong();
		if (left <= 0) {
			report();
		}
		else {
			this.loop.schedule(this::report, left, TimeUnit.NANOSECONDS);
		}
	}

	private void report() {
		this.noted.set(false);
		this.nextReport = this.clock.getAsLong() + TimeUnit.NANOSECONDS.convert(LogLimit.INTERVAL);
		StringBuilder causes = new StringBuilder();
		for (int cause = 0; cause < this.counts.length(); cause++) {
			long count = this.counts.get(cause);
			if (count > this.reported[cause] && cause != Reason.CLOSED.ordinal()) {
				causes.append(causes.isEmpty() ? "" : ", ")
					.append(count - this.reported[cause])
					.append(' ')
					.append(describe(cause));
			}
			this.reported[cause] = count;
		}
		logger.warn("MQTT client '{}' has lost messages: {}", this.clientId, causes);
	}

	private static String describe(int cause) {
		if (cause == BY_RECEIVER) {
			return "received and discarded for want of room at a listener (mqtt.listener.queue-capacity)";
		}
		if (cause == BY_QUEUE) {
			return "received and discarded for want of room in the message queue (mqtt.queue-length)";
		}
		if (cause == BY_LIMIT) {
			return "received and refused with more than " + PacketReader.MAX_USER_PROPERTIES
					+ " user properties (have the publisher send fewer)";
		}
		return "not published, " + describe(REASONS[cause]);
	}

	private static String describe(Reason reason) {
		return switch (reason) {
			case BUFFER_FULL, DROPPED -> reason + " (mqtt.publish.max-pending, max-pending-bytes, overflow)";
			case REFUSED_BY_CLOSING -> reason + " (mqtt.publish.max-losses)";
			case EXPIRED -> reason + " (mqtt.publish.expiry)";
			case DOWNGRADED -> reason + " (which the broker has: mqtt.publish.accept-puback-for-qos2)";
			case STORE_FULL -> reason + " (mqtt.store.max-messages, max-bytes, overflow)";
			case STORE_FAILED -> reason + " (mqtt.store.on-failure)";
			case REFUSED, UNSENDABLE, BROKER_LIMIT, CONNECTION_LOST, CLOSED, PURGED -> reason.toString();
		};
	}

}
