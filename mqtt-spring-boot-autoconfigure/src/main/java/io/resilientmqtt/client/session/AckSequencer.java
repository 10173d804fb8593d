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

package io.resilientmqtt.client.session;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Lets acknowledgements leave in the order the messages arrived [MQTT-4.6.0-2] (behaviour
 * S21), however they are completed. One for each connection: what a lost connection owed
 * is not acknowledged on the next, unless the broker sends it again. Belongs to the event
 * loop.
 */
public final class AckSequencer {

	private final ArrayDeque<PendingAck> pending = new ArrayDeque<>();

	/**
	 * A message arrived that will have to be acknowledged.
	 * @param ack its acknowledgement
	 */
	public void add(PendingAck ack) {
		this.pending.add(ack);
	}

	/**
	 * Ask of all acknowledgements that are done whether they may be sent, from the oldest
	 * to the first that is not done.
	 * @param mayLeave whether one may be sent
	 * @return whether all of them may
	 */
	public boolean allDone(Predicate<PendingAck> mayLeave) {
		boolean all = true;
		for (PendingAck ack : this.pending) {
			if (!ack.isDone()) {
				return all;
			}
			all &= mayLeave.test(ack);
		}
		return all;
	}

	/**
	 * Return the next acknowledgement to send.
	 * @return the oldest if it is done, else {@code null}
	 */
	public @Nullable PendingAck pollDone() {
		return pollDoneIf((ack) -> true);
	}

	/**
	 * Return the next acknowledgement to send.
	 * @param mayLeave whether one that is done may be sent
	 * @return the oldest if it is done and may be sent, else {@code null}
	 */
	public @Nullable PendingAck pollDoneIf(Predicate<PendingAck> mayLeave) {
		PendingAck first = this.pending.peek();
		return (first != null && first.isDone() && mayLeave.test(first)) ? this.pending.poll() : null;
	}

	/**
	 * The connection has ended: give up what is owed, done or not.
	 * @param owed called for each, in the order of arrival
	 */
	public void drain(Consumer<PendingAck> owed) {
		this.pending.forEach(owed);
		this.pending.clear();
	}

	/**
	 * Return how many are owed.
	 * @return the count
	 */
	public int size() {
		return this.pending.size();
	}

}
