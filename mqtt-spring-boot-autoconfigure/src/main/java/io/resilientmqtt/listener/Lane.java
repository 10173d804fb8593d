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

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one order key that wait, and the one being handled. One thread at a
 * time adds; at most one thread has the turn and takes. They share a chain without a
 * lock: the count of those waiting publishes what was added before it.
 */
final class Lane {

	/** How many wait or are being handled. */
	private final AtomicInteger waiting = new AtomicInteger();

	/** How many the listener has neither answered nor handled. */
	private final AtomicInteger unanswered = new AtomicInteger();

	/** Those handed over again; few. */
	private final Queue<Handling> again = new ConcurrentLinkedQueue<>();

	/** Last of the chain; who adds has it. */
	private Link tail = new Link();

	/** Last one taken from the chain; who has the turn has it. */
	private Link head = this.tail;

	private @Nullable Handling current;

	/**
	 * Add a message.
	 * @param handling its handling
	 * @return whether the lane was empty, and so needs a turn
	 */
	boolean add(Handling handling) {
		this.tail.next = handling;
		this.tail = handling;
		return this.waiting.getAndIncrement() == 0;
	}

	/**
	 * Add a message that is to be handled again, from any thread.
	 * @param handling its handling
	 * @return whether the lane was empty, and so needs a turn
	 */
	boolean addAgain(Handling handling) {
		this.again.add(handling);
		this.unanswered.decrementAndGet();
		return this.waiting.getAndIncrement() == 0;
	}

	/**
	 * Return what to handle, the same until it is {@link #done()}. For who has the turn,
	 * while something waits.
	 * @return the handling
	 */
	Handling current() {
		Handling current = this.current;
		if (current == null) {
			current = this.again.poll();
			if (current == null) {
				current = Objects.requireNonNull(this.head.next, "nothing waits");
				this.head = current;
			}
			this.current = current;
		}
		return current;
	}

	/**
	 * The current message needs the turn no more.
	 * @return whether others wait; if not, the turn is over
	 */
	boolean done() {
		this.current = null;
		return this.waiting.decrementAndGet() > 0;
	}

	/**
	 * The listener keeps a message unanswered.
	 */
	void unanswered() {
		this.unanswered.incrementAndGet();
	}

	/**
	 * The listener has answered a message that it kept.
	 */
	void answered() {
		this.unanswered.decrementAndGet();
	}

	/**
	 * Return whether the lane may be forgotten. For who adds.
	 * @return whether nothing is in it
	 */
	boolean isIdle() {
		return this.waiting.get() == 0 && this.unanswered.get() == 0;
	}

	/**
	 * What the chain is made of.
	 */
	static class Link {

		private @Nullable Handling next;

	}

}
