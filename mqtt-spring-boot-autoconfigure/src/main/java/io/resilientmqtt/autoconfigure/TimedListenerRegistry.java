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

import java.time.Duration;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;

/**
 * A registry that takes the time for its stop from that of its client.
 */
final class TimedListenerRegistry extends MqttListenerEndpointRegistry {

	private final ShutdownTime time;

	TimedListenerRegistry(MqttClient client, ShutdownTime time) {
		super(client);
		this.time = time;
	}

	@Override
	public void stop(Runnable callback) {
		long begin = System.nanoTime();
		super.stop(() -> {
			this.time.use(Duration.ofNanos(System.nanoTime() - begin));
			callback.run();
		});
	}

}
