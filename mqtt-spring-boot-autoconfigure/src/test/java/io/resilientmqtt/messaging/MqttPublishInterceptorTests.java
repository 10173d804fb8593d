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

package io.resilientmqtt.messaging;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MqttPublishInterceptor}.
 */
class MqttPublishInterceptorTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	private final List<MqttClient> clients = new ArrayList<>();

	private MqttPublishInterceptor adding(String text) {
		return (message, client) -> {
			this.clients.add(client);
			return client.publish(message.mutate().payload(message.payloadAsString() + text).build());
		};
	}

	@Test
	void severalAreCalledInTheirOrder() {
		this.template
			.setPublishInterceptor(MqttPublishInterceptor.chain(List.of(adding("1"), adding("2"), adding("3"))));
		assertThat(this.template.send("a", "0")).isCompleted();
		this.template.send("a", "x");
		assertThat(this.client.published()).extracting(MqttMessage::payloadAsString).containsExactly("0123", "x123");
	}

	@Test
	void eachKnowsTheClientItself() {
		this.template
			.setPublishInterceptor(MqttPublishInterceptor.chain(List.of(adding("1"), adding("2"), adding("3"))));
		this.template.send("a", "0");
		assertThat(this.clients).hasSize(3)
			.allSatisfy((client) -> assertThat(MqttPublishInterceptor.target(client)).isSameAs(this.client));
		assertThat(this.clients.get(0).isConnected()).isEqualTo(this.client.isConnected());
	}

	@Test
	void noneIsNoChainAndOneIsItself() {
		MqttPublishInterceptor one = adding("1");
		assertThat(MqttPublishInterceptor.chain(List.of())).isNull();
		assertThat(MqttPublishInterceptor.chain(List.of(one))).isSameAs(one);
	}

}
