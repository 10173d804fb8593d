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

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resilientmqtt.client.netty.codec.AckReason;
import io.resilientmqtt.client.session.PendingAck;

/**
 * Wakes the event loop to send acknowledgements, once for however many were completed
 * since it last looked, and keeps the reasons of the few that have one. Raised on any
 * thread, answered on the event loop.
 */
public final class AckSignal implements Runnable {

	/**
	 * Wakes nobody.
	 */
	public static final AckSignal NONE = new AckSignal(Runnable::run, () -> {
	});

	private final Map<PendingAck, AckReason> reasons = new ConcurrentHashMap<>();

	private final AtomicBoolean raised = new AtomicBoolean();

	private final Executor loop;

	private final Runnable answer;

	public AckSignal(Executor loop, Runnable answer) {
		this.loop = loop;
		this.answer = answer;
	}

	void raise() {
		if (!this.raised.get() && this.raised.compareAndSet(false, true)) {
			try {
				this.loop.execute(this);
			}
			catch (RejectedExecutionException ex) {
				// the event loop has ended and its connections with it: nothing is owed
				this.raised.set(true);
			}
		}
	}

	/**
	 * Keep what an acknowledgement says, before it is marked to have one.
	 * @param ack the acknowledgement
	 * @param reason the reason
	 */
	void explain(PendingAck ack, AckReason reason) {
		this.reasons.put(ack, reason);
	}

	AckReason takeReason(PendingAck ack) {
		return Objects.requireNonNull(this.reasons.remove(ack), "'ack' has no reason");
	}

	@Override
	public void run() {
		this.raised.set(false);
		this.answer.run();
	}

}
