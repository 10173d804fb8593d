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

/**
 * Stands between a {@link MqttTemplate} and its client: it may observe what is published,
 * or add to it. Called by whoever sends, by several threads at once. A template without
 * one calls its client directly.
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

}
