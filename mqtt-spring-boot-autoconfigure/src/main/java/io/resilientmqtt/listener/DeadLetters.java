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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.Topic;
import io.resilientmqtt.message.TopicFilter;

/**
 * Publishes messages that could not be handled to the dead-letter topic: the original
 * payload and properties, and with MQTT 5 user properties that say what happened. Safe
 * for use by several threads.
 */
final class DeadLetters {

	/**
	 * What stands for the topic of the message.
	 */
	private static final String TOPIC = "{topic}";

	private final MqttClient client;

	private final String topic;

	private final List<TopicFilter> filters;

	/**
	 * Create the dead letters of a listener.
	 * @param client publishes them
	 * @param topic the dead-letter topic
	 * @param filters what the listener listens to
	 */
	DeadLetters(MqttClient client, String topic, List<TopicFilter> filters) {
		this.client = client;
		this.topic = topic;
		this.filters = filters;
	}

	/**
	 * Check a dead-letter topic.
	 * @param topic the topic
	 * @throws InvalidOptionException if it can't be published to
	 */
	static void check(String topic) {
		try {
			Topic.check(topic.replace(TOPIC, "t"));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException("listener.dead-letter-topic", topic,
					"use a topic name, in which {topic} stands for the topic of the message; " + ex.getMessage());
		}
	}

	/**
	 * Return the dead-letter topic of a message.
	 * @param message the message
	 * @return the topic
	 */
	String topic(MqttMessage message) {
		return this.topic.replace(TOPIC, message.topic());
	}

	/**
	 * Return whether the listener would get a dead letter itself, and so for ever.
	 * @param message the message
	 * @return whether its dead letter must not be published
	 */
	boolean wouldReturn(MqttMessage message) {
		String topic = topic(message);
		return this.filters.stream().anyMatch((filter) -> filter.matches(topic));
	}

	/**
	 * Publish messages that could not be handled.
	 * @param failure the messages and what happened
	 * @return complete when the broker has acknowledged all of them
	 */
	CompletableFuture<Void> publish(MqttListenerFailure failure) {
		return CompletableFuture.allOf(failure.messages()
			.stream()
			.map((message) -> this.client.publish(deadLetter(message, failure)))
			.toArray(CompletableFuture[]::new));
	}

	private MqttMessage deadLetter(MqttMessage message, MqttListenerFailure failure) {
		return MqttMessage.builder(topic(message))
			.payload(message.payloadBuffer())
			.qos((message.qos() == QoS.EXACTLY_ONCE) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE)
			.payloadFormat(message.properties().payloadFormat())
			.contentType(message.properties().contentType())
			.responseTopic(message.properties().responseTopic())
			.correlationData(message.properties().correlationData())
			.userProperties(message.properties().userProperties())
			.userProperty("dead-letter-exception", failure.cause().getClass().getName())
			.userProperty("dead-letter-listener", failure.listenerId())
			.userProperty("dead-letter-original-topic", message.topic())
			.userProperty("dead-letter-attempts", String.valueOf(failure.attempts()))
			.build();
	}

}
