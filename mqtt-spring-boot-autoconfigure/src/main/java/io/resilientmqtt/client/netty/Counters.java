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

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens to a client. Written by its event loop, a batch at a time where
 * something happens for every message, and read by any thread.
 */
final class Counters {

	private final LongAdder outages = new LongAdder();

	private final LongAdder connectFailures = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder published = new LongAdder();

	private final LongAdder republications = new LongAdder();

	private final LongAdder unknownAcks = new LongAdder();

	private final LongAdder topicAliasBytesSaved = new LongAdder();

	private volatile int inFlight;

	void outage() {
		this.outages.increment();
	}

	void connectFailure() {
		this.connectFailures.increment();
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

	long outages() {
		return this.outages.sum();
	}

	long connectFailures() {
		return this.connectFailures.sum();
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
