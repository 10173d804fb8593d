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
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in flight is repeated one after the other: a slow broker is not brought down,
 * and a link that is dead one way does not multiply messages.
 */
class RepublicationTests {

	private static VirtualClient withThreeInFlight() {
		VirtualClient client = new VirtualClient((options) -> options.responseTime(Duration.ofSeconds(2)).maxRepubs(2));
		client.acceptMqtt();
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
	@Behaviour("S13")
	void theOldestIsRepeatedUntilTheLinkIsDead() {
		VirtualClient client = withThreeInFlight();
		assertThat(client.sent()).isEqualTo(repeated(1));
		client.pass(Duration.ofSeconds(2));
		assertThat(client.sent()).isEqualTo(repeated(1));
		client.pass(Duration.ofMillis(1_970));
		assertThat(client.isClosed()).isFalse();
		client.pass(Duration.ofMillis(40));
		assertThat(client.isClosed()).isTrue();
		assertThat(client.context.counters().republications()).isEqualTo(2);
	}

	@Test
	@Behaviour("S13")
	void theNextHasTheResponseTimeFromWhenTheOldestIsAcknowledged() {
		VirtualClient client = withThreeInFlight();
		client.sent();
		for (int packetId = 1; packetId <= 3; packetId++) {
			client.receive(0x40, 2, 0, packetId);
			client.pass(Duration.ofMillis(1_980));
			assertThat(client.sent()).isEmpty();
			client.pass(Duration.ofMillis(30));
			assertThat(client.sent()).isEqualTo((packetId < 3) ? repeated(packetId + 1) : "");
		}
		assertThat(client.context.publications().underWay()).isZero();
	}

	@Test
	@Behaviour("S13")
	void whatIsAcknowledgedBeforeItsTurnIsNotRepeated() {
		VirtualClient client = withThreeInFlight();
		client.sent();
		client.receive(0x40, 2, 0, 2);
		client.receive(0x40, 2, 0, 3);
		client.receive(0x40, 2, 0, 1);
		client.pass(Duration.ofSeconds(4));
		assertThat(client.sent()).isEmpty();
	}

}
