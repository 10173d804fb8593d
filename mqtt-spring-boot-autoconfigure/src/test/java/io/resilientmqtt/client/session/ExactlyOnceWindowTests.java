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

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.session.OutboundPublish.Phase;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session with fewer QoS 2 exchanges open than publications in flight.
 */
class ExactlyOnceWindowTests {

	private final MqttSession<String> session = new MqttSession<>();

	private void bind(boolean sessionPresent, int exactlyOnce) {
		this.session.bind(sessionPresent, 100, exactlyOnce, QoS.EXACTLY_ONCE);
	}

	private TestPublish enqueue(String name) {
		TestPublish publish = new TestPublish(name, QoS.of(name.charAt(0) - 'a'));
		this.session.enqueue(publish, 0);
		return publish;
	}

	/**
	 * Send what may be sent.
	 * @return what was sent: name, R for PUBREL, D for DUP
	 */
	private String send() {
		List<String> sent = new ArrayList<>();
		for (OutboundPublish<String> publish = this.session.nextToSend(true); publish != null; publish = this.session
			.nextToSend(true)) {
			boolean pubrel = publish.phase() == Phase.RELEASED;
			sent.add(publish + (pubrel ? "R" : publish.isRepeated() ? "D" : ""));
			publish.transmitted(0);
		}
		return String.join(" ", sent);
	}

	@Test
	void onlyPubcompOpensTheWindow() {
		bind(false, 2);
		TestPublish first = enqueue("c1");
		enqueue("c2");
		enqueue("c3");
		enqueue("c4");
		assertThat(send()).isEqualTo("c1 c2");
		this.session.outbound().pubrec(first.packetId(), false);
		assertThat(send()).isEmpty();
		this.session.outbound().pubcomp(first.packetId());
		assertThat(send()).isEqualTo("c3");
	}

	@Test
	void aRefusalOpensTheWindowToo() {
		bind(false, 1);
		TestPublish first = enqueue("c1");
		enqueue("c2");
		enqueue("c3");
		assertThat(send()).isEqualTo("c1");
		this.session.outbound().pubrec(first.packetId(), true);
		OutboundPublish<String> second = this.session.nextToSend(true);
		assertThat(second).hasToString("c2");
		this.session.abandon(second);
		assertThat(send()).isEqualTo("c3");
	}

	@Test
	void othersOvertakeEachInTheOrderOfItsQoS() {
		bind(false, 2);
		List<TestPublish> open = List.of(enqueue("c1"), enqueue("c2"));
		enqueue("c3");
		enqueue("b1");
		enqueue("c4");
		enqueue("a1");
		enqueue("b2");
		assertThat(send()).isEqualTo("c1 c2 b1 a1 b2");
		enqueue("b3");
		enqueue("c5");
		assertThat(this.session.queued()).isEqualTo(4);
		assertThat(this.session.firstQueued()).hasToString("c3");
		open.forEach((publish) -> {
			this.session.outbound().pubrec(publish.packetId(), false);
			this.session.outbound().pubcomp(publish.packetId());
		});
		assertThat(send()).isEqualTo("c3 c4 b3");
		assertThat(this.session.queued()).isEqualTo(1);
	}

	@Test
	void whatStandsAsideCanBeWithdrawn() {
		bind(false, 1);
		TestPublish open = enqueue("c1");
		TestPublish first = enqueue("c2");
		TestPublish second = enqueue("c3");
		TestPublish last = enqueue("c4");
		assertThat(send()).isEqualTo("c1");
		assertThat(this.session.withdraw(second)).isTrue();
		assertThat(this.session.withdraw(second)).isFalse();
		assertThat(this.session.withdraw(first)).isTrue();
		assertThat(this.session.queued()).isEqualTo(1);
		this.session.outbound().pubrec(open.packetId(), false);
		this.session.outbound().pubcomp(open.packetId());
		assertThat(send()).isEqualTo("c4");
		assertThat(last.phase()).isEqualTo(Phase.PUBLISHED);
	}

	@Test
	void aBrokerThatLostTheSessionGetsAllInTheirOrder() {
		bind(false, 1);
		enqueue("c1");
		enqueue("c2");
		enqueue("b1");
		enqueue("c3");
		assertThat(send()).isEqualTo("c1 b1");
		this.session.unbind();
		assertThat(send()).isEmpty();
		bind(false, 100);
		assertThat(send()).isEqualTo("c1 b1 c2 c3");
	}

	@Test
	void theWindowHoldsForWhatIsSentAgainWhichKeepsItsOrder() {
		bind(false, 4);
		List<TestPublish> publishes = List.of(enqueue("c1"), enqueue("c2"), enqueue("c3"), enqueue("b1"),
				enqueue("c4"));
		send();
		this.session.outbound().pubrec(publishes.get(1).packetId(), false);
		this.session.unbind();
		bind(true, 2);
		enqueue("b2");
		assertThat(send()).isEqualTo("c1D c2R");
		this.session.outbound().pubcomp(publishes.get(1).packetId());
		assertThat(send()).isEqualTo("c3D b1D");
		this.session.outbound().pubrec(publishes.get(0).packetId(), false);
		assertThat(send()).isEmpty();
		this.session.outbound().pubcomp(publishes.get(0).packetId());
		assertThat(send()).isEqualTo("c4D b2");
	}

	@Test
	void aLoweredQoSHasTheWholeWindow() {
		this.session.bind(false, 100, 1, QoS.AT_LEAST_ONCE);
		enqueue("c1");
		enqueue("c2");
		enqueue("c3");
		assertThat(send()).isEqualTo("c1 c2 c3");
	}

}
