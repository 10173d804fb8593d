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
import java.util.stream.IntStream;

import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PacketIds}.
 */
class PacketIdsTests {

	private final PacketIds ids = new PacketIds();

	private TestPublish assign() {
		TestPublish publish = new TestPublish("p", QoS.AT_LEAST_ONCE);
		this.ids.assign(publish);
		return publish;
	}

	private List<TestPublish> assign(int count) {
		List<TestPublish> publishes = new ArrayList<>();
		IntStream.range(0, count).forEach((i) -> publishes.add(assign()));
		return publishes;
	}

	@Test
	@Behaviour("S16")
	void identifiersStartAt1AndFindWhatTheyBelongTo() {
		List<TestPublish> publishes = assign(100);
		assertThat(publishes).extracting(TestPublish::packetId)
			.isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
		assertThat(publishes).allMatch((publish) -> this.ids.find(publish.packetId()) == publish);
		assertThat(this.ids.find(101)).isNull();
		assertThat(this.ids.find(0)).isNull();
	}

	@Test
	@Behaviour("S16")
	void aReleasedIdentifierIsNotTakenAgainAtOnce() {
		TestPublish first = assign();
		this.ids.release(first);
		assertThat(first.packetId()).isZero();
		assertThat(this.ids.find(1)).isNull();
		assertThat(this.ids.size()).isZero();
		assertThat(assign().packetId()).isEqualTo(2);
	}

	@Test
	@Behaviour("S16")
	void oneInUseIsNotGivenOutHoweverOftenTheOthersHaveTheirTurn() {
		TestPublish kept = assign();
		boolean highest = false;
		for (int i = 0; i < 200_000; i++) {
			TestPublish publish = assign();
			assertThat(publish.packetId()).isBetween(2, 65_535);
			highest |= publish.packetId() > 65_530;
			this.ids.release(publish);
		}
		assertThat(highest).isTrue();
		assertThat(this.ids.find(1)).isSameAs(kept);
	}

	@Test
	@Behaviour("S16")
	void all65535CanBeInUseAndNoneMore() {
		List<TestPublish> publishes = assign(65_535);
		assertThat(publishes).extracting(TestPublish::packetId).doesNotHaveDuplicates().allMatch((id) -> id > 0);
		assertThat(this.ids.isExhausted()).isTrue();
		assertThatIllegalStateException().isThrownBy(this::assign).withMessageContaining("65535");
		this.ids.release(publishes.get(4_710));
		assertThat(this.ids.isExhausted()).isFalse();
		assertThat(assign().packetId()).isEqualTo(4_711);
	}

	@Test
	void releasingTwiceReleasesNothingOfOthers() {
		TestPublish first = assign();
		this.ids.release(first);
		TestPublish second = assign();
		this.ids.release(first);
		assertThat(this.ids.size()).isEqualTo(1);
		assertThat(this.ids.find(second.packetId())).isSameAs(second);
	}

}
