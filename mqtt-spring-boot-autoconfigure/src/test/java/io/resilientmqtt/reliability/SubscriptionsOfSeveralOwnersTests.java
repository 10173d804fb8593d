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

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.SubscriptionOwner;
import io.resilientmqtt.client.SubscriptionStatus;
import io.resilientmqtt.client.SubscriptionStatus.State;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.ResilientMqttMessageDrivenChannelAdapter;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerEndpoint;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.integration.channel.DirectChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody ends a subscription that others want: listeners, adapters and the application
 * itself.
 */
class SubscriptionsOfSeveralOwnersTests extends ScriptedBrokerFixture {

	private static final SubscriptionOwner OTHER = new SubscriptionOwner("other");

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private MqttClient connect(ProtocolVersion version) {
		return connect(version, (options) -> {
		});
	}

	private MqttListenerContainer listen(MqttClient client, String topic) {
		MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(client);
		registry.start();
		MqttListenerContainer container = registry.registerEndpoint(
				MqttListenerEndpoint.builder("listener", (message) -> this.handled.add(message.payloadAsString()))
					.topics(topic)
					.build());
		eventually(() -> assertThat(granted(client)).contains(topic));
		return container;
	}

	private static List<String> granted(MqttClient client) {
		return client.subscriptions()
			.stream()
			.filter((status) -> status.state() == State.GRANTED)
			.map((status) -> status.subscription().filter().toString())
			.toList();
	}

	private List<String> unsubscribed() {
		return this.broker.receivedBytes(MqttMessageType.UNSUBSCRIBE);
	}

	private void assertHandled(String payload) {
		this.broker.publish("a/1", payload, 0);
		eventually(() -> assertThat(this.handled).contains(payload));
	}

	@ParameterizedTest
	@EnumSource
	void theApplicationDoesNotEndThatOfAListener(ProtocolVersion version) {
		MqttClient client = connect(version);
		MqttListenerContainer container = listen(client, "a/+");
		assertThat(get(client.unsubscribe("a/+")).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
		get(client.subscribe(Subscription.of("a/+", QoS.AT_MOST_ONCE)));
		assertThat(get(client.unsubscribe("a/+")).reasonCodes()).containsExactly(ReasonCode.SUCCESS);
		assertThat(unsubscribed()).isEmpty();
		assertThat(granted(client)).containsExactly("a/+");
		assertHandled("still");
		get(container.stop());
		assertThat(unsubscribed()).hasSize(1);
		assertThat(client.subscriptions()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aListenerDoesNotEndThatOfTheApplication(ProtocolVersion version) {
		MqttClient client = connect(version);
		client.onMessage("a/+", (message) -> this.handled.add(message.payloadAsString()));
		get(client.subscribe(Subscription.of("a/+", QoS.AT_LEAST_ONCE)));
		get(listen(client, "a/+").stop());
		assertThat(unsubscribed()).isEmpty();
		assertHandled("still");
		get(client.unsubscribe("a/+"));
		assertThat(unsubscribed()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void anAdapterDoesNotEndThatOfAListener(ProtocolVersion version) {
		MqttClient client = connect(version);
		listen(client, "a/+");
		try (StaticApplicationContext context = new StaticApplicationContext()) {
			context.refresh();
			ResilientMqttClientManager manager = new ResilientMqttClientManager(client,
					MqttClientOptions.builder().clientId("client").protocolVersion(version).build());
			manager.setApplicationEventPublisher(context);
			ResilientMqttMessageDrivenChannelAdapter adapter = new ResilientMqttMessageDrivenChannelAdapter(manager,
					"a/+", "b");
			DirectChannel channel = new DirectChannel();
			channel.subscribe((message) -> this.handled.add("adapter"));
			adapter.setOutputChannel(channel);
			adapter.setBeanFactory(context.getBeanFactory());
			adapter.setApplicationContext(context);
			adapter.setApplicationEventPublisher(context);
			adapter.afterPropertiesSet();
			adapter.start();
			eventually(() -> assertThat(granted(client)).contains("a/+", "b"));
			adapter.stop();
			eventually(() -> assertThat(unsubscribed()).hasSize(1));
		}
		assertThat(unsubscribed()).hasSize(1).noneMatch((packet) -> packet.contains(hex("a/+")));
		assertThat(granted(client)).containsExactly("a/+");
		assertHandled("still");
	}

	@ParameterizedTest
	@EnumSource
	void whatOneOfThemWantsHasTheHighestQoS(ProtocolVersion version) {
		MqttClient client = connect(version);
		get(client.subscribe(OTHER, Subscription.of("a", QoS.EXACTLY_ONCE)));
		get(client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE)));
		assertThat(client.subscriptions()).extracting(SubscriptionStatus::subscription)
			.containsExactly(Subscription.of("a", QoS.EXACTLY_ONCE));
		get(client.unsubscribe(OTHER, List.of("a"), List.of()));
		get(client.subscribe(Subscription.of("a", QoS.AT_MOST_ONCE)));
		assertThat(client.subscriptions()).extracting(SubscriptionStatus::subscription)
			.containsExactly(Subscription.of("a", QoS.AT_MOST_ONCE));
	}

	@ParameterizedTest
	@EnumSource
	void whatNobodyElseWantsIsEndedAlone(ProtocolVersion version) {
		MqttClient client = connect(version);
		get(client.subscribe(OTHER, Subscription.of("a", QoS.AT_LEAST_ONCE)));
		get(client.subscribe(Subscription.of("a", QoS.AT_LEAST_ONCE), Subscription.of("b", QoS.AT_LEAST_ONCE)));
		assertThat(get(client.unsubscribe("b", "a", "unknown")).reasonCodes()).hasSize(3);
		assertThat(unsubscribed()).hasSize(1)
			.allMatch((packet) -> packet.contains(hex("b")) && packet.contains(hex("unknown"))
					&& !packet.contains(hex("a")));
		assertThat(granted(client)).containsExactly("a");
	}

}
