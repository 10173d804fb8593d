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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;

/**
 * Sends requests and receives their replies, which takes MQTT 5. Replies come on a
 * response topic of its own, subscribed to with the first request, and find their request
 * by the Correlation Data; both are set here whatever a request says. A request is never
 * retained, and expires at the broker when its reply is no longer waited for (Message
 * Expiry Interval) unless it says otherwise.
 * <p>
 * All methods return at once, as those that send do; while the link is down the request
 * waits. Besides what publishing fails with, futures fail with
 * <ul>
 * <li>{@link MqttReplyTimeoutException} if no reply comes in time; a request that has not
 * been sent by then is withdrawn;</li>
 * <li>{@link MqttRemoteException} if the reply says that the other side failed;</li>
 * <li>{@link MqttReplyException} if the client speaks MQTT 3.1.1, or too many requests
 * wait already;</li>
 * <li>{@link io.resilientmqtt.client.MqttSubscribeException} if the broker refuses the
 * response topic;</li>
 * <li>{@link io.resilientmqtt.client.MqttClosedException} if the client is closed
 * first;</li>
 * <li>{@link org.springframework.messaging.converter.MessageConversionException} if the
 * reply can't be converted.</li>
 * </ul>
 * Cancelling a future gives the request up, and withdraws it if it has not been sent. The
 * stages of a future run where those of the client's other futures do.
 */
public interface MqttRequestReplyOperations {

	/**
	 * Send a request and wait for the reply for the default time.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload the payload, {@code null} for an empty one; of a {@link Message}
	 * also the headers
	 * @param replyType what the reply's payload is converted to; {@link MqttMessage} or
	 * {@link Message} for all of the reply
	 * @return complete when the reply has come
	 * @throws IllegalArgumentException if the topic is no valid topic name
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * payload can't be converted
	 */
	default <T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload, Class<T> replyType) {
		return sendAndReceive(topic, payload, ParameterizedTypeReference.forType(replyType));
	}

	/**
	 * Send a request and wait for the reply.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param replyType what the reply's payload is converted to
	 * @param timeout how long to wait, more than zero
	 * @return complete when the reply has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	default <T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload, Class<T> replyType,
			Duration timeout) {
		return sendAndReceive(topic, payload, ParameterizedTypeReference.forType(replyType), timeout);
	}

	/**
	 * Send a request with a QoS, which the reply has too, and wait for the reply.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param qos the QoS
	 * @param replyType what the reply's payload is converted to
	 * @param timeout how long to wait, more than zero
	 * @return complete when the reply has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	default <T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload, QoS qos, Class<T> replyType,
			Duration timeout) {
		return sendAndReceive(topic, payload, qos, ParameterizedTypeReference.forType(replyType), timeout);
	}

	/**
	 * Send a request and wait for the reply for the default time.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param replyType what the reply's payload is converted to, with its type arguments
	 * @return complete when the reply has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	<T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType);

	/**
	 * Send a request and wait for the reply.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param replyType what the reply's payload is converted to, with its type arguments
	 * @param timeout how long to wait, more than zero
	 * @return complete when the reply has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	<T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType, Duration timeout);

	/**
	 * Send a request with a QoS, which the reply has too, and wait for the reply.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload the payload; {@code null} for an empty one
	 * @param qos the QoS
	 * @param replyType what the reply's payload is converted to, with its type arguments
	 * @param timeout how long to wait, more than zero
	 * @return complete when the reply has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	<T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload, QoS qos,
			ParameterizedTypeReference<T> replyType, Duration timeout);

	/**
	 * Send a message as a request and wait for the reply for the default time.
	 * @param request the request
	 * @return complete with the reply when it has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request);

	/**
	 * Send a message as a request and wait for the reply.
	 * @param request the request
	 * @param timeout how long to wait, more than zero
	 * @return complete with the reply when it has come
	 * @see #sendAndReceive(String, Object, Class)
	 */
	CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request, Duration timeout);

}
