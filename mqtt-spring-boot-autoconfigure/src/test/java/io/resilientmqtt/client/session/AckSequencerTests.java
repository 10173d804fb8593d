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

import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AckSequencer} and {@link PendingAck}.
 */
class AckSequencerTests {

	private final AckSequencer sequencer = new AckSequencer();

	private final TestAck[] acks = IntStream.rangeClosed(1, 4)
		.mapToObj((id) -> new TestAck(QoS.AT_LEAST_ONCE, id))
		.toArray(TestAck[]::new);

	AckSequencerTests() {
		Stream.of(this.acks).forEach(this.sequencer::add);
	}

	private String poll() {
		StringBuilder ids = new StringBuilder();
		for (PendingAck ack = this.sequencer.pollDone(); ack != null; ack = this.sequencer.pollDone()) {
			ids.append(ack.packetId());
		}
		return ids.toString();
	}

	@Test
	@Behaviour("S21")
	void acknowledgementsLeaveInTheOrderOfArrivalHoweverTheyAreCompleted() {
		assertThat(poll()).isEmpty();
		this.acks[2].done();
		this.acks[1].done();
		assertThat(poll()).isEmpty();
		this.acks[0].done();
		assertThat(poll()).isEqualTo("123");
		assertThat(this.sequencer.size()).isEqualTo(1);
		this.acks[3].done();
		assertThat(poll()).isEqualTo("4");
		assertThat(this.sequencer.size()).isZero();
	}

	@Test
	@Behaviour("S21")
	void whatIsAbandonedHoldsUpNothingBehindIt() {
		this.acks[0].abandoned();
		this.acks[1].done();
		PendingAck first = this.sequencer.pollDone();
		assertThat(first).isSameAs(this.acks[0]).matches(PendingAck::isAbandoned);
		assertThat(poll()).isEqualTo("2");
	}

	@Test
	void anAcknowledgementKnowsWhatItIsOwed() {
		TestAck nothing = new TestAck(QoS.AT_MOST_ONCE, 0);
		assertThat(nothing.isOwed()).isFalse();
		TestAck puback = new TestAck(QoS.AT_LEAST_ONCE, 65535);
		assertThat(puback.isOwed()).isTrue();
		assertThat(puback.isExactlyOnce()).isFalse();
		assertThat(puback.packetId()).isEqualTo(65535);
		TestAck pubrec = new TestAck(QoS.EXACTLY_ONCE, 65535);
		assertThat(pubrec.isOwed()).isTrue();
		assertThat(pubrec.isExactlyOnce()).isTrue();
		assertThat(pubrec.packetId()).isEqualTo(65535);
		assertThat(pubrec.isDone()).isFalse();
	}

	private static final class TestAck extends PendingAck {

		TestAck(QoS qos, int packetId) {
			super(PendingAck.key(qos, packetId));
		}

	}

}
