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

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.listener.MqttListenerOptions;
import io.resilientmqtt.listener.MqttListenerRetry;
import org.jspecify.annotations.Nullable;

/**
 * Makes the options of listeners of {@code mqtt.listener.*}.
 */
final class MqttListenerPropertiesMapper {

	private final MqttListenerProperties properties;

	private final boolean cleanSession;

	MqttListenerPropertiesMapper(MqttProperties properties) {
		this.properties = properties.listener();
		this.cleanSession = properties.clean();
	}

	/**
	 * Return the options that listeners have unless they say otherwise.
	 * @return the options
	 * @throws InvalidOptionException if a property is not valid
	 */
	MqttListenerOptions options() {
		Boolean unsubscribeOnStop = this.properties.unsubscribeOnStop();
		return MqttListenerOptions.builder()
			.queueCapacity(this.properties.queueCapacity())
			.overflow(this.properties.overflow())
			.concurrency(this.properties.concurrency())
			.ordering(this.properties.ordering())
			.ackMode(this.properties.ackMode())
			.autoStartup(this.properties.autoStartup())
			.maxPayloadSize(maxPayloadSize())
			.deadLetterTopic(this.properties.deadLetterTopic())
			.batchSize(this.properties.batchSize())
			.batchTimeout(this.properties.batchTimeout())
			.slowAfter(this.properties.slowAfter())
			.unsubscribeOnStop((unsubscribeOnStop != null) ? unsubscribeOnStop : this.cleanSession)
			.retry(retry(this.properties.retry()))
			.build();
	}

	private int maxPayloadSize() {
		long bytes = this.properties.maxPayloadSize().toBytes();
		if (bytes < 0 || bytes > Integer.MAX_VALUE) {
			throw new InvalidOptionException("listener.max-payload-size", this.properties.maxPayloadSize(),
					"use 0B, for no limit, to " + Integer.MAX_VALUE + "B");
		}
		return (int) bytes;
	}

	private static MqttListenerRetry retry(MqttListenerProperties.Retry retry) {
		check("max-retries", retry.maxRetries(), retry.maxRetries() >= 0, "use 0, for no retries, or more");
		check("delay", retry.delay(), !retry.delay().isNegative(), "use zero or more");
		check("jitter", retry.jitter(), !retry.jitter().isNegative(), "use zero or more");
		check("multiplier", retry.multiplier(), retry.multiplier() >= 1, "use 1 or more");
		check("multiplier", retry.multiplier(), retry.multiplier() == 1 || !retry.delay().isZero(),
				"it multiplies mqtt.listener.retry.delay, which is zero; set that to more than zero, too");
		Duration maxDelay = retry.maxDelay();
		check("max-delay", maxDelay, maxDelay == null || maxDelay.compareTo(retry.delay()) >= 0,
				"use mqtt.listener.retry.delay or more");
		return new MqttListenerRetry(retry.maxRetries(), retry.delay(), retry.multiplier(), maxDelay, retry.jitter());
	}

	private static void check(String name, @Nullable Object value, boolean valid, String remedy) {
		if (!valid) {
			throw new InvalidOptionException("listener.retry." + name, value, remedy);
		}
	}

}
