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

package io.resilientmqtt.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionState}.
 */
class ConnectionStateTests {

	@Test
	void connectionIsMadeByAnAttemptOnly() {
		assertThat(ConnectionState.DISCONNECTED.next()).containsExactlyInAnyOrder(ConnectionState.CONNECTING,
				ConnectionState.CLOSED);
		assertThat(ConnectionState.CONNECTING.next()).containsExactlyInAnyOrder(ConnectionState.CONNECTED,
				ConnectionState.BACKING_OFF, ConnectionState.DISCONNECTED, ConnectionState.CLOSED);
		assertThat(ConnectionState.CONNECTED.next()).containsExactlyInAnyOrder(ConnectionState.BACKING_OFF,
				ConnectionState.DISCONNECTED, ConnectionState.CLOSED);
		assertThat(ConnectionState.BACKING_OFF.next()).containsExactlyInAnyOrder(ConnectionState.CONNECTING,
				ConnectionState.DISCONNECTED, ConnectionState.CLOSED);
	}

	@Test
	void closedIsForGood() {
		assertThat(ConnectionState.CLOSED.next()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void noStateFollowsItself(ConnectionState state) {
		assertThat(state.next()).doesNotContain(state);
	}

	@ParameterizedTest
	@EnumSource(names = "CLOSED", mode = EnumSource.Mode.EXCLUDE)
	void everyOtherStateMayBeClosed(ConnectionState state) {
		assertThat(state.next()).contains(ConnectionState.CLOSED);
	}

}
