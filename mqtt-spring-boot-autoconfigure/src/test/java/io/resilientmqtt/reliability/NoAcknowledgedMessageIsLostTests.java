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

import java.time.Duration;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import io.resilientmqtt.testsupport.Fault;
import io.resilientmqtt.testsupport.FaultSchedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to the network and the broker, what was acknowledged arrives.
 */
@Behaviour({ "S6", "S13" })
class NoAcknowledgedMessageIsLostTests extends FaultProxyFixture {

	private static final Logger logger = LoggerFactory.getLogger(NoAcknowledgedMessageIsLostTests.class);

	@ParameterizedTest
	@EnumSource
	void inFaultsOfEveryKind(ProtocolVersion version) {
		long seed = System.nanoTime();
		logger.info("Faults of seed {}", seed);
		FaultSchedule schedule = new FaultSchedule(seed, Fault.allOf(this.proxy, Duration.ofSeconds(1)));
		MqttClient client = connect(version);
		NumberedFlow flow = new NumberedFlow("QoS 1", client, client, "numbers", QoS.AT_LEAST_ONCE);
		publishEvery(Duration.ofMillis(5), flow);
		for (int i = 0; i < schedule.faults(); i++) {
			Fault fault = schedule.next();
			outage(fault, schedule.durationOf(fault), flow);
		}
		finish(flow);
		assertThat(client.statistics().outages()).isGreaterThanOrEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheBrokerIsKilled(ProtocolVersion version) {
		MqttClient client = connect(version);
		NumberedFlow flow = new NumberedFlow("QoS 1", client, client, "numbers", QoS.AT_LEAST_ONCE);
		publishEvery(Duration.ofMillis(5), flow);
		outage(brokerKilled(), Duration.ofMillis(100), flow);
		outage(brokerKilled(), Duration.ofMillis(100), flow);
		finish(flow);
	}

}
