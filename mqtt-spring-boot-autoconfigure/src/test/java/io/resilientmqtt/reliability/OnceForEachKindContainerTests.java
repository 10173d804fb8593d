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
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.integration.ResilientMqttMessageDrivenChannelAdapter;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.MosquittoContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Subscriptions of several kinds with Mosquitto, which sends a copy for each under MQTT 5
 * and one for all under 3.1.1.
 */
@Testcontainers(disabledWithoutDocker = true)
@Tag("container")
class OnceForEachKindContainerTests extends OnceForEachKind {

	@Container
	private static final MosquittoContainer broker = new MosquittoContainer();

	@Override
	String host() {
		return broker.getHost();
	}

	@Override
	int port() {
		return broker.port();
	}

	@ParameterizedTest
	@EnumSource
	void ofAListenerAndAnAdapterThatCross(ProtocolVersion version) throws Exception {
		connect(version);
		listen("listener", QoS.AT_LEAST_ONCE, "a/+");
		ResilientMqttMessageDrivenChannelAdapter adapter = adapt("adapter", QoS.EXACTLY_ONCE, "+/b");
		assertOnce("a/b", "listener", "adapter");
		adapter.stop();
		assertOnce("a/b", "listener");
	}

	@ParameterizedTest
	@EnumSource
	void ofAllKindsThatCross(ProtocolVersion version) throws Exception {
		connect(version);
		receive("receiver", QoS.AT_LEAST_ONCE, "a/+/#");
		listen("listener", QoS.AT_LEAST_ONCE, "+/b/c");
		adapt("first", QoS.AT_LEAST_ONCE, "+/+/c");
		adapt("second", QoS.AT_LEAST_ONCE, "a/b/+");
		assertOnce("a/b/c", "receiver", "listener", "first", "second");
		this.client.reconnect().get(60, TimeUnit.SECONDS);
		assertOnce("a/b/c", "receiver", "listener", "first", "second");
	}

	@ParameterizedTest
	@EnumSource
	void ofReceiversThatCross(ProtocolVersion version) throws Exception {
		connect(version);
		receive("first", QoS.AT_LEAST_ONCE, "a/+");
		receive("second", QoS.AT_LEAST_ONCE, "+/b");
		assertOnce("a/b", "first", "second");
	}

	@ParameterizedTest
	@EnumSource
	void whatCrossesALaterOneHasItsRetainedMessagesOnce(ProtocolVersion version) throws Exception {
		connect(version);
		this.client.publish(topic("a/b"), "kept".getBytes(), QoS.AT_LEAST_ONCE, true).get(60, TimeUnit.SECONDS);
		listen("listener", QoS.AT_LEAST_ONCE, "a/+");
		settle();
		await().atMost(Duration.ofSeconds(60)).until(() -> !handledBy("listener").isEmpty());
		adapt("adapter", QoS.AT_LEAST_ONCE, "+/b");
		settle();
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(handledBy("adapter")).contains("kept"));
		if (version == ProtocolVersion.MQTT_5) {
			assertThat(handledBy("listener")).containsExactly("kept");
		}
		assertThat(handledBy("adapter")).containsExactly("kept");
	}

}
