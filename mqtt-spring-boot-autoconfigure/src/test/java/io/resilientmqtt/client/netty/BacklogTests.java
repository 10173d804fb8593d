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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.ReceiveBacklog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many messages wait to be acknowledged, and for how long nothing can have come.
 */
class BacklogTests extends Mqtt5ReceiverFixture {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	/** No pings meanwhile. */
	private static final Duration LONG = Duration.ofHours(10);

	private VirtualClient client;

	private void connect(ProtocolVersion version, int receiveMaximum) {
		this.client = client((options) -> options.protocolVersion(version)
			.keepAlive(LONG)
			.v5((v5) -> v5.receiveMaximum(receiveMaximum)));
	}

	private boolean is5() {
		return this.client.context.options().protocolVersion() == ProtocolVersion.MQTT_5;
	}

	private void publish(int qos, int packetId) {
		String id = (qos > 0) ? "%04x".formatted(packetId) : "";
		String rest = "000174" + id + (is5() ? "00" : "");
		receive(this.client, "3%x%02x%s".formatted(qos << 1, rest.length() / 2, rest));
	}

	private void acknowledge(int number) {
		this.acknowledgements.get(number).acknowledge();
		this.client.runTasks();
	}

	private ReceiveBacklog window() {
		return this.client.context.counters().backlog().read(this.client.context.now());
	}

	private Duration blocked() {
		return Duration.ofSeconds(window().blocked().toSeconds());
	}

	@ParameterizedTest
	@EnumSource
	void whereNoneIsStatedAnyMessageMayBeTheLast(ProtocolVersion version) {
		connect(version, 65535);
		assertThat(window()).isEqualTo(ReceiveBacklog.NONE);
		this.client.pass(MINUTE);
		assertThat(blocked()).isZero();
		publish(1, 1);
		publish(2, 2);
		this.client.pass(MINUTE);
		publish(1, 3);
		assertThat(window().unacknowledged()).isEqualTo(3);
		assertThat(window().maximum()).isNull();
		assertThat(blocked()).isEqualTo(MINUTE);
		acknowledge(0);
		assertThat(window().unacknowledged()).isEqualTo(2);
		assertThat(blocked()).isZero();
		acknowledge(2); // waits for the second
		this.client.pass(MINUTE);
		assertThat(window().unacknowledged()).isEqualTo(2);
		assertThat(blocked()).isEqualTo(MINUTE);
		acknowledge(1);
		this.client.pass(MINUTE);
		assertThat(window()).isEqualTo(ReceiveBacklog.NONE);
	}

	@ParameterizedTest
	@EnumSource
	void whereOneIsStatedMessagesCanComeUntilItIsFull(ProtocolVersion version) {
		connect(version, 2);
		publish(1, 1);
		this.client.pass(MINUTE);
		assertThat(window().maximum()).isEqualTo(is5() ? 2 : null);
		assertThat(blocked()).isEqualTo(is5() ? Duration.ZERO : MINUTE);
		publish(2, 2);
		this.client.pass(MINUTE);
		assertThat(blocked()).isEqualTo(is5() ? MINUTE : MINUTE.multipliedBy(2));
		acknowledge(0);
		this.client.pass(MINUTE);
		assertThat(window().unacknowledged()).isOne();
		assertThat(blocked()).isEqualTo(is5() ? Duration.ZERO : MINUTE);
	}

	@ParameterizedTest
	@EnumSource
	void qoS0NeedsNoAcknowledgement(ProtocolVersion version) {
		connect(version, 65535);
		publish(0, 0);
		this.client.pass(MINUTE);
		assertThat(window()).isEqualTo(ReceiveBacklog.NONE);
	}

	@ParameterizedTest
	@EnumSource
	void aReceiverWithoutRoomBlocksWhatNeedsNoAcknowledgement(ProtocolVersion version) {
		List<Runnable> held = new ArrayList<>();
		Executor stuck = held::add;
		this.client = new VirtualClient((options) -> options.protocolVersion(version).keepAlive(LONG));
		List<String> received = this.client.receive(1, stuck);
		if (is5()) {
			this.client.acceptMqtt5(false);
		}
		else {
			this.client.acceptMqtt();
		}
		publish(0, 0);
		this.client.pass(MINUTE);
		assertThat(window().unacknowledged()).isZero();
		assertThat(blocked()).isEqualTo(MINUTE);
		while (!held.isEmpty()) {
			held.remove(0).run();
			this.client.runTasks();
		}
		assertThat(received).hasSize(1);
		assertThat(blocked()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatEndsOwesNothing(ProtocolVersion version) {
		connect(version, 1);
		publish(1, 1);
		this.client.pass(MINUTE);
		assertThat(blocked()).isEqualTo(MINUTE);
		this.client.closeConnection();
		assertThat(window()).isEqualTo(ReceiveBacklog.NONE);
	}

	@ParameterizedTest
	@EnumSource
	void aMessageThatNobodyReceivesIsAcknowledgedAtOnce(ProtocolVersion version) {
		this.client = client((options) -> options.protocolVersion(version), "other");
		publish(1, 1);
		assertThat(window()).isEqualTo(ReceiveBacklog.NONE);
		assertThat(this.client.sent()).isEqualTo("40020001");
	}

}
