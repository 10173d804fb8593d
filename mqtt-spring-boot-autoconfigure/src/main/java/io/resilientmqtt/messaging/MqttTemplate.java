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

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Publishes messages whose payloads are objects, text or bytes. Safe for use by several
 * threads once it is set up.
 * <p>
 * All methods return at once unless the client's buffer is full, also while the link is
 * down: the message waits and the future completes when it has been published. See
 * {@link MqttClient#publish(MqttMessage)} for what the futures fail with, and for the
 * thread they complete on. A {@code byte[]} is not copied, so leave it as it is until
 * then.
 * <p>
 * Requests take MQTT 5; see {@link MqttRequestReplyOperations}.
 */
public class MqttTemplate implements MqttRequestReplyOperations, DisposableBean {

	/**
	 * How long a reply is waited for unless said otherwise.
	 */
	public static final Duration DEFAULT_REPLY_TIMEOUT = Duration.ofSeconds(10);

	private final MqttClient client;

	private final MqttMessageConverters converters;

	private QoS defaultQos = QoS.AT_LEAST_ONCE;

	private boolean defaultRetain;

	private Duration replyTimeout = DEFAULT_REPLY_TIMEOUT;

	private @Nullable MqttPublishInterceptor publishInterceptor;

	private final PendingReplies replies;

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
		this(client, converters, new PendingReplies(client));
	}

	MqttTemplate(MqttClient client, MqttMessageConverters converters, PendingReplies replies) {
		this.client = client;
		this.converters = converters;
		this.replies = replies;
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
	 * Set how long requests that are sent without a timeout wait for their reply; 10
	 * seconds unless set.
	 * @param replyTimeout more than zero
	 * @throws InvalidOptionException if it is not
	 */
	public void setReplyTimeout(Duration replyTimeout) {
		if (replyTimeout.isNegative() || replyTimeout.isZero()) {
			throw new InvalidOptionException("template.reply-timeout", replyTimeout, "use more than zero");
		}
		this.replyTimeout = replyTimeout;
	}

	/**
	 * Set the topic that replies come on, before the first request. A level may be
	 * {@code {clientId}}, the Client Identifier, or {@code {random}}, which is different
	 * for each template; {@code replies/{clientId}/{random}} unless set. No one else may
	 * receive on it.
	 * @param responseTopic the topic
	 * @throws InvalidOptionException if it is no topic name
	 */
	public void setResponseTopic(String responseTopic) {
		this.replies.setResponseTopic(new ResponseTopic(responseTopic));
	}

	/**
	 * Set how many requests may wait for a reply; 4096 unless set.
	 * @param maxRequests 1 or more
	 * @throws InvalidOptionException if it is less
	 */
	public void setMaxRequests(int maxRequests) {
		this.replies.setMaxRequests(maxRequests);
	}

	/**
	 * Set what stands between this template and its client, before anything is sent.
	 * @param publishInterceptor the interceptor; {@code null} unless set
	 */
	public void setPublishInterceptor(@Nullable MqttPublishInterceptor publishInterceptor) {
		this.publishInterceptor = publishInterceptor;
		this.replies.setPublishInterceptor(publishInterceptor);
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
		byte[] bytes = toPayload(payload);
		if (properties.isEmpty()) {
			return send(MqttMessage.of(topic, bytes, qos, retain));
		}
		return send(
				MqttMessage.builder(topic).wrapPayload(bytes).qos(qos).retain(retain).properties(properties).build());
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
		return send(builder.topic(topic).wrapPayload(payload(message)).build());
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
		MqttPublishInterceptor interceptor = this.publishInterceptor;
		return (interceptor != null) ? interceptor.publish(message, this.client) : this.client.publish(message);
	}

	@Override
	public <T> CompletableFuture<T> sendAndReceive(String topic, Object payload,
			ParameterizedTypeReference<T> replyType) {
		return sendAndReceive(topic, payload, replyType, this.replyTimeout);
	}

	@Override
	public <T> CompletableFuture<T> sendAndReceive(String topic, Object payload,
			ParameterizedTypeReference<T> replyType, Duration timeout) {
		return sendAndReceive(topic, payload, this.defaultQos, replyType, timeout);
	}

	@Override
	public <T> CompletableFuture<T> sendAndReceive(String topic, Object payload, QoS qos,
			ParameterizedTypeReference<T> replyType, Duration timeout) {
		return exchange(request(topic, payload, qos), replyType.getType(), timeout);
	}

	@Override
	public CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request) {
		return sendAndReceive(request, this.replyTimeout);
	}

	@Override
	public CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request, Duration timeout) {
		return exchange(request, MqttMessage.class, timeout);
	}

	private MqttMessage request(String topic, Object payload, QoS qos) {
		MqttMessage.Builder builder = MqttMessage.builder().qos(qos);
		if (payload instanceof Message<?> message) {
			MqttHeaderMapper.apply(message.getHeaders(), builder);
			return builder.topic(topic).wrapPayload(payload(message)).build();
		}
		return builder.topic(topic).wrapPayload(toPayload(payload)).build();
	}

	private <T> CompletableFuture<T> exchange(MqttMessage request, Type replyType, Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout is " + timeout + "; use more than zero");
		}
		return this.replies.send(request, reader(replyType), timeout);
	}

	@SuppressWarnings("unchecked") // T is what replyType says
	private <T> Function<MqttMessage, T> reader(Type replyType) {
		ResolvableType type = ResolvableType.forType(replyType);
		if (type.toClass() == MqttMessage.class) {
			return (reply) -> (T) reply;
		}
		if (type.toClass() == Message.class) {
			Function<MqttMessage, Object> payload = this.converters.reader(type.getGeneric().getType());
			return (reply) -> (T) MessageBuilder.createMessage(payload.apply(reply), MqttHeaderMapper.toHeaders(reply));
		}
		return (Function<MqttMessage, T>) this.converters.reader(replyType);
	}

	/**
	 * Return how many requests wait for a reply.
	 * @return 0 up to the maximum
	 */
	public int pendingRequests() {
		return this.replies.size();
	}

	/**
	 * Return how many replies came that no request waited for, most of them too late.
	 * @return the count since the template was made
	 */
	public long lateReplies() {
		return this.replies.late();
	}

	/**
	 * Fail the requests that wait for a reply with a
	 * {@link io.resilientmqtt.client.MqttClosedException}, as all later ones, and give up
	 * the response topic. Sending goes on. Done by the application context before it
	 * closes the client.
	 */
	@Override
	public void destroy() {
		this.replies.close();
	}

	private byte[] payload(Message<?> message) {
		return toPayload(message.getPayload(), MqttHeaderMapper.contentType(message.getHeaders()));
	}

	private byte[] toPayload(Object payload) {
		return toPayload(payload, null);
	}

	private byte[] toPayload(Object payload, @Nullable String contentType) {
		if (payload instanceof Message || payload instanceof MqttMessage) {
			throw new IllegalArgumentException("a " + payload.getClass().getSimpleName()
					+ " is no payload and says itself how to publish it; call send(topic, message) or send(message)");
		}
		return this.converters.toPayload(payload, contentType);
	}

}
