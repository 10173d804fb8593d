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
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboundExchanges}.
 */
class InboundExchangesTests {

	private final InboundExchanges inbound = new InboundExchanges();

	@Test
	@Behaviour("S24")
	void whatAnEarlierConnectionOwesIsTakenOverByTheNext() {
		TestAck ack = new TestAck(QoS.EXACTLY_ONCE, 7);
		this.inbound.publish(7);
		this.inbound.owe(ack);
		assertThat(this.inbound.publish(7)).isFalse();
		assertThat(this.inbound.takeOwed(7)).isSameAs(ack);
		assertThat(this.inbound.takeOwed(7)).isNull();
	}

	@Test
	@Behaviour("S24")
	void whatIsAbandonedAfterItsConnectionHasEndedIsDeliveredWhenItComesAgain() {
		TestAck ack = new TestAck(QoS.EXACTLY_ONCE, 7);
		this.inbound.publish(7);
		this.inbound.owe(ack);
		ack.abandoned();
		assertThat(this.inbound.publish(7)).isTrue();
		assertThat(this.inbound.takeOwed(7)).isNull();
	}

	@Test
	@Behaviour("S24")
	void nothingIsOwedForQoS1OrAfterPubrelOrWhenTheSessionIsLost() {
		this.inbound.owe(new TestAck(QoS.AT_LEAST_ONCE, 6));
		assertThat(this.inbound.takeOwed(6)).isNull();
		this.inbound.publish(7);
		this.inbound.owe(new TestAck(QoS.EXACTLY_ONCE, 7));
		this.inbound.pubrel(7);
		assertThat(this.inbound.takeOwed(7)).isNull();
		this.inbound.publish(8);
		this.inbound.owe(new TestAck(QoS.EXACTLY_ONCE, 8));
		this.inbound.clear();
		assertThat(this.inbound.publish(8)).isTrue();
		assertThat(this.inbound.takeOwed(8)).isNull();
	}

	private static final class TestAck extends PendingAck {

		TestAck(QoS qos, int packetId) {
			super(PendingAck.key(qos, packetId));
		}

	}

}
