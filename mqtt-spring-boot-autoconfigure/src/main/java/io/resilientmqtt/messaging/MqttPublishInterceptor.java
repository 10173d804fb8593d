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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a {@link MqttTemplate} and its client: it may observe what is published,
 * or add to it. Called by whoever sends, by several threads at once. A template without
 * one calls its client directly; several are called in their order, each with a client
 * whose {@code publish} is the next of them.
 */
@FunctionalInterface
public interface MqttPublishInterceptor {

	/**
	 * Publish a message.
	 * @param message the message
	 * @param client the client to publish with
	 * @return what the client returned
	 */
	CompletableFuture<PublishResult> publish(MqttMessage message, MqttClient client);

	/**
	 * Return one interceptor for several.
	 * @param interceptors in the order they are called; each template has a chain of its
	 * own
	 * @return the first of them with the others behind it, {@code null} if there is none
	 */
	static @Nullable MqttPublishInterceptor chain(List<? extends MqttPublishInterceptor> interceptors) {
		MqttPublishInterceptor chain = null;
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			MqttPublishInterceptor interceptor = interceptors.get(i);
			chain = (chain != null) ? new InterceptorChain(interceptor, chain) : interceptor;
		}
		return chain;
	}

	/**
	 * Return the client itself that an interceptor was handed.
	 * @param client the client of {@link #publish}
	 * @return the template's client, also where other interceptors follow
	 */
	static MqttClient target(MqttClient client) {
		return (client instanceof InterceptedMqttClient intercepted) ? target(intercepted.target()) : client;
	}

}
