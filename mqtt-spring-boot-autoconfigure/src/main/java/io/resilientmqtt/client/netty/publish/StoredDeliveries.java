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

package io.resilientmqtt.client.netty.publish;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.resilientmqtt.client.MqttPublishException;
import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what became of stored publications that nobody waits for. Used by any thread; the
 * listeners are called by one of the callers' at a time.
 */
final class StoredDeliveries {

	private static final Logger logger = LoggerFactory.getLogger(StoredDeliveries.class);

	private final List<Consumer<StoredDelivery>> listeners = new CopyOnWriteArrayList<>();

	private final Executor callers;

	StoredDeliveries(Executor callers) {
		this.callers = callers;
	}

	Registration add(Consumer<StoredDelivery> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * A publication has ended.
	 * @param message the message
	 * @param acceptedAt when it was accepted, in milliseconds since 1970
	 * @param failure why it failed, or {@code null}
	 */
	void ended(MqttMessage message, long acceptedAt, @Nullable MqttPublishException failure) {
		boolean stays = failure != null && failure.reason() == Reason.CLOSED; // for the
																				// next
																				// process
		if (!stays && !this.listeners.isEmpty()) {
			StoredDelivery delivery = new StoredDelivery(message.topic(), message.qos(),
					message.properties().userProperties(), Instant.ofEpochMilli(acceptedAt), failure);
			this.callers.execute(() -> tell(delivery));
		}
	}

	private void tell(StoredDelivery delivery) {
		for (Consumer<StoredDelivery> listener : this.listeners) {
			try {
				listener.accept(delivery);
			}
			catch (Throwable ex) { // costs this listener this delivery
				logger.warn("A listener of stored deliveries has failed", ex);
			}
		}
	}

}
