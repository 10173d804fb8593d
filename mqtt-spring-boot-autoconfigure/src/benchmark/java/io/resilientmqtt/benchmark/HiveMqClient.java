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

package io.resilientmqtt.benchmark;

import java.util.UUID;
import java.util.function.LongConsumer;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;

/**
 * HiveMQ's asynchronous client for MQTT 5 with send and receive maximum 65,535. It calls
 * back on a thread of its own, as is its default, and acknowledges when the callback has
 * returned.
 */
final class HiveMqClient implements BenchmarkClient {

	private Mqtt5AsyncClient client;

	@Override
	public void connect(int port) throws Exception {
		this.client = MqttClient.builder()
			.useMqttVersion5()
			.identifier(UUID.randomUUID().toString())
			.serverHost("127.0.0.1")
			.serverPort(port)
			.buildAsync();
		this.client.connectWith()
			.restrictions()
			.receiveMaximum(65_535)
			.sendMaximum(65_535)
			.applyRestrictions()
			.send()
			.get();
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) throws Exception {
		this.client.subscribeWith()
			.topicFilter(topic)
			.qos(MqttQos.fromCode(qos))
			.callback((publish) -> handler.accept(publish.getPayload().orElseThrow().getLong(0)))
			.send()
			.get();
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		this.client.publishWith()
			.topic(topic)
			.payload(payload)
			.qos(MqttQos.fromCode(qos))
			.send()
			.whenComplete((result, failure) -> done.run());
	}

	@Override
	public void publishAndWait(String topic, byte[] payload, int qos) {
		this.client.publishWith().topic(topic).payload(payload).qos(MqttQos.fromCode(qos)).send().join();
	}

}
