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

package io.resilientmqtt.autoconfigure;

import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttClient;

import org.springframework.context.SmartLifecycle;

/**
 * Disconnects the client when the application stops, as the last of all: listeners and
 * web requests that are being finished may publish until then.
 */
final class MqttDisconnectLifecycle implements SmartLifecycle {

	private final MqttClient client;

	private volatile boolean running;

	MqttDisconnectLifecycle(MqttClient client) {
		this.client = client;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.client.disconnect().join();
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		CompletableFuture<?> unused = this.client.disconnect().whenComplete((done, failure) -> callback.run());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
