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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.resilientmqtt.client.MqttPublishException.Reason;
import io.resilientmqtt.client.PublicationListener;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who want to know what becomes of publications. What they throw stays with them.
 * Safe for use by several threads.
 */
public final class PublicationListeners implements PublicationListener {

	private static final Logger logger = LoggerFactory.getLogger(PublicationListeners.class);

	private final List<PublicationListener> listeners = new CopyOnWriteArrayList<>();

	public Registration add(PublicationListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	public boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	@Override
	public void ended(QoS qos, @Nullable Reason failure, long nanos) {
		for (PublicationListener listener : this.listeners) {
			try {
				listener.ended(qos, failure, nanos);
			}
			catch (Throwable ex) { // an Error must not end the link
				logger.error("Publication listener failed", ex);
			}
		}
	}

}
