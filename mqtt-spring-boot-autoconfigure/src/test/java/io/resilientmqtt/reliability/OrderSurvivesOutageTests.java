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
import io.resilientmqtt.testsupport.FaultSchedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The messages of one publisher on one topic arrive, for the first time, in the order
 * they were published, whatever happened in between.
 */
@Behaviour("S15")
class OrderSurvivesOutageTests extends FaultProxyFixture {

	private static final Logger logger = LoggerFactory.getLogger(OrderSurvivesOutageTests.class);

	@Override
	TestBroker startBroker(Path directory) {
		return TestBroker.scripted();
	}

	@ParameterizedTest
	@EnumSource
	void onEveryTopicAndInEveryQoS(ProtocolVersion version) {
		long seed = System.nanoTime();
		logger.info("Faults of seed {}", seed);
		FaultSchedule schedule = new FaultSchedule(seed, Fault.allOf(this.proxy, Duration.ofMillis(800)));
		MqttClient client = connect(version);
		NumberedFlow[] flows = { new NumberedFlow("one", client, client, "one", QoS.AT_LEAST_ONCE),
				new NumberedFlow("two", client, client, "two", QoS.AT_LEAST_ONCE),
				new NumberedFlow("three", client, client, "three", QoS.EXACTLY_ONCE) };
		for (NumberedFlow flow : flows) {
			publishEvery(Duration.ofMillis(10), flow);
		}
		for (int i = 0; i < schedule.faults(); i++) {
			Fault fault = schedule.next();
			outage(fault, schedule.durationOf(fault), flows);
		}
		finish(flows);
		assertThat(flows).allMatch((flow) -> flow.reordered() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void whenManyWaitForTheLinkToComeBack(ProtocolVersion version) {
		MqttClient client = connect(version);
		NumberedFlow flow = new NumberedFlow("QoS 1", client, client, "numbers", QoS.AT_LEAST_ONCE);
		flow.publish(batch());
		this.proxy.cut();
		flow.publish(batch());
		this.proxy.refuse();
		flow.publish(4 * batch());
		this.proxy.restore();
		flow.publish(batch());
		this.proxy.cut();
		finish(flow);
		assertThat(flow).matches((finished) -> finished.reordered() == 0);
	}

	/**
	 * Return how many messages are published at a time.
	 * @return so many that seven times as many may come at once
	 */
	int batch() {
		return 500;
	}

}
