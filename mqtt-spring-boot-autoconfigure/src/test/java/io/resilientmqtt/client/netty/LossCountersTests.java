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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishOptions.Overflow;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is lost is counted by cause and logged once an interval.
 */
@ExtendWith(OutputCaptureExtension.class)
class LossCountersTests {

	private static VirtualClient client(Overflow overflow, Duration expiry) {
		return new VirtualClient((options) -> options.connectTimeout(Duration.ofDays(1))
			.publish(new PublishOptions(2, 1024, overflow, Duration.ZERO, expiry, 1024)));
	}

	private static void publish(VirtualClient client, int count) {
		IntStream.range(0, count).forEach((i) -> client.publish(QoS.AT_LEAST_ONCE));
	}

	private static List<String> lines(CapturedOutput output) {
		return Arrays.stream(output.getOut().split("\n"))
			.filter((line) -> line.contains("has lost messages"))
			.map((line) -> line.substring(line.indexOf("has lost messages: ") + 19))
			.toList();
	}

	@Test
	@Behaviour("S15")
	void everyCauseIsCountedForItself() {
		VirtualClient full = client(Overflow.FAIL, Duration.ofSeconds(5));
		publish(full, 5);
		full.pass(Duration.ofSeconds(6));
		assertThat(full.context.losses().failures()).containsAllEntriesOf(
				Map.of(Reason.BUFFER_FULL, 3L, Reason.EXPIRED, 2L, Reason.DROPPED, 0L, Reason.CLOSED, 0L));
		publish(full, 1);
		full.context.publications().close();
		assertThat(full.context.losses().failures()).containsEntry(Reason.CLOSED, 1L);
		VirtualClient dropping = client(Overflow.DROP_OLDEST, Duration.ofSeconds(5));
		publish(dropping, 5);
		assertThat(dropping.context.losses().failures()).containsEntry(Reason.DROPPED, 3L)
			.containsEntry(Reason.BUFFER_FULL, 0L);
	}

	@Test
	@Behaviour("S15")
	void whatItsCallerHasCancelledIsNoLoss() {
		VirtualClient client = client(Overflow.FAIL, Duration.ofSeconds(5));
		client.publish(QoS.AT_LEAST_ONCE).cancel(false);
		client.pass(Duration.ofSeconds(6));
		assertThat(client.context.losses().failures().values()).containsOnly(0L);
	}

	@Test
	@Behaviour("S15")
	void whatIsLostIsLoggedAtOnceAndThenOnceAnInterval(CapturedOutput output) {
		VirtualClient client = client(Overflow.FAIL, Duration.ofDays(1));
		publish(client, 3);
		client.runTasks();
		assertThat(lines(output))
			.containsExactly("1 not published, BUFFER_FULL (mqtt.publish.max-pending, max-pending-bytes, overflow)");
		for (int i = 0; i < 29; i++) {
			client.pass(Duration.ofSeconds(1));
			publish(client, 10);
			client.context.losses().discarded();
		}
		assertThat(lines(output)).hasSize(1);
		client.pass(Duration.ofMillis(1_100));
		assertThat(lines(output)).hasSize(2)
			.last()
			.asString()
			.isEqualTo("290 not published, BUFFER_FULL (mqtt.publish.max-pending, max-pending-bytes, overflow), "
					+ "29 received and discarded for want of room at a listener (mqtt.listener.queue-capacity)");
		client.pass(Duration.ofMinutes(10));
		assertThat(lines(output)).hasSize(2);
		client.context.losses().queueDiscarded();
		client.runTasks();
		assertThat(lines(output)).last()
			.isEqualTo("1 received and discarded for want of room in the message queue (mqtt.queue-length)");
	}

}
