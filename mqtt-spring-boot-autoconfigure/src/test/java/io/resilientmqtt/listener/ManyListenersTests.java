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

package io.resilientmqtt.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a change of one listener costs the same however many others there are. They
 * count what is compared and asked for, not time.
 */
class ManyListenersTests {

	private final Set<MqttListenerEndpoint> subscribed = new HashSet<>();

	/** How many items the lists had that were asked for. */
	private int walked;

	private ListenerSubscriptions subscriptions;

	private void start(ProtocolVersion version) {
		FakeMqttClient fake = new FakeMqttClient(MqttClientOptions.builder().protocolVersion(version).build());
		fake.up();
		MqttClient client = (MqttClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { MqttClient.class }, (proxy, method, arguments) -> {
					try {
						Object result = method.invoke(fake, arguments);
						this.walked += (result instanceof List<?> list) ? list.size() : 0;
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
		this.subscriptions = new ListenerSubscriptions(client, () -> {
			throw new AssertionError("all listeners are looked at");
		});
	}

	private MqttListenerEndpoint add(String id, String topic) {
		MqttListenerEndpoint endpoint = MqttListenerEndpoint.builder(id, (message) -> {
		}).topics(topic).build();
		this.subscriptions.check(endpoint);
		this.subscriptions.register(endpoint);
		this.subscribed.add(endpoint);
		update(endpoint);
		return endpoint;
	}

	private void update(MqttListenerEndpoint endpoint) {
		assertThat(this.subscriptions.update(endpoint, () -> this.subscribed.contains(endpoint))).isCompleted();
	}

	private void remove(MqttListenerEndpoint endpoint) {
		this.subscribed.remove(endpoint);
		update(endpoint);
		this.subscriptions.unregister(endpoint);
	}

	/**
	 * Return how many comparisons it takes to add and remove one more.
	 */
	private long cost(ProtocolVersion version, int others, String pattern, String... before) {
		start(version);
		for (String topic : before) {
			add("before " + topic, topic);
		}
		for (int i = 0; i < others; i++) {
			add("listener " + i, pattern.formatted(i));
		}
		this.walked = 0;
		long steps = this.subscriptions.steps();
		remove(add("one more", pattern.formatted(others)));
		assertThat(this.walked).isLessThan(1000);
		return this.subscriptions.steps() - steps;
	}

	private void assertConstantCost(ProtocolVersion version, String pattern, String... before) {
		long few = cost(version, 200, pattern, before);
		assertThat(few).isLessThan(200);
		assertThat(cost(version, 3000, pattern, before)).isLessThanOrEqualTo(few);
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatDoNotOverlap(ProtocolVersion version) {
		assertConstantCost(version, "many/%d/+");
		assertConstantCost(version, "many/%d");
		assertConstantCost(version, "%d/#");
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatAnotherCovers(ProtocolVersion version) {
		assertConstantCost(version, "many/%d/+", "many/#");
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatAnotherCrosses(ProtocolVersion version) {
		assertConstantCost(version, "many/%d/+", "many/+/on");
	}

	@ParameterizedTest
	@EnumSource
	void ofTopicsThatAGroupSharesToo(ProtocolVersion version) {
		assertConstantCost(version, "many/%d/+", "$share/group/many/#");
	}

	@ParameterizedTest
	@EnumSource
	void ofOneTopic(ProtocolVersion version) {
		assertConstantCost(version, "many/one%.0s", "many/+");
	}

}
