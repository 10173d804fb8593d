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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;

/**
 * Knows since when the broker can be blamed for what it has not answered (design rule 6).
 * What counts is progress, not age:
 * <ul>
 * <li>a request that waits in the process while the socket takes what is before it has
 * not been sent yet;</li>
 * <li>a broker that answers what it was sent before, or sends the retained messages that
 * come before a SUBACK, or a packet that takes several reads, is working;</li>
 * <li>a client that does not read can miss nothing.</li>
 * </ul>
 * What only fills the buffer of the operating system is no sign of life. One for each
 * link, on its event loop.
 */
final class Progress {

	/**
	 * A timer that is later than this was put off by the whole process being held up,
	 * which had no time to read either.
	 */
	static final long ASLEEP = TimeUnit.SECONDS.toNanos(1);

	private final ClientContext client;

	private final ReadGate gate;

	private final Outflow outflow;

	private final long responseTime;

	private final List<Patience> waiting = new ArrayList<>(4);

	/** When the broker was last seen at work on all that it was sent. */
	private long busyAt;

	/** When it last answered, and when that had been sent. */
	private long answeredAt;

	private long answeredFrom;

	Progress(ClientContext client, Channel channel, ReadGate gate) {
		this.client = client;
		this.gate = gate;
		this.outflow = channel.pipeline().get(Outflow.class);
		this.responseTime = TimeUnit.NANOSECONDS.convert(client.options().liveness().responseTime());
		this.busyAt = client.now();
		this.answeredAt = this.busyAt;
		this.answeredFrom = this.busyAt;
	}

	/**
	 * Create the patience for answers to one kind of request.
	 * @param nanos how long the broker may show no progress
	 * @return the patience
	 */
	Patience patience(long nanos) {
		Patience patience = new Patience(this, nanos);
		this.waiting.add(patience);
		return patience;
	}

	/**
	 * The broker has answered a request.
	 * @param sentAt when that was sent, in nanoseconds
	 */
	void answered(long sentAt) {
		this.answeredAt = this.client.now();
		this.answeredFrom = sentAt;
		for (Patience patience : this.waiting) {
			tellAnswered(patience);
		}
	}

	/**
	 * The broker is about to answer: it sends what comes first.
	 */
	void busy() {
		this.busyAt = this.client.now();
		for (Patience patience : this.waiting) {
			tellBusy(patience);
		}
	}

	/**
	 * Let a patience know what it might have missed before it began.
	 * @param patience the patience
	 */
	void catchUp(Patience patience) {
		tellAnswered(patience);
		tellBusy(patience);
	}

	private void tellAnswered(Patience patience) {
		patience.answered(this.answeredFrom, this.answeredAt);
	}

	private void tellBusy(Patience patience) {
		patience.busy(this.busyAt);
	}

	/**
	 * Return since when the client reads.
	 * @param now the time in nanoseconds
	 * @return the time in nanoseconds, now if it does not
	 */
	long readingSince(long now) {
		return this.gate.isClosed() ? now : this.gate.openedAt();
	}

	Outflow outflow() {
		return this.outflow;
	}

	long responseTime() {
		return this.responseTime;
	}

}
