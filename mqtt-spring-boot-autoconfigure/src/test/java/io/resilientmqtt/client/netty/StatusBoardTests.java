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
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatusBoard}.
 */
class StatusBoardTests {

	private static final ServerAddress SERVER = new ServerAddress("localhost", 1883);

	private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);

	private final AtomicLong millis = new AtomicLong(1_000_000_000_000L);

	private final MqttClientOptions options = MqttClientOptions.builder().build();

	private final StatusBoard board = new StatusBoard("client", this.options, SERVER,
			new WallClock(this.nanos::get, this.millis::get));

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
		this.millis.addAndGet(time.toMillis());
	}

	private Instant now() {
		return Instant.ofEpochMilli(this.millis.get());
	}

	private void loseTheLink() {
		this.board.connecting(SERVER, new ConnectParameters(this.options, "client", this.nanos::get, false));
		this.board.failed(new ConnectionCause(ConnectionCause.Type.NETWORK, "refused"));
		this.board.backingOff(Duration.ofSeconds(30), SERVER);
	}

	@ParameterizedTest
	@ValueSource(longs = { 90, -90, 20_000 })
	void whatLiesBetweenIsHowLongItTookThoughTheClockWasSet(long days) {
		loseTheLink();
		pass(Duration.ofSeconds(10));
		this.millis.addAndGet(Duration.ofDays(days).toMillis());
		pass(Duration.ofSeconds(5));
		ConnectionStatus status = this.board.status();
		assertThat(Duration.between(status.since(), now())).isEqualTo(Duration.ofSeconds(15));
		assertThat(Duration.between(now(), status.nextAttempt())).isEqualTo(Duration.ofSeconds(15));
		assertThat(status.state()).isEqualTo(ConnectionState.BACKING_OFF);
		assertThat(status.attempts()).isOne();
	}

	@Test
	void whatIsWrittenAfterwardsKeepsIt() {
		loseTheLink();
		this.millis.addAndGet(Duration.ofDays(90).toMillis());
		pass(Duration.ofSeconds(30));
		this.board.connecting(SERVER, new ConnectParameters(this.options, "client", this.nanos::get, false));
		assertThat(Duration.between(this.board.status().since(), now())).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void timesStayAsTheyAreWhileTheClockIsNotSet() {
		loseTheLink();
		ConnectionStatus status = this.board.status();
		this.millis.addAndGet(900); // as two clocks drift apart
		assertThat(this.board.status()).isSameAs(status);
	}

}
