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

	private final List<ResponseDeadline> waiting = new ArrayList<>(4);

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
	 * Create the deadline for answers to one kind of request.
	 * @param nanos how long the broker may show no progress
	 * @return the deadline
	 */
	ResponseDeadline deadline(long nanos) {
		ResponseDeadline deadline = new ResponseDeadline(this, nanos);
		this.waiting.add(deadline);
		return deadline;
	}

	/**
	 * The broker has answered a request.
	 * @param sentAt when that was sent, in nanoseconds
	 */
	void answered(long sentAt) {
		this.answeredAt = this.client.now();
		this.answeredFrom = sentAt;
		for (ResponseDeadline deadline : this.waiting) {
			tellAnswered(deadline);
		}
	}

	/**
	 * The broker is about to answer: it sends what comes first.
	 */
	void busy() {
		this.busyAt = this.client.now();
		for (ResponseDeadline deadline : this.waiting) {
			tellBusy(deadline);
		}
	}

	/**
	 * Let a deadline know what it might have missed before it began.
	 * @param deadline the deadline
	 */
	void catchUp(ResponseDeadline deadline) {
		tellAnswered(deadline);
		tellBusy(deadline);
	}

	private void tellAnswered(ResponseDeadline deadline) {
		deadline.answered(this.answeredFrom, this.answeredAt);
	}

	private void tellBusy(ResponseDeadline deadline) {
		deadline.busy(this.busyAt);
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
