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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;

import org.springframework.messaging.Message;

/**
 * Publishes messages whose payloads are objects, text or bytes. Safe for use by several
 * threads once it is set up.
 * <p>
 * All methods return at once unless the client's buffer is full, also while the link is
 * down: the message waits and the future completes when it has been published. See
 * {@link MqttClient#publish(MqttMessage)} for what the futures fail with, and for the
 * thread they complete on. A {@code byte[]} is not copied, so leave it as it is until
 * then.
 */
public class MqttTemplate {

	private final MqttClient client;

	private final MqttMessageConverters converters;

	private QoS defaultQos = QoS.AT_LEAST_ONCE;

	private boolean defaultRetain;

	/**
	 * Create a template that converts no objects but bytes, text, numbers, truth values
	 * and enums.
	 * @param client the client to publish with
	 */
	public MqttTemplate(MqttClient client) {
		this(client, new MqttMessageConverters(List.of()));
	}

	/**
	 * Create a template.
	 * @param client the client to publish with
	 * @param converters make payloads of objects
	 */
	public MqttTemplate(MqttClient client, MqttMessageConverters converters) {
		this.client = client;
		this.converters = converters;
	}

	/**
	 * Set the QoS of messages that are sent without one; {@link QoS#AT_LEAST_ONCE} unless
	 * set.
	 * @param defaultQos the QoS
	 */
	public void setDefaultQos(QoS defaultQos) {
		this.defaultQos = Objects.requireNonNull(defaultQos, "'defaultQos' must not be null");
	}

	/**
	 * Set whether the broker retains messages that are sent without saying so;
	 * {@code false} unless set.
	 * @param defaultRetain the RETAIN flag
	 */
	public void setDefaultRetain(boolean defaultRetain) {
		this.defaultRetain = defaultRetain;
	}

	/**
	 * Send a payload with the default QoS and RETAIN flag.
	 * @param topic the topic name
	 * @param payload the payload; a {@link Message} is sent as by
	 * {@link #send(String, Message)}
	 * @return complete when published
	 * @throws IllegalArgumentException if the topic is no valid topic name
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * payload can't be converted
	 */
	public CompletableFuture<PublishResult> send(String topic, Object payload) {
		if (payload instanceof Message<?> message) {
			return send(topic, message);
		}
		return send(topic, payload, this.defaultQos, this.defaultRetain);
	}

	/**
	 * Send a payload with the default RETAIN flag.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the QoS
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	public CompletableFuture<PublishResult> send(String topic, Object payload, QoS qos) {
		return send(topic, payload, qos, this.defaultRetain);
	}

	/**
	 * Send a payload.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the QoS
	 * @param retain whether the broker retains the message
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	public CompletableFuture<PublishResult> send(String topic, Object payload, QoS qos, boolean retain) {
		return send(topic, payload, qos, retain, PublishProperties.NONE);
	}

	/**
	 * Send a payload with MQTT 5 properties and the default QoS and RETAIN flag.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param properties the properties, ignored under MQTT 3.1.1
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	public CompletableFuture<PublishResult> send(String topic, Object payload, PublishProperties properties) {
		return send(topic, payload, this.defaultQos, this.defaultRetain, properties);
	}

	/**
	 * Send a payload with MQTT 5 properties.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the QoS
	 * @param retain whether the broker retains the message
	 * @param properties the properties, ignored under MQTT 3.1.1
	 * @return complete when published
	 * @see #send(String, Object)
	 */
	public CompletableFuture<PublishResult> send(String topic, Object payload, QoS qos, boolean retain,
			PublishProperties properties) {
		MqttMessage.Builder builder = MqttMessage.builder(topic).qos(qos).retain(retain);
		if (!properties.isEmpty()) {
			builder.properties(properties);
		}
		return this.client.publish(builder.wrapPayload(toPayload(payload)).build());
	}

	/**
	 * Send the payload of a Spring message. Its headers {@link MqttHeaders#QOS},
	 * {@link MqttHeaders#RETAINED} and those of MQTT 5 say how.
	 * @param topic the topic name, whatever the headers say
	 * @param message the message
	 * @return complete when published
	 * @throws IllegalArgumentException if a header has a wrong value
	 * @see #send(String, Object)
	 */
	public CompletableFuture<PublishResult> send(String topic, Message<?> message) {
		MqttMessage.Builder builder = MqttMessage.builder().qos(this.defaultQos).retain(this.defaultRetain);
		MqttHeaderMapper.apply(message.getHeaders(), builder);
		return this.client.publish(builder.topic(topic).wrapPayload(toPayload(message.getPayload())).build());
	}

	/**
	 * Send the payload of a Spring message to the topic in its header
	 * {@link MqttHeaders#TOPIC}.
	 * @param message the message
	 * @return complete when published
	 * @throws IllegalArgumentException if there is no such header
	 * @see #send(String, Message)
	 */
	public CompletableFuture<PublishResult> send(Message<?> message) {
		if (!(message.getHeaders().get(MqttHeaders.TOPIC) instanceof String topic)) {
			throw new IllegalArgumentException("the message has no topic; set the header '" + MqttHeaders.TOPIC
					+ "' or call send(topic, message)");
		}
		return send(topic, message);
	}

	/**
	 * Send a message as it is.
	 * @param message the message
	 * @return complete when published
	 */
	public CompletableFuture<PublishResult> send(MqttMessage message) {
		return this.client.publish(message);
	}

	private byte[] toPayload(Object payload) {
		if (payload instanceof Message || payload instanceof MqttMessage) {
			throw new IllegalArgumentException("a " + payload.getClass().getSimpleName()
					+ " is no payload and says itself how to publish it; call send(topic, message) or send(message)");
		}
		return this.converters.toPayload(payload);
	}

}
