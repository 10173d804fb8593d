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

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicAliases}.
 */
class TopicAliasesTests {

	private final TopicAliases aliases = new TopicAliases(2);

	private int use(String topic) {
		return this.aliases.use(topic, true);
	}

	@Test
	void anAliasIsSetByTheFirstUseAndStandsForTheTopicFromTheSecondOn() {
		assertThat(use("sensors/a")).isEqualTo(-1);
		assertThat(use("sensors/b")).isEqualTo(-2);
		assertThat(use("sensors/a")).isEqualTo(1);
		assertThat(use("sensors/b")).isEqualTo(2);
		assertThat(use("sensors/a")).isEqualTo(1);
	}

	@Test
	void aTopicTooShortToGainByItHasNone() {
		assertThat(use("topic6")).isZero();
		assertThat(use("topic6")).isZero();
		assertThat(use("topic/7")).isEqualTo(-1);
		assertThat(use("topic/7")).isEqualTo(1);
		assertThat(this.aliases.takeBytesSaved()).isEqualTo(-3 + 4);
	}

	@Test
	void aPacketWithoutRoomSetsNone() {
		assertThat(this.aliases.use("sensors/a", false)).isZero();
		assertThat(use("sensors/a")).isEqualTo(-1);
		assertThat(this.aliases.use("sensors/a", false)).isEqualTo(1);
	}

	@Test
	void theAliasLeastRecentlyUsedGoesToATopicUsedSince() {
		use("sensors/a");
		use("sensors/b");
		assertThat(use("sensors/c")).isZero();
		assertThat(use("sensors/a")).isEqualTo(1);
		assertThat(use("sensors/c")).isEqualTo(-2);
		assertThat(use("sensors/c")).isEqualTo(2);
		assertThat(use("sensors/b")).isZero();
		assertThat(use("sensors/b")).isEqualTo(-1);
	}

	@Test
	void topicsTakingTurnsDoNotTakeAliasesFromEachOther() {
		TopicAliases aliases = new TopicAliases(10);
		int set = 0;
		int used = 0;
		for (int i = 0; i < 1100; i++) {
			int alias = aliases.use("sensors/" + i % 11, true);
			set += (alias < 0) ? 1 : 0;
			used += (alias > 0) ? 1 : 0;
		}
		assertThat(set).isEqualTo(10);
		assertThat(used).isEqualTo(990);
	}

	@Test
	void topicsUsedOnceCostNothingOnceAllAliasesAreInUse() {
		use("sensors/a");
		use("sensors/b");
		this.aliases.takeBytesSaved();
		IntStream.range(0, 10_000).forEach((i) -> assertThat(use("reply/" + i)).isZero());
		assertThat(this.aliases.takeBytesSaved()).isZero();
		assertThat(use("sensors/a")).isEqualTo(1);
	}

	@Test
	void aliasesAreAsManyAsTheBrokerAllowsAndNoMoreThanAThousand() {
		assertThat(new TopicAliases(1).use("sensors/a", true)).isEqualTo(-1);
		TopicAliases many = new TopicAliases(65535);
		IntStream.rangeClosed(1, 1024).forEach((i) -> assertThat(many.use("sensors/" + i, true)).isEqualTo(-i));
		assertThat(many.use("sensors/1025", true)).isZero();
		IntStream.rangeClosed(1, 1024).forEach((i) -> assertThat(many.use("sensors/" + i, true)).isEqualTo(i));
	}

	@Test
	void bytesSavedAreThoseOfTheTopicInUtf8() {
		use("sensoren/küche");
		use("sensoren/küche");
		use("sensoren/küche");
		assertThat(this.aliases.takeBytesSaved()).isEqualTo(-3 + 2 * (15 - 3));
		assertThat(this.aliases.takeBytesSaved()).isZero();
	}

}
