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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.testsupport.FakeMqttClient;
import org.junit.jupiter.api.AfterEach;

/**
 * A registry on a client without a network, whose time the test advances. Listeners run
 * on a pool of threads, or step by step as tasks that the test runs.
 */
abstract class ListenerFixture {

	static final Duration LONG = Duration.ofSeconds(60);

	final FakeMqttClient client = new FakeMqttClient();

	final StepDelays delays = new StepDelays();

	final MqttListenerEndpointRegistry registry = new MqttListenerEndpointRegistry(this.client, this.delays);

	final ExecutorService pool = Executors.newFixedThreadPool(16);

	final Queue<Runnable> tasks = new ArrayDeque<>();

	@AfterEach
	void endThreads() {
		this.pool.shutdownNow();
	}

	/**
	 * Start a listener on the pool.
	 */
	MqttListenerContainer start(MqttMessageListener listener, UnaryOperator<MqttListenerOptionsBuilder> options,
			String... topics) {
		return start(this.pool::execute, "test", listener, options, topics);
	}

	/**
	 * Start a listener whose tasks the test runs.
	 */
	MqttListenerContainer startStepwise(MqttMessageListener listener, UnaryOperator<MqttListenerOptionsBuilder> options,
			String... topics) {
		return start((task) -> {
			synchronized (this.tasks) {
				this.tasks.add(task);
			}
		}, "test", listener, options, topics);
	}

	MqttListenerContainer start(Executor executor, String id, MqttMessageListener listener,
			UnaryOperator<MqttListenerOptionsBuilder> options, String... topics) {
		MqttListenerContainer container = this.registry.registerEndpoint(MqttListenerEndpoint.builder(id, listener)
			.topics(topics)
			.options(options.apply(MqttListenerOptions.builder()).build())
			.build(), new MqttListenerContainerFactory(MqttListenerOptions.UNSET, executor));
		this.registry.start();
		return container;
	}

	void runTasks() {
		for (Runnable task = nextTask(); task != null; task = nextTask()) {
			task.run();
		}
	}

	/**
	 * Let time pass and run what that brings.
	 */
	void advance(Duration time) {
		this.delays.advance(time);
		runTasks();
	}

	private Runnable nextTask() {
		synchronized (this.tasks) {
			return this.tasks.poll();
		}
	}

	boolean hasTasks() {
		synchronized (this.tasks) {
			return !this.tasks.isEmpty();
		}
	}

	static MqttMessage message(String topic, String payload) {
		return MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build();
	}

}
