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

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Paho's asynchronous client for MQTT 3.1.1, persistence in memory, in-flight limit
 * raised from 10 to 65,535. It calls back on a thread of its own and acknowledges when
 * the callback has returned.
 */
final class Paho3Client implements BenchmarkClient {

	private MqttAsyncClient client;

	@Override
	public void connect(int port) throws Exception {
		this.client = new MqttAsyncClient("tcp://127.0.0.1:" + port, MqttAsyncClient.generateClientId(),
				new MemoryPersistence());
		MqttConnectOptions options = new MqttConnectOptions();
		options.setMaxInflight(65_535);
		this.client.connect(options).waitForCompletion();
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) throws Exception {
		this.client
			.subscribe(topic, qos, (from, message) -> handler.accept(ByteBuffer.wrap(message.getPayload()).getLong(0)))
			.waitForCompletion();
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) throws Exception {
		this.client.publish(topic, payload, qos, false, null, new IMqttActionListener() {

			@Override
			public void onSuccess(IMqttToken token) {
				done.run();
			}

			@Override
			public void onFailure(IMqttToken token, Throwable failure) {
				done.run();
			}

		});
	}

	@Override
	public void publishAndWait(String topic, byte[] payload, int qos) throws Exception {
		this.client.publish(topic, payload, qos, false).waitForCompletion();
	}

}
