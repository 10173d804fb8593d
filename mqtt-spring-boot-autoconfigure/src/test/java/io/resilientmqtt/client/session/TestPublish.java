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

package io.resilientmqtt.client.session;

import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;

/**
 * A publication for tests of the session, told apart by its name.
 */
final class TestPublish extends OutboundPublish<String> {

	private final String name;

	TestPublish(String name, QoS qos) {
		super(MqttMessage.builder("topic").payload(name).qos(qos).build());
		this.name = name;
	}

	@Override
	protected <U> CompletableFuture<U> newStage() {
		return new CompletableFuture<>();
	}

	@Override
	protected void runLater(Runnable task) {
		task.run();
	}

	@Override
	protected Waiters waiters() {
		return new Waiters();
	}

	@Override
	protected void givenUp() {
	}

	@Override
	public String toString() {
		return this.name;
	}

}
