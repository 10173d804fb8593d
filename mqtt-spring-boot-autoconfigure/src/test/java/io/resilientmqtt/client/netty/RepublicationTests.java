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

import java.time.Duration;

import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A link that has gone dead one way does not multiply what is in flight (SEMANTICS S13):
 * the broker may get all of it, and gets it again on the next connection.
 */
class RepublicationTests {

	private static final String PINGREQ = "c000";

	private static VirtualClient withThreeInFlight() {
		VirtualClient client = new VirtualClient((options) -> options.responseTime(Duration.ofSeconds(2)));
		client.acceptMqtt();
		client.pass(Duration.ofMillis(100)); // so that nothing was received since
		client.publish(QoS.AT_LEAST_ONCE);
		client.publish(QoS.AT_LEAST_ONCE);
		client.publish(QoS.AT_LEAST_ONCE);
		client.sent();
		client.pass(Duration.ofMillis(2_010));
		return client;
	}

	private static String repeated(int packetId) {
		return "3a060001740%03x78".formatted(packetId);
	}

	@Test
	void s13WhileNothingIsHeardOnlyTheOldestIsRepeatedAndTheLinkPinged() {
		VirtualClient client = withThreeInFlight();
		assertThat(client.sent()).isEqualTo(repeated(1) + PINGREQ);
		client.pass(Duration.ofMillis(1_980));
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(40));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.context.counters().republications()).isBetween(1L, 2L);
	}

	@Test
	void s13TheOthersAreRepeatedOnceTheBrokerIsHeard() {
		VirtualClient client = withThreeInFlight();
		client.sent();
		client.receive(0xD0, 0);
		assertThat(client.sent()).isEqualTo(repeated(2) + repeated(3));
		client.receive(0x40, 2, 0, 1);
		client.receive(0x40, 2, 0, 2);
		client.receive(0x40, 2, 0, 3);
		assertThat(client.context.publications().underWay()).isZero();
	}

}
