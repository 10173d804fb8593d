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

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Traffic;

/**
 * Counts what happens to a client. Written by its event loop, a batch at a time where
 * something happens for every message, and read by any thread.
 */
public final class Counters {

	private static final ConnectionCause.Type[] CAUSES = ConnectionCause.Type.values();

	private final AtomicLongArray counts = new AtomicLongArray(Count.values().length);

	private final AtomicLongArray outages = new AtomicLongArray(CAUSES.length);

	private final AtomicLongArray connectFailures = new AtomicLongArray(CAUSES.length);

	/** In milliseconds since the epoch, 0 for never. */
	private volatile long lastReceived;

	private volatile int inFlight;

	private final Backlog backlog = new Backlog();

	private void add(Count count, long by) {
		add(this.counts, count.ordinal(), by);
	}

	// One thread writes
	private static void add(AtomicLongArray counts, int index, long by) {
		counts.setRelease(index, counts.getPlain(index) + by);
	}

	private long get(Count count) {
		return this.counts.get(count.ordinal());
	}

	public void outage(ConnectionCause.Type cause) {
		add(this.outages, cause.ordinal(), 1);
	}

	public void connected() {
		add(Count.CONNECTS, 1);
	}

	public void connectFailure(ConnectionCause.Type cause) {
		add(this.connectFailures, cause.ordinal(), 1);
	}

	public void bytesReceived(long bytes) {
		add(Count.BYTES_RECEIVED, bytes);
		this.lastReceived = System.nanoTime() | 1; // 0 is never
	}

	public void sent(long packets, long bytes) {
		add(Count.PACKETS_SENT, packets);
		add(Count.BYTES_SENT, bytes);
	}

	public void packetsReceived(long packets) {
		add(Count.PACKETS_RECEIVED, packets);
	}

	public Traffic traffic() {
		long last = this.lastReceived;
		// Counted back from now, as the clock of the machine may have been set
		Instant lastReceived = (last != 0)
				? Instant.now().minusNanos(System.nanoTime() - last).truncatedTo(ChronoUnit.MILLIS) : null;
		return new Traffic(get(Count.BYTES_RECEIVED), get(Count.BYTES_SENT), get(Count.PACKETS_RECEIVED),
				get(Count.PACKETS_SENT), lastReceived);
	}

	public void received(long count) {
		add(Count.RECEIVED, count);
	}

	public void published(long count) {
		add(Count.PUBLISHED, count);
	}

	public void republication() {
		add(Count.REPUBLICATIONS, 1);
	}

	public void unknownAck() {
		add(Count.UNKNOWN_ACKS, 1);
	}

	public void topicAliasBytesSaved(long bytes) {
		if (bytes != 0) {
			add(Count.TOPIC_ALIAS_BYTES_SAVED, bytes);
		}
	}

	public long topicAliasBytesSaved() {
		return get(Count.TOPIC_ALIAS_BYTES_SAVED);
	}

	public void inFlight(int count) {
		this.inFlight = count;
	}

	public Map<ConnectionCause.Type, Long> outages() {
		return byCause(this.outages);
	}

	public long connects() {
		return get(Count.CONNECTS);
	}

	public Map<ConnectionCause.Type, Long> connectFailures() {
		return byCause(this.connectFailures);
	}

	private static Map<ConnectionCause.Type, Long> byCause(AtomicLongArray counts) {
		Map<ConnectionCause.Type, Long> byCause = new EnumMap<>(ConnectionCause.Type.class);
		for (ConnectionCause.Type cause : CAUSES) {
			byCause.put(cause, counts.get(cause.ordinal()));
		}
		return byCause;
	}

	public long received() {
		return get(Count.RECEIVED);
	}

	public long published() {
		return get(Count.PUBLISHED);
	}

	public long republications() {
		return get(Count.REPUBLICATIONS);
	}

	public long unknownAcks() {
		return get(Count.UNKNOWN_ACKS);
	}

	public int inFlight() {
		return this.inFlight;
	}

	public Backlog backlog() {
		return this.backlog;
	}

	/**
	 * What is counted without a cause.
	 */
	private enum Count {

		CONNECTS, RECEIVED, PUBLISHED, REPUBLICATIONS, UNKNOWN_ACKS, TOPIC_ALIAS_BYTES_SAVED, BYTES_RECEIVED,
		BYTES_SENT, PACKETS_RECEIVED, PACKETS_SENT

	}

}
