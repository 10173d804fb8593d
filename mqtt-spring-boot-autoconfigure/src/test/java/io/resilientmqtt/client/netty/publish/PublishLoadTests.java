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

package io.resilientmqtt.client.netty.publish;

import java.time.Duration;

import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishLoad}.
 */
@Behaviour("S15")
class PublishLoadTests {

	private static final int MAX_BYTES = 1000;

	private final PublishLoad load = new PublishLoad(
			new PublishOptions(2, MAX_BYTES, PublishOptions.Overflow.FAIL, Duration.ZERO, null, 1));

	@Test
	void takesAsManyPublicationsAsAllowed() {
		assertThat(this.load.reserve(weight(0))).isTrue();
		assertThat(this.load.reserve(weight(0))).isTrue();
		assertThat(this.load.reserve(weight(0))).isFalse();
		assertThat(this.load.pending()).isEqualTo(2);
	}

	@Test
	void takesAsManyBytesAsAllowedButAlwaysOnePublication() {
		assertThat(this.load.reserve(weight(MAX_BYTES + 1))).isTrue();
		assertThat(this.load.reserve(weight(0))).isFalse();
		this.load.release(weight(MAX_BYTES + 1));
		assertThat(this.load.reserve(weight(MAX_BYTES - 1))).isTrue();
		assertThat(this.load.reserve(weight(2))).isFalse();
		assertThat(this.load.reserve(weight(1))).isTrue();
		assertThat(this.load.fill().pendingBytes()).isEqualTo(MAX_BYTES);
	}

	@Test
	void findsTheRoomThatWasReleased() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.load.reserve(weight(i))).isTrue();
			assertThat(this.load.reserve(weight(i))).isTrue();
			assertThat(this.load.reserve(weight(i))).isFalse();
			this.load.release(weight(i));
			assertThat(this.load.reserve(weight(i))).isTrue();
			this.load.release(weight(i));
			this.load.release(weight(i));
		}
		assertThat(this.load.pending()).isZero();
		assertThat(this.load.fill().pendingBytes()).isZero();
	}

	@Test
	void tellsWhenThereAreMoreThanTwiceAsMany() {
		for (int i = 0; i < 2 * 2; i++) {
			assertThat(this.load.isOver()).isEqualTo(i > 2);
			this.load.add(weight(0));
			assertThat(this.load.isFarOver()).isFalse();
		}
		this.load.add(weight(0));
		assertThat(this.load.isFarOver()).isTrue();
		assertThat(this.load.pending()).isEqualTo(5);
	}

	@Test
	void tellsWhenThereAreMoreThanTwiceTheBytes() {
		this.load.add(weight(3 * MAX_BYTES));
		assertThat(this.load.isFarOver()).isFalse();
		this.load.add(weight(0));
		assertThat(this.load.isFarOver()).isTrue();
	}

	private static long weight(int size) {
		return PublishLoad
			.weight(new PendingPublish(MqttMessage.of("a", new byte[size], QoS.AT_MOST_ONCE, false), null));
	}

}
