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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.message.QoS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is shown as granted while there is no connection.
 */
class ShownSubscriptionsTests {

	private static List<State> states(VirtualClient client) {
		return client.context.subscriptions().snapshot().stream().map(SubscriptionStatus::state).toList();
	}

	@ParameterizedTest
	@EnumSource
	void grantedIsWhatIsGrantedNow(ProtocolVersion version) {
		VirtualClient client = new VirtualClient(
				(options) -> options.protocolVersion(version).clientId("client").clean(false).cleanInit(false));
		client.context.subscriptions()
			.subscribe(List.of(Subscription.of("a", QoS.AT_LEAST_ONCE), Subscription.of("b", QoS.AT_LEAST_ONCE)),
					new CompletableFuture<>());
		assertThat(states(client)).containsExactly(State.PENDING, State.PENDING);
		boolean v5 = version == ProtocolVersion.MQTT_5;
		client.accept();
		client.receive(v5 ? "2003000000" : "20020000");
		client.receive(v5 ? "90050001000187" : "900400010180");
		assertThat(states(client)).containsExactly(State.GRANTED, State.REFUSED);
		client.closeConnection();
		assertThat(states(client)).containsExactly(State.PENDING, State.REFUSED);
		client.pass(Duration.ofSeconds(1));
		assertThat(states(client)).as("connecting").containsExactly(State.PENDING, State.REFUSED);
		client.accept();
		client.receive(v5 ? "2003010000" : "20020100"); // Session Present
		assertThat(states(client)).startsWith(State.GRANTED);
	}

}
