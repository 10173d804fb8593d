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

import io.resilientmqtt.message.QoS;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What an acknowledgement costs on its way through the {@link AckSequencer}, with 1,000
 * messages unacknowledged.
 */
@State(Scope.Thread)
public class AckSequencerBenchmark {

	private static final int WINDOW = 1000;

	private final AckSequencer sequencer = new AckSequencer();

	private final Ack[] acks = new Ack[WINDOW];

	/**
	 * Done in the order of arrival.
	 * @return the last that was sent
	 */
	@Benchmark
	@OperationsPerInvocation(WINDOW)
	public PendingAck inOrder() {
		arrive();
		PendingAck last = null;
		for (int i = 0; i < WINDOW; i++) {
			this.acks[i].done();
			last = this.sequencer.pollDone();
		}
		return last;
	}

	/**
	 * Done in the reverse order, so that all leave with the last.
	 * @return the last that was sent
	 */
	@Benchmark
	@OperationsPerInvocation(WINDOW)
	public PendingAck reversed() {
		arrive();
		PendingAck last = null;
		for (int i = WINDOW - 1; i >= 0; i--) {
			this.acks[i].done();
			for (PendingAck ack = this.sequencer.pollDone(); ack != null; ack = this.sequencer.pollDone()) {
				last = ack;
			}
		}
		return last;
	}

	private void arrive() {
		for (int i = 0; i < WINDOW; i++) {
			this.acks[i] = new Ack(i + 1);
			this.sequencer.add(this.acks[i]);
		}
	}

	/**
	 * Nothing but what is measured.
	 */
	private static final class Ack extends PendingAck {

		Ack(int packetId) {
			super(PendingAck.key(QoS.AT_LEAST_ONCE, packetId));
		}

	}

}
