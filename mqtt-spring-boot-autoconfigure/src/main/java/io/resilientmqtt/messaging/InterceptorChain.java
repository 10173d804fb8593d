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

package io.resilientmqtt.messaging;

import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * An interceptor and what comes behind it. Makes the client that it hands on once, not
 * for each message.
 */
final class InterceptorChain implements MqttPublishInterceptor {

	private final MqttPublishInterceptor first;

	private final MqttPublishInterceptor next;

	private volatile @Nullable InterceptedMqttClient intercepted;

	InterceptorChain(MqttPublishInterceptor first, MqttPublishInterceptor next) {
		this.first = first;
		this.next = next;
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message, MqttClient client) {
		InterceptedMqttClient intercepted = this.intercepted;
		if (intercepted == null || intercepted.target() != client) {
			intercepted = new InterceptedMqttClient(client, this.next);
			this.intercepted = intercepted;
		}
		return this.first.publish(message, intercepted);
	}

}
