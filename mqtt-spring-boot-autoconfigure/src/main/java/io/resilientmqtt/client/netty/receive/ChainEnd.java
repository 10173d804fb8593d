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

package io.resilientmqtt.client.netty.receive;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One end of a chain of deliveries: the one it has come to and how many that makes. One
 * thread writes it, often message by message, and others look at it now and then. What
 * they share is in the middle of arrays, so that it has cache lines to itself and the
 * threads at both ends of the chain do not slow each other down.
 */
final class ChainEnd {

	/** Longs in the 64 bytes of a cache line. */
	private static final int LONGS = 8;

	/** References in a cache line, of four bytes each. */
	private static final int REFERENCES = 16;

	private final AtomicReferenceArray<Delivery> delivery = new AtomicReferenceArray<>(2 * REFERENCES + 1);

	private final AtomicLongArray count = new AtomicLongArray(2 * LONGS + 1);

	/**
	 * Create an end.
	 * @param delivery the delivery in front of the first
	 */
	ChainEnd(Delivery delivery) {
		moveTo(delivery);
	}

	/**
	 * Return the delivery it has come to. On the thread that moves it.
	 * @return the delivery
	 */
	Delivery own() {
		return this.delivery.getPlain(REFERENCES);
	}

	/**
	 * Return the delivery it has come to. On any thread.
	 * @return the delivery
	 */
	Delivery delivery() {
		return this.delivery.getAcquire(REFERENCES);
	}

	void moveTo(Delivery delivery) {
		this.delivery.setRelease(REFERENCES, delivery);
	}

	/**
	 * Return how many there were. On the thread that counts.
	 * @return the count
	 */
	long ownCount() {
		return this.count.getPlain(LONGS);
	}

	/**
	 * Return how many there were. On any thread.
	 * @return the count
	 */
	long count() {
		return this.count.getAcquire(LONGS);
	}

	void countOne() {
		this.count.setRelease(LONGS, ownCount() + 1);
	}

}
