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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.persist.MqttDefaultFilePersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * Paho's asynchronous client for MQTT 5, persistence in memory or in files, Receive
 * Maximum 65,535. It calls back on a thread of its own and acknowledges when the callback
 * has returned.
 */
final class Paho5Client implements BenchmarkClient {

	private final MqttClientPersistence persistence;

	private MqttAsyncClient client;

	private @Nullable LongConsumer handler;

	private Paho5Client(MqttClientPersistence persistence) {
		this.persistence = persistence;
	}

	static Paho5Client inMemory() {
		return new Paho5Client(new MemoryPersistence());
	}

	// Where the build writes: other directories may be in memory
	static Paho5Client inFiles() {
		try {
			Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "paho");
			return new Paho5Client(new MqttDefaultFilePersistence(directory.toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static MqttConnectionOptions options() {
		MqttConnectionOptions options = new MqttConnectionOptions();
		options.setReceiveMaximum(65_535);
		return options;
	}

	@Override
	public void connect(int port) throws Exception {
		this.client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "paho" + System.nanoTime(), this.persistence);
		this.client.setCallback(new Callback());
		this.client.connect(options()).waitForCompletion();
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) throws Exception {
		this.handler = handler;
		this.client.subscribe(topic, qos).waitForCompletion();
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) throws Exception {
		this.client.publish(topic, payload, qos, false, null, new MqttActionListener() {

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

	/**
	 * Passes payloads on.
	 */
	private final class Callback implements MqttCallback {

		@Override
		public void messageArrived(String topic, MqttMessage message) {
			Paho5Client.this.handler.accept(ByteBuffer.wrap(message.getPayload()).getLong(0));
		}

		@Override
		public void disconnected(MqttDisconnectResponse response) {
		}

		@Override
		public void mqttErrorOccurred(MqttException failure) {
			failure.printStackTrace();
		}

		@Override
		public void deliveryComplete(IMqttToken token) {
		}

		@Override
		public void connectComplete(boolean reconnect, String server) {
		}

		@Override
		public void authPacketArrived(int reasonCode, MqttProperties properties) {
		}

	}

}
