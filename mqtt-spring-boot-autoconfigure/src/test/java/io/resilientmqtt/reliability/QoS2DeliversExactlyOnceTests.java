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

package io.resilientmqtt.reliability;

import java.nio.file.Path;
import java.time.Duration;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A QoS 2 message arrives exactly once, across any number of reconnects and lives of the
 * broker, as long as the session is kept.
 */
@Behaviour("S24")
class QoS2DeliversExactlyOnceTests extends FaultProxyFixture {

	/** Long enough to be found out. */
	private static final Duration HOLE = PING_INTERVAL.plus(RESPONSE_TIME).multipliedBy(2);

	@Override
	TestBroker startBroker(Path directory) {
		return TestBroker.scripted();
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionsAreCut(ProtocolVersion version) {
		MqttClient client = connect(version);
		NumberedFlow flow = flow(client);
		Fault cut = new Fault("cut", true, this.proxy::cut, this.proxy::restore, Duration.ZERO, Duration.ZERO);
		for (int i = 0; i < 20; i++) {
			outage(cut, Duration.ZERO, flow);
		}
		assertExactlyOnce(flow);
		assertThat(client.statistics().outages()).isGreaterThanOrEqualTo(20);
	}

	@ParameterizedTest
	@EnumSource
	void whenNothingPasses(ProtocolVersion version) {
		MqttClient client = connect(version);
		NumberedFlow flow = flow(client);
		outage(new Fault("hole in", false, this.proxy::blackHoleIn, this.proxy::restore, HOLE, HOLE), HOLE, flow);
		outage(new Fault("hole out", false, this.proxy::blackHoleOut, this.proxy::restore, HOLE, HOLE), HOLE, flow);
		assertExactlyOnce(flow);
		assertThat(client.statistics().outages()).isGreaterThanOrEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheBrokerIsKilled(ProtocolVersion version) {
		NumberedFlow flow = flow(connect(version));
		outage(brokerKilled(), Duration.ofMillis(100), flow);
		outage(brokerKilled(), Duration.ofMillis(100), flow);
		assertExactlyOnce(flow);
	}

	private NumberedFlow flow(MqttClient client) {
		NumberedFlow flow = new NumberedFlow("QoS 2", client, client, "numbers", QoS.EXACTLY_ONCE);
		publishEvery(Duration.ofMillis(5), flow);
		return flow;
	}

	private void assertExactlyOnce(NumberedFlow flow) {
		finish(flow);
		assertThat(flow).matches((finished) -> finished.duplicated() == 0 && finished.reordered() == 0);
	}

}
