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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Behaviour;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Once the link is announced up, every subscription is there again, even if the broker
 * has kept nothing: what is published then arrives at the first attempt.
 */
@Behaviour("S11")
class SubscriptionsAreRenewedTests extends FaultProxyFixture {

	private final List<String> received = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@EnumSource
	void afterEveryOutage(ProtocolVersion version) {
		MqttClient client = connect(version,
				(options) -> options.clean(true).v5((v5) -> v5.sessionExpiryInterval(null)));
		for (String filter : List.of("plain", "one/+/level", "many/#")) {
			client.onMessage(filter, (message) -> this.received.add(message.topic() + " " + message.payloadAsString()));
			client.subscribe(Subscription.of(filter, QoS.AT_LEAST_ONCE)).orTimeout(60, TimeUnit.SECONDS).join();
		}
		assertEachArrives(0);
		this.proxy.cut();
		assertEachArrives(1);
		this.proxy.blackHoleOut();
		eventually(() -> assertThat(client.isConnected()).isFalse());
		this.proxy.restore();
		assertEachArrives(2);
		this.proxy.refuse();
		eventually(() -> assertThat(client.isConnected()).isFalse());
		this.proxy.restore();
		assertEachArrives(3);
		this.broker.kill().run();
		this.broker.startAgain().run();
		assertEachArrives(4);
		assertThat(client.subscriptions()).hasSize(3)
			.allMatch((subscription) -> subscription.state() == SubscriptionStatus.State.GRANTED);
	}

	private void assertEachArrives(int outages) {
		eventually(() -> assertThat(this.events.stream().filter(ConnectionEvent.Down.class::isInstance))
			.hasSizeGreaterThanOrEqualTo(outages));
		eventually(() -> assertThat(this.events.get(this.events.size() - 1)).isInstanceOf(ConnectionEvent.Up.class));
		MqttClient other = this.factory
			.create(MqttClientOptions.builder().server("127.0.0.1", this.broker.port()).build());
		other.connect().orTimeout(60, TimeUnit.SECONDS).join();
		for (String topic : List.of("plain", "one/or/level", "many/and/more")) {
			other.publish(topic, String.valueOf(outages).getBytes(), QoS.AT_LEAST_ONCE, false)
				.orTimeout(60, TimeUnit.SECONDS)
				.join();
		}
		other.close();
		eventually(() -> assertThat(this.received).contains("plain " + outages, "one/or/level " + outages,
				"many/and/more " + outages));
	}

}
