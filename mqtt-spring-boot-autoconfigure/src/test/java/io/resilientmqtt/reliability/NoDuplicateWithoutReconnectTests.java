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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slow, narrow or interrupted network alone brings no message twice: only what was
 * under way when a link was lost can come again.
 */
@Behaviour("S13")
class NoDuplicateWithoutReconnectTests extends FaultProxyFixture {

	@ParameterizedTest
	@EnumSource
	void onASlowNarrowAndStandingNetwork(ProtocolVersion version) {
		MqttClient client = connect(version,
				(options) -> options.pingInterval(Duration.ZERO).responseTime(Duration.ofSeconds(30)));
		NumberedFlow atLeastOnce = new NumberedFlow("QoS 1", client, client, "one", QoS.AT_LEAST_ONCE);
		NumberedFlow exactlyOnce = new NumberedFlow("QoS 2", client, client, "two", QoS.EXACTLY_ONCE);
		publishEvery(Duration.ofMillis(5), atLeastOnce);
		publishEvery(Duration.ofMillis(10), exactlyOnce);
		Duration duration = Duration.ofMillis(500);
		for (Fault fault : Fault.allOf(this.proxy, duration)) {
			if (!fault.endsConnections()) {
				outage(fault, duration, atLeastOnce, exactlyOnce);
			}
		}
		finish(atLeastOnce, exactlyOnce);
		assertThat(client.statistics().outages()).isZero();
		assertThat(client.statistics().republications()).isZero();
		assertThat(atLeastOnce.duplicated()).isZero();
		assertThat(exactlyOnce.duplicated()).isZero();
	}

}
