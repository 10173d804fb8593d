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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttSubscribeException;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.Packet;
import io.resilientmqtt.testsupport.ScriptedConnection;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A filter upon which the broker closes the connection counts as refused, and the others
 * are subscribed.
 */
class FilterRefusedByClosingTests extends ScriptedBrokerFixture {

	private final AtomicInteger closings = new AtomicInteger();

	private void uponDenied(Consumer<ScriptedConnection> end, int times) {
		this.broker.on(MqttMessageType.SUBSCRIBE, (connection, packet) -> {
			boolean denied = ((MqttSubscribeMessage) packet).payload()
				.topicSubscriptions()
				.stream()
				.anyMatch((subscription) -> subscription.topicFilter().equals("denied/#"));
			if (denied && this.closings.incrementAndGet() <= times) {
				end.accept(connection);
			}
			else {
				connection.react(packet);
			}
		});
	}

	private static CompletableFuture<SubscribeResult> subscribe(MqttClient client, String... filters) {
		return client.subscribe(Stream.of(filters)
			.map((filter) -> Subscription.of(filter, QoS.AT_LEAST_ONCE))
			.toArray(Subscription[]::new));
	}

	private static State state(MqttClient client, String filter) {
		return client.subscriptions()
			.stream()
			.filter((status) -> status.subscription().filter().toString().equals(filter))
			.findFirst()
			.orElseThrow()
			.state();
	}

	@ParameterizedTest
	@EnumSource
	void itIsRefusedAndTheOthersAreSubscribed(ProtocolVersion version) {
		uponDenied((connection) -> connection.channel().close(), Integer.MAX_VALUE);
		MqttClient client = client(version, (options) -> {
		});
		CompletableFuture<SubscribeResult> before = subscribe(client, "a", "b");
		CompletableFuture<SubscribeResult> denied = subscribe(client, "denied/#");
		CompletableFuture<SubscribeResult> behind = subscribe(client, "c");
		CompletableFuture<PublishResult> publish = publish(client, "1", QoS.AT_LEAST_ONCE);
		client.connect();
		assertThatThrownBy(() -> get(denied)).isInstanceOf(MqttSubscribeException.class)
			.hasMessageContainingAll("'denied/#'", "closed the connection");
		get(before);
		get(behind);
		get(publish);
		eventually(() -> assertThat(client.isConnected()).isTrue());
		assertThat(this.closings).hasValue(3);
		assertThat(this.broker.received(MqttMessageType.SUBSCRIBE)).map(Packet::topics)
			.filteredOn((topics) -> topics.contains("denied/#:1"))
			.last()
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(1);
		assertThat(state(client, "denied/#")).isEqualTo(State.REFUSED);
		assertThat(state(client, "a")).isEqualTo(State.GRANTED);
		assertThat(state(client, "c")).isEqualTo(State.GRANTED);
	}

	@ParameterizedTest
	@EnumSource
	void onALinkThatIsUpTheOthersAreKept(ProtocolVersion version) {
		uponDenied((connection) -> connection.channel().close(), Integer.MAX_VALUE);
		MqttClient client = connect(version, ScriptedBrokerFixture::persistent);
		get(subscribe(client, "a"));
		CompletableFuture<SubscribeResult> denied = subscribe(client, "denied/#");
		assertThatThrownBy(() -> get(denied)).isInstanceOf(MqttSubscribeException.class);
		eventually(() -> assertThat(client.isConnected()).isTrue());
		assertThat(state(client, "a")).isEqualTo(State.GRANTED);
		get(subscribe(client, "b"));
		get(publish(client, "1", QoS.AT_LEAST_ONCE));
		assertThat(this.closings).hasValue(3);
	}

	@Test
	void aResetIsTheNetworks() {
		uponDenied(ScriptedConnection::reset, 6);
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1, (options) -> {
		});
		get(subscribe(client, "a", "denied/#"));
		assertThat(this.closings).hasValue(7);
	}

	@Test
	void withMaxLosses0NothingIsRefused() {
		uponDenied((connection) -> connection.channel().close(), 6);
		MqttClient client = connect(ProtocolVersion.MQTT_3_1_1,
				(options) -> options.publish(PublishOptions.DEFAULT.withMaxLosses(0)));
		get(subscribe(client, "a", "denied/#"));
		assertThat(this.closings).hasValue(7);
	}

}
