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

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;

/**
 * Vert.x's client (MQTT 3.1.1) over NIO with an in-flight limit of 65,535. It calls back
 * on the event loop, and acknowledges when the callback has returned.
 */
final class VertxClient implements BenchmarkClient {

	private static final Vertx vertx = Vertx.vertx();

	private MqttClient client;

	private volatile Runnable done = () -> {
	};

	@Override
	public void connect(int port) throws Exception {
		this.client = MqttClient.create(vertx, new MqttClientOptions().setMaxInflightQueue(65_535));
		await(this.client.connect(port, "127.0.0.1"));
	}

	@Override
	public void subscribe(String topic, int qos, LongConsumer handler) throws Exception {
		this.client.publishHandler((message) -> handler.accept(message.payload().getLong(0)));
		await(this.client.subscribe(topic, qos));
	}

	@Override
	public void publish(String topic, byte[] payload, int qos, Runnable done) {
		if (qos != 0 && this.done != done) {
			this.done = done;
			this.client.publishCompletionHandler((id) -> done.run());
		}
		Future<Integer> written = this.client.publish(topic, Buffer.buffer(payload), MqttQoS.valueOf(qos), false,
				false);
		if (qos == 0) {
			written.onComplete((result) -> done.run());
		}
	}

	private static void await(Future<?> future) throws Exception {
		future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
	}

}
