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

package io.resilientmqtt.integration;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import io.resilientmqtt.messaging.MqttHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.mqtt.core.ClientManager;
import org.springframework.integration.mqtt.core.MqttComponent;
import org.springframework.integration.mqtt.outbound.AbstractMqttMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;
import org.springframework.util.PatternMatchUtils;

/**
 * Publishes the messages of a flow. While the link is down they wait in the client's
 * buffer.
 * <p>
 * By default a flow waits until the message has been published: written (QoS 0) or
 * acknowledged by the server (QoS 1 and 2). If that takes longer than the
 * {@link #setCompletionTimeout(long) completion timeout} the flow fails, and the message
 * is withdrawn unless it has been sent. {@link #setAsync(boolean) Asynchronously} the
 * flow goes on at once; events tell what became of the message, if asked for
 * ({@link #setAsyncEvents(boolean)}). The number by which they belong together is this
 * handler's own and not a Packet Identifier.
 * <p>
 * Safe for use by several threads once it is set up.
 */
public class ResilientMqttMessageHandler extends AbstractMqttMessageHandler<MqttClient, MqttClientOptions>
		implements MqttComponent<MqttClientOptions> {

	/** Never the application's to send. */
	private static final Set<String> RESERVED = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL, MessageHeaders.CONTENT_TYPE);

	private final ResilientMqttClientManager manager;

	private final ClientManager.ConnectCallback connected = (reconnect) -> incrementClientInstance();

	private final AtomicInteger messageIds = new AtomicInteger();

	private String[] userPropertyHeaders = {};

	/**
	 * Create a handler.
	 * @param clientManager lends the client
	 */
	public ResilientMqttMessageHandler(ResilientMqttClientManager clientManager) {
		super(clientManager);
		this.manager = clientManager;
	}

	@Override
	public MqttClientOptions getConnectionInfo() {
		return this.manager.getConnectionInfo();
	}

	/**
	 * Set which headers become User Properties of MQTT 5; none unless set. Their values
	 * are text, numbers or truth values.
	 * @param userPropertyHeaders names or patterns such as {@code trace*}; headers of
	 * Spring's own and those of MQTT are never among them
	 */
	public void setUserPropertyHeaders(String... userPropertyHeaders) {
		Assert.noNullElements(userPropertyHeaders, "'userPropertyHeaders' must not have null elements");
		this.userPropertyHeaders = Arrays.copyOf(userPropertyHeaders, userPropertyHeaders.length);
	}

	/**
	 * Set the QoS of messages whose header or expression gives none; 0 unless set.
	 * @param defaultQos 0 to 2
	 * @throws IllegalArgumentException if the value is out of range
	 */
	@Override
	public void setDefaultQos(int defaultQos) {
		super.setDefaultQos(QoS.of(defaultQos).value());
	}

	/**
	 * Set what converts payloads that are neither text nor bytes nor an
	 * {@link MqttMessage}, to text or bytes. Without it the manager's converters do,
	 * which are those of {@code MqttTemplate}.
	 */
	@Override
	public void setConverter(MessageConverter converter) {
		super.setConverter(converter);
	}

	@Override
	protected void doStart() {
		this.manager.addCallback(this.connected);
	}

	@Override
	protected void doStop() {
		this.manager.removeCallback(this.connected);
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		MqttMessage mqttMessage = (message.getPayload() instanceof MqttMessage given) ? redirect(given, message)
				: build(message);
		publish(mqttMessage.topic(), mqttMessage, message);
	}

	private MqttMessage redirect(MqttMessage given, Message<?> message) {
		String topic = topic(message);
		return (topic == null || topic.equals(given.topic())) ? given : given.mutate().topic(topic).build();
	}

	private MqttMessage build(Message<?> message) {
		MqttMessage.Builder builder = MqttMessage.builder();
		MqttHeaderMapper.apply(message.getHeaders(), builder);
		if (this.userPropertyHeaders.length > 0) {
			message.getHeaders().forEach((name, value) -> addUserProperty(name, value, builder));
		}
		String topic = topic(message);
		Assert.state(topic != null, () -> "the message has no topic: set the header '" + MqttHeaders.TOPIC
				+ "', a topic expression or a default topic");
		Integer qos = getQosProcessor().processMessage(message);
		Boolean retained = getRetainedProcessor().processMessage(message);
		return builder.topic(topic)
			.qos(QoS.of((qos != null) ? qos : getDefaultQos()))
			.retain((retained != null) ? retained : getDefaultRetained())
			.wrapPayload(payload(message))
			.build();
	}

	private @Nullable String topic(Message<?> message) {
		String topic = getTopicProcessor().processMessage(message);
		return (topic != null) ? topic : getDefaultTopic();
	}

	private void addUserProperty(String name, Object value, MqttMessage.Builder builder) {
		if (RESERVED.contains(name) || name.startsWith(MqttHeaders.PREFIX)
				|| !PatternMatchUtils.simpleMatch(this.userPropertyHeaders, name)) {
			return;
		}
		if (!(value instanceof CharSequence || value instanceof Number || value instanceof Boolean)) {
			throw new IllegalArgumentException("header '" + name + "' is a " + value.getClass().getName()
					+ "; a User Property is text, a number or a truth value");
		}
		builder.userProperty(name, value.toString());
	}

	private byte[] payload(Message<?> message) {
		Object payload = message.getPayload();
		MessageConverter converter = getConverter();
		if (converter == null || payload instanceof byte[] || payload instanceof String) {
			return this.manager.getMessageConverters().toPayload(payload);
		}
		Message<?> converted = converter.toMessage(payload, message.getHeaders());
		if (converted != null && converted.getPayload() instanceof byte[] bytes) {
			return bytes;
		}
		if (converted != null && converted.getPayload() instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new IllegalStateException(converter + " made neither a byte[] nor a String of a payload of "
				+ payload.getClass() + "; use one that does, or none");
	}

	@Override
	protected void publish(String topic, Object mqttMessage, Message<?> message) {
		CompletableFuture<PublishResult> published = this.manager.client().publish((MqttMessage) mqttMessage);
		if (isAsync()) {
			FlowPublications.began(published);
			tell(published, topic, message);
		}
		else {
			await(published, topic, message);
		}
	}

	private void tell(CompletableFuture<PublishResult> published, String topic, Message<?> message) {
		int id = this.messageIds.updateAndGet((last) -> (last == Integer.MAX_VALUE) ? 1 : last + 1);
		messageSentEvent(message, topic, id);
		CompletableFuture<?> unused = published.whenComplete((result, failure) -> {
			if (failure == null) {
				sendDeliveryCompleteEvent(id);
			}
			else {
				sendFailedDeliveryEvent(id, failure);
			}
		});
	}

	private void await(CompletableFuture<PublishResult> published, String topic, Message<?> message) {
		try {
			published.get(getCompletionTimeout(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new MessageHandlingException(message, "Failed to publish to topic '" + topic + "' in " + this,
					(ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			published.cancel(false);
			throw new MessageHandlingException(message, "Not published to topic '" + topic + "' in " + this + " within "
					+ getCompletionTimeout() + " ms; withdrawn unless it had been sent", ex);
		}
		catch (InterruptedException ex) {
			published.cancel(false);
			Thread.currentThread().interrupt();
			throw new MessageHandlingException(message, "Interrupted while publishing to topic '" + topic + "'", ex);
		}
	}

}
