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

package io.resilientmqtt.client.netty.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TopicCache}.
 */
class TopicCacheTests {

	private final TopicCache cache = new TopicCache();

	@Test
	void remembersATopicOfAnyLength() {
		for (int length = 1; length < 40; length++) {
			String topic = "abcdefgh/".repeat(5).substring(0, length);
			ReceivedTopic first = get(topic);
			assertThat(first.name()).isEqualTo(topic);
			assertThat(get(topic)).isSameAs(first);
		}
	}

	@Test
	void tellsTopicsApartWhereverTheyDiffer() {
		for (int length : new int[] { 1, 7, 8, 9, 13, 16, 31 }) {
			String topic = "x".repeat(length);
			for (int i = 0; i < length; i++) {
				String other = topic.substring(0, i) + "y" + topic.substring(i + 1);
				assertThat(get(topic).name()).isEqualTo(topic);
				assertThat(get(other).name()).isEqualTo(other);
			}
		}
	}

	@Test
	void tellsTopicsOfTheSameBytesApartByTheirLength() {
		List<String> topics = IntStream.range(1, 30).mapToObj("x"::repeat).toList();
		for (String topic : topics) {
			assertThat(get(topic).name()).isEqualTo(topic);
		}
		assertThat(topics).allSatisfy((topic) -> assertThat(get(topic).name()).isEqualTo(topic));
	}

	@Test
	void keepsMostOfAHundredTopicsThatDifferByANumber() {
		List<String> topics = IntStream.range(0, 100).mapToObj((number) -> "plant/line/" + number + "/state").toList();
		List<ReceivedTopic> first = topics.stream().map(this::get).toList();
		long kept = IntStream.range(0, 100).filter((number) -> get(topics.get(number)) == first.get(number)).count();
		assertThat(kept).isGreaterThan(50);
	}

	@Test
	void readsNothingBesideTheTopic() {
		ByteBuf exact = Unpooled.copiedBuffer("a/b", StandardCharsets.UTF_8);
		assertThat(this.cache.get(exact, 0, 3).name()).isEqualTo("a/b");
		assertThat(this.cache.get(exact, 0, 3)).isSameAs(get("a/b"));
	}

	@Test
	void refusesWhatIsNoTopic() {
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> get("a/+"));
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> get(""));
	}

	private ReceivedTopic get(String topic) {
		byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
		ByteBuf packet = Unpooled.directBuffer().writeByte(1).writeBytes(utf8).writeByte(2);
		try {
			return this.cache.get(packet, 1, utf8.length);
		}
		finally {
			packet.release();
		}
	}

}
