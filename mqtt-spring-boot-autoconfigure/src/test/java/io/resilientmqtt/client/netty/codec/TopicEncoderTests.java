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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicEncoder}.
 */
class TopicEncoderTests {

	private final TopicEncoder encoder = new TopicEncoder();

	@Test
	void encodesEachTopicWhateverTheOneBefore() {
		for (String topic : new String[] { "a/b", "a/b", "a/c", "a", "grüße/\u20AC/\uD83D\uDE00", "a/b",
				"long/".repeat(13_000), "\u20AC".repeat(21_000), "a/b" }) {
			assertThat(encode(topic)).isEqualTo(topic);
		}
	}

	@Test
	void writesTheSameTopicAgain() {
		assertThat(encode("a/b")).isEqualTo("a/b");
		assertThat(encode(new String("a/b"))).isEqualTo("a/b");
	}

	private String encode(String topic) {
		ByteBuf out = Unpooled.buffer();
		int length = this.encoder.length(topic);
		this.encoder.write(out);
		assertThat(out.readableBytes()).isEqualTo(length);
		return out.toString(StandardCharsets.UTF_8);
	}

}
