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

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.Traffic;

/**
 * Counts what happens to a client. Written by its event loop, a batch at a time where
 * something happens for every message, and read by any thread.
 */
final class Counters {

	private static final ConnectionCause.Type[] CAUSES = ConnectionCause.Type.values();

	private final LongAdder[] outages = forEachCause();

	private final LongAdder connects = new LongAdder();

	private final LongAdder[] connectFailures = forEachCause();

	private final LongAdder received = new LongAdder();

	private final LongAdder published = new LongAdder();

	private final LongAdder republications = new LongAdder();

	private final LongAdder unknownAcks = new LongAdder();

	private final LongAdder topicAliasBytesSaved = new LongAdder();

	private final LongAdder bytesReceived = new LongAdder();

	private final LongAdder bytesSent = new LongAdder();

	private final LongAdder packetsReceived = new LongAdder();

	private final LongAdder packetsSent = new LongAdder();

	/** In milliseconds since the epoch, 0 for never. */
	private volatile long lastReceived;

	private volatile int inFlight;

	private static LongAdder[] forEachCause() {
		return Stream.generate(LongAdder::new).limit(CAUSES.length).toArray(LongAdder[]::new);
	}

	void outage(ConnectionCause.Type cause) {
		this.outages[cause.ordinal()].increment();
	}

	void connected() {
		this.connects.increment();
	}

	void connectFailure(ConnectionCause.Type cause) {
		this.connectFailures[cause.ordinal()].increment();
	}

	void bytesReceived(long bytes) {
		this.bytesReceived.add(bytes);
		this.lastReceived = System.currentTimeMillis();
	}

	void sent(long packets, long bytes) {
		this.packetsSent.add(packets);
		this.bytesSent.add(bytes);
	}

	void packetsReceived(long packets) {
		this.packetsReceived.add(packets);
	}

	Traffic traffic() {
		long last = this.lastReceived;
		return new Traffic(this.bytesReceived.sum(), this.bytesSent.sum(), this.packetsReceived.sum(),
				this.packetsSent.sum(), (last > 0) ? Instant.ofEpochMilli(last) : null);
	}

	void received(long count) {
		this.received.add(count);
	}

	void published(long count) {
		this.published.add(count);
	}

	void republication() {
		this.republications.increment();
	}

	void unknownAck() {
		this.unknownAcks.increment();
	}

	void topicAliasBytesSaved(long bytes) {
		if (bytes != 0) {
			this.topicAliasBytesSaved.add(bytes);
		}
	}

	long topicAliasBytesSaved() {
		return this.topicAliasBytesSaved.sum();
	}

	void inFlight(int count) {
		this.inFlight = count;
	}

	Map<ConnectionCause.Type, Long> outages() {
		return byCause(this.outages);
	}

	long connects() {
		return this.connects.sum();
	}

	Map<ConnectionCause.Type, Long> connectFailures() {
		return byCause(this.connectFailures);
	}

	private static Map<ConnectionCause.Type, Long> byCause(LongAdder[] counts) {
		Map<ConnectionCause.Type, Long> byCause = new EnumMap<>(ConnectionCause.Type.class);
		for (ConnectionCause.Type cause : CAUSES) {
			byCause.put(cause, counts[cause.ordinal()].sum());
		}
		return byCause;
	}

	long received() {
		return this.received.sum();
	}

	long published() {
		return this.published.sum();
	}

	long republications() {
		return this.republications.sum();
	}

	long unknownAcks() {
		return this.unknownAcks.sum();
	}

	int inFlight() {
		return this.inFlight;
	}

}
