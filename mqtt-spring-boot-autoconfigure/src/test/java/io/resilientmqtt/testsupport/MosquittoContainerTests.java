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

package io.resilientmqtt.testsupport;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MosquittoContainer}.
 */
@Tag("container")
@Testcontainers(disabledWithoutDocker = true)
class MosquittoContainerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	@Container
	private final MosquittoContainer broker = new MosquittoContainer();

	@Test
	void killedBrokerComesBackOnItsPort() {
		int port = this.broker.port();
		assertThat(this.broker.answers(TIMEOUT)).isTrue();
		this.broker.kill();
		assertThat(this.broker.answers(TIMEOUT)).isFalse();
		this.broker.startAgain();
		assertThat(this.broker.answers(TIMEOUT)).isTrue();
		assertThat(this.broker.port()).isEqualTo(port);
	}

	@Test
	void persistentBrokerRemembersASessionWhenKilled() throws IOException {
		try (MosquittoContainer persistent = new MosquittoContainer().withPersistence()) {
			persistent.start();
			assertThat(subscribeAsPersistentClient(persistent)).isEqualTo("20020000" + "9003000101");
			persistent.kill();
			persistent.startAgain();
			assertThat(subscribeAsPersistentClient(persistent)).isEqualTo("20020100" + "9003000101");
		}
	}

	@Test
	void pausedBrokerIsSilentUntilItGoesOn() {
		this.broker.pause();
		assertThat(this.broker.answers(TIMEOUT)).isFalse();
		this.broker.unpause();
		assertThat(this.broker.answers(TIMEOUT)).isTrue();
	}

	private String subscribeAsPersistentClient(MosquittoContainer broker) throws IOException {
		String connect = "100d00044d5154540400003c000161";
		String subscribe = "8206000100016101";
		try (Socket socket = new Socket(broker.getHost(), broker.port())) {
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.getOutputStream().write(HexFormat.of().parseHex(connect + subscribe));
			return HexFormat.of().formatHex(socket.getInputStream().readNBytes(9));
		}
	}

}
