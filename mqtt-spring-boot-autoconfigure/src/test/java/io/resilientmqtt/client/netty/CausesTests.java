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

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;

import io.resilientmqtt.client.ConnectionCause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Causes}.
 */
class CausesTests {

	@Test
	void whatIsWrittenToAClosedConnectionSaysThatTheBrokerClosedIt() {
		ConnectionCause cause = Causes.of(new ClosedChannelException());
		assertThat(cause).isEqualTo(Causes.closed());
		assertThat(Causes.isClosedUponPublish(cause)).isTrue();
		assertThat(Causes.isClosed(cause)).isTrue();
	}

	@Test
	void andWhyIfThatIsKnown() {
		IOException brokenPipe = new IOException("Broken pipe");
		ClosedChannelException failure = new ClosedChannelException();
		failure.initCause(brokenPipe);
		ConnectionCause cause = Causes.of(failure);
		assertThat(cause.exception()).isSameAs(brokenPipe);
		assertThat(Causes.isClosedUponPublish(cause)).isFalse();
		assertThat(Causes.isClosed(cause)).isTrue();
	}

	@Test
	void aSocketErrorIsToldInItsWordsWithoutTheNameOfAClass() {
		assertThat(Causes.of(new SocketException("Connection reset")).description())
			.isEqualTo("The connection failed: Connection reset");
		assertThat(Causes.of(new IOException()).description()).isEqualTo("The connection failed: java.io.IOException");
		assertThat(Causes.of(new IllegalStateException("why")).description())
			.isEqualTo("The connection failed: java.lang.IllegalStateException: why");
	}

}
