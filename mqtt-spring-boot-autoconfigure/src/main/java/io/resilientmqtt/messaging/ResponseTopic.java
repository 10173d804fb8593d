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
import java.util.UUID;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.Topic;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

/**
 * How the response topic of a template is made: levels that may be {@code {clientId}},
 * the Client Identifier in use, and {@code {random}}, 32 characters nobody can guess. No
 * variable makes the topic one that others may use too.
 */
final class ResponseTopic {

	private static final List<String> VARIABLES = List.of("clientId", "random");

	/**
	 * Not shared with another template, client or run of the application.
	 */
	static final ResponseTopic DEFAULT = new ResponseTopic("replies/{clientId}/{random}");

	private final TopicTemplate template;

	/**
	 * Create a response topic.
	 * @param template the topic with its variables
	 * @throws InvalidOptionException if it can't be a response topic
	 */
	ResponseTopic(String template) {
		try {
			this.template = TopicTemplate.of(template);
			this.template.expand((name) -> "x"); // no wildcards [MQTT-3.3.2-14]
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException("template.response-topic", template, String.valueOf(ex.getMessage()));
		}
		if (this.template.filter().shareName() != null || !VARIABLES.containsAll(this.template.variableNames())) {
			throw new InvalidOptionException("template.response-topic", template,
					"use a topic name whose levels may be {clientId} and {random}");
		}
	}

	/**
	 * Return the topic for a client, with a new random part.
	 * @param client the client
	 * @param responseInformation what the broker wants response topics to begin with, or
	 * {@code null}
	 * @return a topic name
	 * @throws IllegalArgumentException if the broker's part makes it none
	 */
	String resolve(MqttClient client, @Nullable String responseInformation) {
		String topic = this.template
			.expand((name) -> name.equals("random") ? UUID.randomUUID().toString().replace("-", "")
					: client.status().clientId().replace('+', '_').replace('#', '_'));
		if (responseInformation == null || responseInformation.isEmpty()) {
			return topic;
		}
		return Topic.check(responseInformation + (responseInformation.endsWith("/") ? "" : "/") + topic);
	}

}
