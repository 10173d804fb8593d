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
import java.util.List;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The keep alive that is told is kept, whatever the clock shows.
 */
class KeepAliveTests {

	private static final String PINGREQ = "c000";

	private static final int[] PINGRESP = { 0xD0, 0 };

	@Test
	@Behaviour("S7")
	void aClockThatOverflowsMakesNoDifference() {
		for (long secondsBefore = 0; secondsBefore < 30; secondsBefore++) {
			VirtualClient client = new VirtualClient(Long.MAX_VALUE - Duration.ofSeconds(secondsBefore).toNanos(),
					List.of(), (options) -> {
					});
			client.acceptMqtt();
			client.pass(Duration.ofMillis(24_980));
			assertThat(client.sent()).isEqualTo(PINGREQ);
			assertThat(client.isClosed()).isFalse();
			client.pass(Duration.ofMillis(40));
			assertThat(client.isClosed()).isTrue();
		}
	}

	@Test
	@Behaviour("S7")
	void whileAClockOverflowsReceivingIsNotSilence() {
		VirtualClient client = new VirtualClient(Long.MAX_VALUE - Duration.ofSeconds(15).toNanos(), List.of(),
				(options) -> {
				});
		client.acceptMqtt();
		for (int i = 0; i < 4; i++) {
			client.pass(Duration.ofSeconds(10));
			client.receive(0x30, 3, 0, 1, 't');
		}
		assertThat(client.sent()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void theKeepAliveToldIsTheOneThatIsKept(ProtocolVersion version) {
		VirtualClient client = new VirtualClient(
				(options) -> options.protocolVersion(version).keepAlive(Duration.ofMillis(1_999)));
		client.accept();
		assertThat(client.sent()).startsWith((version == ProtocolVersion.MQTT_5) ? "1018" + "00044d515454" + "05020001"
				: "1012" + "00044d515454" + "04020001");
		if (version == ProtocolVersion.MQTT_5) {
			client.receive(0x20, 3, 0, 0, 0);
		}
		else {
			client.receive(0x20, 2, 0, 0);
		}
		for (int i = 0; i < 74; i++) {
			client.pass(Duration.ofMillis(10));
			client.receive(PINGRESP); // so that only idleness is a reason to ping
		}
		assertThat(client.sent()).isEmpty();
		client.pass(Duration.ofMillis(20));
		assertThat(client.sent()).isEqualTo(PINGREQ);
	}

}
