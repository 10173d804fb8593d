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
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Publishes messages whose payloads are objects, text or bytes, and sends requests. What
 * {@link MqttTemplate} does; code that takes this instead is easy to test.
 * <p>
 * All methods return at once unless the client's buffer is full, also while the link is
 * down: the message waits and the future completes when it has been published. See
 * {@link MqttClient#publish(MqttMessage)} for what the futures fail with, and for the
 * thread they complete on. A {@code byte[]} is not copied, so leave it as it is until
 * then.
 * <p>
 * A payload that is {@code null} is empty. An empty message with the RETAIN flag deletes
 * what the broker retains for the topic [MQTT-3.3.1-6].
 */
public interface MqttOperations extends MqttRequestReplyOperations {

	/**
	 * Send a payload with the default QoS and RETAIN flag.
	 * @param topic the topic name
	 * @param payload the payload, {@code null} for an empty one; a {@link Message} is
	 * sent as by {@link #send(String, Message)}
	 * @return complete when published
	 * @throws IllegalArgumentException if the topic is {@code null} or no valid topic
	 * name
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * payload can't be converted
	 */
	CompletableFuture<PublishResult> send(String topic, @Nullable Object payload);

	/**
	 * Send a payload with the default RETAIN flag.
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param qos the QoS
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, QoS qos);

	/**
	 * Send a payload.
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param qos the QoS
	 * @param retain whether the broker retains the message
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, QoS qos, boolean retain);

	/**
	 * Send a payload with MQTT 5 properties and the default QoS and RETAIN flag.
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param properties the properties, ignored under MQTT 3.1.1
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, PublishProperties properties);

	/**
	 * Send a payload with MQTT 5 properties.
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param qos the QoS
	 * @param retain whether the broker retains the message
	 * @param properties the properties, ignored under MQTT 3.1.1
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, QoS qos, boolean retain,
			PublishProperties properties);

	/**
	 * Send the payload of a Spring message. Its headers {@link MqttHeaders#QOS},
	 * {@link MqttHeaders#RETAINED} and those of MQTT 5 say how.
	 * @param topic the topic name, whatever the headers say
	 * @param message the message; {@code null} for an empty payload
	 * @return complete when published
	 * @throws IllegalArgumentException if a header has a wrong value
	 * @see #send(String, Object)
	 */
	CompletableFuture<PublishResult> send(String topic, @Nullable Message<?> message);

	/**
	 * Send the payload of a Spring message to the topic in its header
	 * {@link MqttHeaders#TOPIC}.
	 * @param message the message
	 * @return complete when published
	 * @throws IllegalArgumentException if there is no such header
	 * @see #send(String, Message)
	 */
	CompletableFuture<PublishResult> send(Message<?> message);

	/**
	 * Send a message as it is.
	 * @param message the message
	 * @return complete when published
	 */
	CompletableFuture<PublishResult> send(MqttMessage message);

	/**
	 * Have a payload published even if this process is killed, by the store of the
	 * client. What becomes of it is told by application events.
	 * @param topic the topic name
	 * @param payload the payload, converted as by {@link #send(String, Object)}
	 * @return complete when the message is safe
	 * @throws IllegalArgumentException if the default QoS is 0, which nobody acknowledges
	 * @throws IllegalStateException if the client has no store
	 * ({@code mqtt.store.directory})
	 */
	CompletableFuture<Void> store(String topic, @Nullable Object payload);

	/**
	 * Have a payload published even if this process is killed.
	 * @param topic the topic name
	 * @param payload the payload, converted as by {@link #send(String, Object)}
	 * @param qos the QoS, 1 or 2
	 * @param retain whether the broker retains the message
	 * @param properties the MQTT 5 properties
	 * @return as {@link #store(String, Object)}
	 */
	CompletableFuture<Void> store(String topic, @Nullable Object payload, QoS qos, boolean retain,
			PublishProperties properties);

	/**
	 * Have a message published even if this process is killed.
	 * @param message the message, of QoS 1 or 2
	 * @return as {@link #store(String, Object)}
	 */
	CompletableFuture<Void> store(MqttMessage message);

}
