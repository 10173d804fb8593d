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
import io.resilientmqtt.message.Durations;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Publishes messages and sends requests through an {@link MqttClient}; see
 * {@link MqttOperations} and {@link MqttRequestReplyOperations}. Safe for use by several
 * threads once it is set up.
 */
public class MqttTemplate implements MqttOperations, DisposableBean {

	/**
	 * How long a reply is waited for unless said otherwise.
	 */
	public static final Duration DEFAULT_REPLY_TIMEOUT = Duration.ofSeconds(10);

	private static final String TRANSACTIONS = "org.springframework.transaction.support.TransactionSynchronization";

	private final MqttClient client;

	private final MqttMessageConverters converters;

	private QoS defaultQos = QoS.AT_LEAST_ONCE;

	private boolean defaultRetain;

	private Duration replyTimeout = DEFAULT_REPLY_TIMEOUT;

	private boolean afterCommit;

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
	 * Set whether a message sent within a transaction of Spring's is published when that
	 * has been committed, and not at all if it is rolled back; {@code false} unless set.
	 * The future is then cancelled. Without a transaction nothing changes, nor for
	 * requests, whose replies are mostly waited for within the transaction. Between the
	 * commit and the acknowledgement the message is held by this process alone. Set
	 * before anything is sent.
	 * @param afterCommit whether to wait for the commit
	 * @throws InvalidOptionException if {@code spring-tx} is not on the class path
	 */
	public void setAfterCommit(boolean afterCommit) {
		if (afterCommit && !ClassUtils.isPresent(TRANSACTIONS, MqttTemplate.class.getClassLoader())) {
			throw new InvalidOptionException("template.after-commit", true, "add spring-tx to the class path");
		}
		this.afterCommit = afterCommit;
	}

	/**
	 * Set what stands between this template and its client, before anything is sent.
	 * @param publishInterceptor the interceptor; {@code null} unless set
	 */
	public void setPublishInterceptor(@Nullable MqttPublishInterceptor publishInterceptor) {
		this.publishInterceptor = publishInterceptor;
		this.replies.setPublishInterceptor(publishInterceptor);
	}

	@Override
	public CompletableFuture<PublishResult> send(String topic, @Nullable Object payload) {
		if (payload instanceof Message<?> message) {
			return send(topic, message);
		}
		return send(topic, payload, this.defaultQos, this.defaultRetain);
	}

	@Override
	public CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, QoS qos) {
		return send(topic, payload, qos, this.defaultRetain);
	}

	@Override
	public CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, QoS qos, boolean retain) {
		return send(topic, payload, qos, retain, PublishProperties.NONE);
	}

	@Override
	public CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, PublishProperties properties) {
		return send(topic, payload, this.defaultQos, this.defaultRetain, properties);
	}

	@Override
	public CompletableFuture<PublishResult> send(String topic, @Nullable Object payload, QoS qos, boolean retain,
			PublishProperties properties) {
		return send(message(topic, payload, qos, retain, properties));
	}

	private MqttMessage message(String topic, @Nullable Object payload, QoS qos, boolean retain,
			PublishProperties properties) {
		requireTopic(topic);
		byte[] bytes = toPayload(payload);
		if (properties.isEmpty()) {
			return MqttMessage.of(topic, bytes, qos, retain);
		}
		return MqttMessage.builder(topic).wrapPayload(bytes).qos(qos).retain(retain).properties(properties).build();
	}

	@Override
	public CompletableFuture<Void> store(String topic, @Nullable Object payload) {
		return store(topic, payload, this.defaultQos, this.defaultRetain, PublishProperties.NONE);
	}

	@Override
	public CompletableFuture<Void> store(String topic, @Nullable Object payload, QoS qos, boolean retain,
			PublishProperties properties) {
		return store(message(topic, payload, qos, retain, properties));
	}

	@Override
	public CompletableFuture<Void> store(MqttMessage message) {
		Assert.notNull(message, "'message' must not be null");
		return CallerContext.keep(this.client.store(message));
	}

	@Override
	public CompletableFuture<PublishResult> send(String topic, @Nullable Message<?> message) {
		if (message == null) {
			return send(topic, null, this.defaultQos, this.defaultRetain);
		}
		requireTopic(topic);
		MqttMessage.Builder builder = MqttMessage.builder().qos(this.defaultQos).retain(this.defaultRetain);
		MqttHeaderMapper.apply(message.getHeaders(), builder);
		return send(builder.topic(topic).wrapPayload(payload(message)).build());
	}

	@Override
	public CompletableFuture<PublishResult> send(Message<?> message) {
		Assert.notNull(message, "'message' must not be null");
		if (!(message.getHeaders().get(MqttHeaders.TOPIC) instanceof String topic)) {
			throw new IllegalArgumentException("the message has no topic; set the header '" + MqttHeaders.TOPIC
					+ "' or call send(topic, message)");
		}
		return send(topic, message);
	}

	@Override
	public CompletableFuture<PublishResult> send(MqttMessage message) {
		Assert.notNull(message, "'message' must not be null");
		return CallerContext.keep(this.afterCommit ? AfterCommit.publish(() -> publish(message)) : publish(message));
	}

	private CompletableFuture<PublishResult> publish(MqttMessage message) {
		MqttPublishInterceptor interceptor = this.publishInterceptor;
		return (interceptor != null) ? interceptor.publish(message, this.client) : this.client.publish(message);
	}

	@Override
	public <T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType) {
		return sendAndReceive(topic, payload, replyType, this.replyTimeout);
	}

	@Override
	public <T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType, Duration timeout) {
		return sendAndReceive(topic, payload, this.defaultQos, replyType, timeout);
	}

	@Override
	public <T> CompletableFuture<T> sendAndReceive(String topic, @Nullable Object payload, QoS qos,
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

	private MqttMessage request(String topic, @Nullable Object payload, QoS qos) {
		requireTopic(topic);
		MqttMessage.Builder builder = MqttMessage.builder().qos(qos);
		if (payload instanceof Message<?> message) {
			MqttHeaderMapper.apply(message.getHeaders(), builder);
			return builder.topic(topic).wrapPayload(payload(message)).build();
		}
		return builder.topic(topic).wrapPayload(toPayload(payload)).build();
	}

	private <T> CompletableFuture<T> exchange(MqttMessage request, Type replyType, Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout is " + Durations.value(timeout) + "; use more than zero");
		}
		return CallerContext.keep(this.replies.send(request, reader(replyType), timeout));
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

	private static void requireTopic(@Nullable String topic) {
		Assert.notNull(topic, "'topic' must not be null");
	}

	private byte[] payload(Message<?> message) {
		return toPayload(message.getPayload(), MqttHeaderMapper.contentType(message.getHeaders()));
	}

	private byte[] toPayload(@Nullable Object payload) {
		return toPayload(payload, null);
	}

	private byte[] toPayload(@Nullable Object payload, @Nullable String contentType) {
		if (payload instanceof Message || payload instanceof MqttMessage) {
			throw new IllegalArgumentException("a " + payload.getClass().getSimpleName()
					+ " is no payload and says itself how to publish it; call send(topic, message) or send(message)");
		}
		return this.converters.toPayload(payload, contentType);
	}

}
