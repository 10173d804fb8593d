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

import org.jspecify.annotations.Nullable;

/**
 * The deliveries on their way to one receiver, linked to each other. The event loop adds
 * at one end, the receiver's thread takes at the other, without a lock.
 */
final class DeliveryChain {

	/** The last one added; the event loop's. */
	private final ChainEnd added;

	/** The last one taken; the receiver's, which counts it when it has been handled. */
	private final ChainEnd handled;

	/** How many had been handled when the event loop last looked. */
	private long handledSeen;

	/** How many were taken out again for want of room; written by the event loop. */
	private volatile long discarded;

	DeliveryChain() {
		Delivery none = new Delivery(null, 0, AckSignal.NONE);
		this.added = new ChainEnd(none);
		this.handled = new ChainEnd(none);
	}

	/**
	 * Add a delivery. On the event loop.
	 * @param delivery the delivery
	 */
	void add(Delivery delivery) {
		this.added.own().next(delivery);
		this.added.moveTo(delivery);
		this.added.countOne();
	}

	/**
	 * Return how many were ever added. On the event loop.
	 * @return the count
	 */
	long added() {
		return this.added.ownCount();
	}

	/**
	 * Return how many wait. On the event loop.
	 * @return the count, with the one being handled
	 */
	long waiting() {
		this.handledSeen = this.handled.count();
		return waitingAtMost();
	}

	/**
	 * Return how many waited when the event loop last looked, and those added since:
	 * looking takes a cache line from the receiver. On the event loop.
	 * @return how many messages wait at most
	 */
	long waitingAtMost() {
		return added() - this.discarded - this.handledSeen;
	}

	/**
	 * Take the oldest one that the receiver has not begun with out of the chain, so that
	 * a receiver that is stuck holds no more than its capacity. Both may come upon it at
	 * once; whoever claims it first has it. On the event loop.
	 * @return the delivery, or {@code null} if there is none before the newest
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
	@Nullable Delivery discardOldest() {
		Delivery before = this.handled.delivery();
		Delivery oldest = before.next();
		Delivery second = (oldest != null) ? oldest.next() : null;
		while (oldest != null && second != null) {
			if (oldest.claim() != null) {
				before.next(second);
				this.discarded++;
				return oldest;
			}
			before = oldest;
			oldest = second;
			second = oldest.next();
		}
		return null;
	}

	/**
	 * Return how many were taken out again by {@link #discardOldest()}. On any thread.
	 * @return the count
	 */
	long discarded() {
		return this.discarded;
	}

	/**
	 * Return the delivery behind which the receiver goes on. On its thread.
	 * @return the one it has taken last
	 */
	Delivery last() {
		return this.handled.own();
	}

	/**
	 * Note how far the receiver has come: before another thread goes on, or for
	 * {@link #discardOldest()}. Not needed for every delivery, as a reference written to
	 * an old object costs as much as the rest of it. On the receiver's thread.
	 * @param delivery the one it has taken last
	 */
	void last(Delivery delivery) {
		this.handled.moveTo(delivery);
	}

	/**
	 * Count one as handled. On the receiver's thread.
	 */
	void countHandled() {
		this.handled.countOne();
	}

	/**
	 * Return how many were handled. On any thread.
	 * @return the count
	 */
	long handled() {
		return this.handled.count();
	}

}
