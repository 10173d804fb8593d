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
import java.util.concurrent.atomic.AtomicLong;

import io.resilientmqtt.client.BrokerLimits;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OutageLogTests {

	private static final ServerAddress SERVER = new ServerAddress("broker", 1883);

	private static final ConnectionCause REFUSED = new ConnectionCause(ConnectionCause.Type.NETWORK, "refused");

	private static final ConnectResult RESULT = new ConnectResult(ReasonCode.SUCCESS, true, ProtocolVersion.MQTT_5,
			"me", BrokerLimits.none(Duration.ofSeconds(60)));

	private final AtomicLong now = new AtomicLong();

	private final OutageLog log = new OutageLog("site (me)", (id) -> "site (" + id + ")", this.now::get);

	@Test
	void anOutageIsOneLineAndARecoveryOneWithItsDuration(CapturedOutput output) {
		assertThat(this.log.up(RESULT, SERVER)).isNull();
		this.log.down(REFUSED, false, false);
		this.now.addAndGet(Duration.ofMillis(1500).toNanos());
		assertThat(this.log.up(RESULT, SERVER)).isEqualTo(Duration.ofMillis(1500));
		assertThat(output.getAll().lines().filter((line) -> line.contains("MQTT client 'site (me)'"))).hasSize(3)
			.satisfiesExactly(
					(line) -> assertThat(line).contains("is connected to broker:1883")
						.doesNotContain("after an outage"),
					(line) -> assertThat(line).contains("WARN", "has lost its connection (NETWORK: refused)"),
					(line) -> assertThat(line).contains("INFO", "after an outage of 1500 ms"));
	}

	@Test
	void whatTheApplicationEndsIsNoOutage(CapturedOutput output) {
		this.log.up(RESULT, SERVER);
		this.log.down(REFUSED, true, false);
		assertThat(this.log.up(RESULT, SERVER)).isNull();
		assertThat(output).doesNotContain("WARN").doesNotContain("outage");
	}

	@Test
	void aReconnectThatTheApplicationWantsIsNoOutage(CapturedOutput output) {
		this.log.up(RESULT, SERVER);
		this.log.down(REFUSED, true, true);
		this.now.addAndGet(Duration.ofMillis(5).toNanos());
		this.log.up(RESULT, SERVER);
		assertThat(output).contains("again as the application wanted, within 5 ms").doesNotContain("outage");
		this.log.down(REFUSED, false, false);
		this.log.up(RESULT, SERVER);
		assertThat(output).contains("after an outage of 0 ms");
	}

	@Test
	void repeatedFailuresGrowQuiet(CapturedOutput output) {
		for (int failure = 1; failure <= 100; failure++) {
			this.log.failed(SERVER, REFUSED, failure, Duration.ofSeconds(1));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("can't connect"))).hasSize(7)
			.last()
			.asString()
			.contains("attempt 64, next in 1000 ms");
	}

}
