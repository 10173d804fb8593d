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

import java.util.concurrent.Executor;

import io.resilientmqtt.client.ReceiverContextExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Makes what hands the messages of a listener over to it, for each start anew.
 */
final class DispatchFactory {

	private final MqttListenerEndpoint endpoint;

	private final ListenerSettings settings;

	private final ListenerEnvironment environment;

	private final TrackingExecutor tracking;

	private final @Nullable DeadLetters deadLetters;

	/**
	 * Create a factory.
	 * @param endpoint the listener
	 * @param settings how it is run
	 * @param environment what it has in common with other listeners
	 * @param tracking runs the listener
	 * @throws IllegalArgumentException if the dead-letter topic is not one for the topics
	 * of the listener
	 */
	DispatchFactory(MqttListenerEndpoint endpoint, ListenerSettings settings, ListenerEnvironment environment,
			TrackingExecutor tracking) {
		this.endpoint = endpoint;
		this.settings = settings;
		this.environment = environment;
		this.tracking = tracking;
		String deadLetterTopic = settings.deadLetterTopic();
		this.deadLetters = (deadLetterTopic != null)
				? new DeadLetters(endpoint.id(), environment.client(), deadLetterTopic, endpoint.topics()) : null;
	}

	/**
	 * Make a dispatch.
	 * @param gate closed while there is no room
	 * @return the dispatch
	 */
	Dispatch create(Gate gate) {
		ListenerFailures failures = new ListenerFailures(this.endpoint, this.settings, this.deadLetters,
				this.environment.delays());
		Executor executor = new ReceiverContextExecutor(this.tracking,
				() -> this.environment.client().status().clientId(), this.endpoint.id());
		if (this.settings.isPlain()) {
			return new PlainDispatch(this.endpoint.listener(), this.settings, failures, gate, executor,
					this.environment.delays(), slowCalls());
		}
		OrderedDispatch ordered = new OrderedDispatch(this.endpoint.listener(), this.settings, failures, gate,
				this.tracking, executor, this.environment.delays(), slowCalls());
		return (this.settings.batchSize() > 0) ? new BatchDispatch(ordered) : ordered;
	}

	private SlowCalls slowCalls() {
		return new SlowCalls(this.endpoint.id(), this.settings.slowAfter(), this.settings.concurrency(),
				this.environment.delays());
	}

}
