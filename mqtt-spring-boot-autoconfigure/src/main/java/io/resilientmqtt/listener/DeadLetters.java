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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.Topic;
import io.resilientmqtt.message.TopicTemplate;
import org.jspecify.annotations.Nullable;

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

	private final TopicVariables variables;

	/** The levels of the topic, where there are variables in it. */
	private final @Nullable List<Level> levels;

	/**
	 * Create the dead letters of a listener.
	 * @param listener the id of the listener
	 * @param client publishes them
	 * @param topic the dead-letter topic
	 * @param topics what the listener listens to
	 * @throws IllegalArgumentException if the dead-letter topic has a variable that one
	 * of the topics lacks
	 */
	DeadLetters(String listener, MqttClient client, String topic, List<TopicTemplate> topics) {
		this.client = client;
		this.topic = topic;
		this.variables = new TopicVariables(topics);
		List<Level> levels = levels(topic);
		List<String> names = levels.stream().map(Level::variable).filter(Objects::nonNull).toList();
		this.variables.check(names, "listener '" + listener + "' has the dead-letter topic '" + topic
				+ "' (mqtt.listener.dead-letter-topic), in which {topic} stands for the whole topic; it");
		this.levels = names.isEmpty() ? null : levels;
	}

	private static List<Level> levels(String topic) {
		List<Level> levels = new ArrayList<>();
		for (String level : topic.split("/", -1)) {
			String rest = level.replace(TOPIC, "");
			boolean variable = level.equals(rest) && (level.indexOf('{') >= 0 || level.indexOf('}') >= 0);
			levels.add(new Level(level, variable ? TopicTemplate.of(level).variableNames().get(0) : null));
			if (!level.equals(rest) && (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0)) {
				throw new IllegalArgumentException("'" + level + "' has more than {topic} in braces");
			}
		}
		return levels;
	}

	/**
	 * Check a dead-letter topic.
	 * @param topic the topic
	 * @throws InvalidOptionException if it can't be published to
	 */
	static void check(String topic) {
		try {
			Topic.check(topic.replace(TOPIC, "t"));
			levels(topic);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidOptionException("listener.dead-letter-topic", topic,
					"use a topic name, in which {topic} stands for the topic of the message and a level {name} for a "
							+ "variable of the listener's topic; " + ex.getMessage());
		}
	}

	/**
	 * Return the dead-letter topic of a message.
	 * @param message the message
	 * @return the topic
	 */
	String topic(MqttMessage message) {
		if (this.levels == null) {
			return this.topic.replace(TOPIC, message.topic());
		}
		UnaryOperator<String> values = this.variables.of(message.topic());
		return this.levels.stream()
			.map((level) -> (level.variable() != null) ? values.apply(level.variable())
					: level.text().replace(TOPIC, message.topic()))
			.collect(Collectors.joining("/"));
	}

	/**
	 * Return whether the listener would get a dead letter itself, and so for ever.
	 * @param message the message
	 * @return whether its dead letter must not be published
	 */
	boolean wouldReturn(MqttMessage message) {
		String topic = topic(message);
		return this.variables.topics().stream().anyMatch((template) -> template.matches(topic));
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

	/**
	 * A level of the topic.
	 *
	 * @param text as it is written
	 * @param variable the variable it is, or {@code null} if it is none
	 */
	private record Level(String text, @Nullable String variable) {

	}

}
