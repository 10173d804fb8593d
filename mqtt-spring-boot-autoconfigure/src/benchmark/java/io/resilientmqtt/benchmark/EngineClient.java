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

import java.time.Duration;
import java.util.Set;
import java.util.function.LongConsumer;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProtocolVersion;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.Subscription;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;

/**
 * {@link MqttClient} with defaults: MQTT 5, 1,024 publications in flight, and a receiver
 * on a thread of the client's own that acknowledges each message after it was counted.
 */
final class EngineClient implements BenchmarkClient {

	private static final NettyMqttClientFactory factory = new NettyMqttClientFactory();

	private MqttClient client;

	@Override
	public void connect(int port) throws Exception {
		this.client = factory.create(MqttClientOptions.builder()
			.server("127.0.0.1", port)
			.protocolVersion(ProtocolVersion.MQTT_5)
			.shutdownTimeout(Duration.ZERO)
			.build());
		this.client.connect().get();
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) throws Exception {
		this.client.addReceiver(new Receiver("benchmark", Set.of(TopicFilter.of(topic)), (message, acknowledgement) -> {
			handler.accept(message.payloadBuffer().getLong(0));
			acknowledgement.acknowledge();
		}, Receiver.DEFAULT_QUEUE_CAPACITY, Receiver.Overflow.BACKPRESSURE, null));
		this.client.subscribe(Subscription.of(topic, QoS.of(qos))).get();
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		this.client.publish(topic, payload, QoS.of(qos), false).whenComplete((result, failure) -> done.run());
	}

	@Override
	public void publishAndWait(String topic, byte[] payload, int qos) {
		this.client.publish(topic, payload, QoS.of(qos), false).join();
	}

	boolean isConnected() {
		return this.client.isConnected();
	}

}
