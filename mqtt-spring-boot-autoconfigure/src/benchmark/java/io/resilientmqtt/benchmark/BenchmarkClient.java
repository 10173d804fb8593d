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

import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/**
 * A client under test. Used by one thread; what it calls it calls on its own threads, as
 * an application would be called. There is no end to it but that of its JVM.
 */
interface BenchmarkClient {

	/**
	 * Connect, and wait for the answer.
	 * @param port the port of the broker on 127.0.0.1
	 * @throws Exception if it fails
	 */
	void connect(int port) throws Exception;

	/**
	 * Subscribe, and wait for the answer.
	 * @param topic the topic, without wildcards
	 * @param qos 0 or 1
	 * @param handler called with the first eight bytes of each payload, read as the
	 * client lets them be read without a copy
	 * @throws Exception if it fails
	 */
	void subscribe(String topic, int qos, LongConsumer handler) throws Exception;

	/**
	 * Publish without waiting.
	 * @param topic the topic
	 * @param payload the payload
	 * @param qos 0 or 1
	 * @param done called when the message is acknowledged, or written (QoS 0); the same
	 * object with every call
	 * @throws Exception if it fails
	 */
	void publish(String topic, byte[] payload, int qos, Runnable done) throws Exception;

	/**
	 * Publish and wait until the message is acknowledged, as the client's users do.
	 * @param topic the topic
	 * @param payload the payload
	 * @param qos 0 or 1
	 * @throws Exception if it fails
	 */
	default void publishAndWait(String topic, byte[] payload, int qos) throws Exception {
		CountDownLatch acknowledged = new CountDownLatch(1);
		publish(topic, payload, qos, acknowledged::countDown);
		acknowledged.await();
	}

}
