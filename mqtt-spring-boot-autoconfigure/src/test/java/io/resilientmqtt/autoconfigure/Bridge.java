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

import io.resilientmqtt.annotation.MqttListener;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.messaging.MqttTemplate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The bridge that the page on several clients shows.
 */
@Component
public class Bridge {

	/**
	 * A topic that goes to the cloud.
	 */
	public static final String TOPIC = "sensors/numbers";

	private final MqttTemplate edge;

	private final MqttTemplate cloud;

	Bridge(MqttTemplate edge, @Qualifier("cloud") MqttTemplate cloud) {
		this.edge = edge;
		this.cloud = cloud;
	}

	@MqttListener(topics = "sensors/#")
	CompletableFuture<Void> toCloud(MqttMessage message) {
		return this.cloud.send(message).thenAccept((result) -> {
		});
	}

	@MqttListener(client = "cloud", topics = "commands/#")
	CompletableFuture<Void> toEdge(MqttMessage message) {
		return this.edge.send(message).thenAccept((result) -> {
		});
	}

}
