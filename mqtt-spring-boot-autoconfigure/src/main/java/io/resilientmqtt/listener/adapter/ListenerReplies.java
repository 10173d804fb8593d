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

package io.resilientmqtt.listener.adapter;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttRemoteException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.Message;

/**
 * Sends what a listener method returns: to the Response Topic of the request, if that is
 * allowed, or else to the topic of its {@code @SendTo}. Handing a reply to the client
 * never waits on the listener's thread. Safe for use by several threads.
 */
final class ListenerReplies {

	private static final Logger logger = LoggerFactory.getLogger(ListenerReplies.class);

	private final String listener;

	private final MqttClient client;

	private final MqttMessageConverters converters;

	private final @Nullable SendToTopic sendTo;

	private final List<TopicFilter> responseTopics;

	private final boolean errorReply;

	private final LogLimit refusedLimit = new LogLimit();

	private final LogLimit failedLimit = new LogLimit();

	private final LogLimit nothingLimit = new LogLimit();

	/**
	 * Create the replies of a listener.
	 * @param listener what the listener is called in logs
	 * @param client the client to publish with
	 * @param converters make payloads of what is returned
	 * @param sendTo where to send what no Response Topic is given for
	 * @param responseTopics what a Response Topic has to match, one of them
	 * @param errorReply whether a request that fails is answered with an error reply
	 */
	ListenerReplies(String listener, MqttClient client, MqttMessageConverters converters, @Nullable SendToTopic sendTo,
			List<TopicFilter> responseTopics, boolean errorReply) {
		this.listener = listener;
		this.client = client;
		this.converters = converters;
		this.sendTo = sendTo;
		this.responseTopics = responseTopics;
		this.errorReply = errorReply;
	}

	/**
	 * Send what the method returned.
	 * @param request the message received
	 * @param value what was returned; {@code null} sends nothing
	 */
	void send(MqttMessage request, @Nullable Object value) {
		if (value == null) {
			noReply(request);
			return;
		}
		if (value instanceof MqttMessage message) {
			boolean correlated = message.properties().correlationData() != null;
			publish(correlated ? message.mutate()
					: message.mutate().correlationData(request.properties().correlationData()));
			return;
		}
		String topic = topic(request);
		if (topic == null) {
			logger.debug("{} returned a value for a message of topic '{}' that has no response topic, and there is no "
					+ "@SendTo: nothing is sent", this.listener, Printable.of(request.topic()));
			return;
		}
		MqttMessage.Builder builder = MqttMessage.builder().qos(request.qos());
		if (value instanceof Message<?> message) {
			this.converters.toMessage(message.getPayload(), MqttHeaderMapper.contentType(message.getHeaders()),
					builder);
			MqttHeaderMapper.apply(message.getHeaders(), builder);
		}
		else {
			this.converters.toMessage(value, builder);
		}
		publish(builder.topic(topic).correlationData(request.properties().correlationData()));
	}

	private void noReply(MqttMessage request) {
		String topic = request.properties().responseTopic();
		String more = (topic != null) ? this.nothingLimit.next() : null;
		if (more != null) {
			logger.warn(
					"{} returned nothing for a request of topic '{}': no reply is sent to '{}', and who asked waits for "
							+ "one in vain; return a value to be sent, such as an empty text{}",
					this.listener, Printable.of(request.topic()), Printable.of(topic), more);
		}
	}

	/**
	 * Tell the requester that there will be no reply, if that is wanted. Says what kind
	 * of failure it was and nothing more, for the message of an exception may hold what
	 * is none of the requester's business.
	 * @param request the message received
	 * @param kind the kind of failure
	 * @param failure the failure
	 */
	void sendError(MqttMessage request, MqttRemoteException.Kind kind, Throwable failure) {
		String topic = this.errorReply ? responseTopic(request) : null;
		if (topic != null) {
			MqttMessage.Builder builder = MqttMessage.builder(topic).qos(request.qos());
			this.converters.toMessage(kind.toString(), builder);
			publish(builder.correlationData(request.properties().correlationData())
				.userProperty(MqttRemoteException.EXCEPTION_PROPERTY, failure.getClass().getName())
				.userProperty(MqttRemoteException.KIND_PROPERTY, kind.toString()));
		}
	}

	/**
	 * Return whether a request that fails is answered.
	 * @param request the message received
	 * @return whether {@link #sendError} sends something
	 */
	boolean answersErrors(MqttMessage request) {
		String topic = request.properties().responseTopic();
		return this.errorReply && topic != null && isAllowed(topic);
	}

	private boolean isAllowed(String topic) {
		return this.responseTopics.stream().anyMatch((filter) -> filter.matches(topic));
	}

	private @Nullable String topic(MqttMessage request) {
		String responseTopic = responseTopic(request);
		return (responseTopic != null || this.sendTo == null) ? responseTopic : this.sendTo.of(request.topic());
	}

	private @Nullable String responseTopic(MqttMessage request) {
		String topic = request.properties().responseTopic();
		if (topic == null || isAllowed(topic)) {
			return topic;
		}
		String more = this.refusedLimit.next();
		if (more != null) {
			logger.warn(
					"{} does not reply to '{}', the response topic of a message of topic '{}': it matches none of "
							+ "mqtt.listener.response-topics {}{}",
					this.listener, Printable.of(topic), Printable.of(request.topic()), this.responseTopics, more);
		}
		return null;
	}

	private void publish(MqttMessage.Builder builder) {
		MqttMessage reply = builder.build();
		// A stage of allOf runs where the publication completes, without another thread
		CompletableFuture<?> unused = CompletableFuture.allOf(this.client.publish(reply))
			.whenComplete((done, failure) -> {
				String more = (failure != null) ? this.failedLimit.next() : null;
				if (more != null) {
					logger.warn("The reply of {} to '{}' was not published: {}{}", this.listener,
							Printable.of(reply.topic()),
							Printable.of((failure.getCause() != null) ? failure.getCause() : failure), more);
				}
			});
	}

}
