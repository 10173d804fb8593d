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

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.ConnectionState;
import io.resilientmqtt.client.KeepAlive;
import io.resilientmqtt.client.MessageReceiver;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.SubscribeResult;
import io.resilientmqtt.integration.InboundReceivers.Remainder;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.integration.mqtt.core.MqttComponent;
import org.springframework.integration.mqtt.inbound.AbstractMqttMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.support.MqttMessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.util.Assert;

/**
 * Receives messages and sends them into a flow, one at a time and in the order of
 * arrival. A message is acknowledged when the flow has returned and every asynchronous
 * publication that a {@link ResilientMqttMessageHandler} began on the flow's thread is
 * over. What a flow hands to another thread it does not wait for: use
 * {@link #setManualAcks(boolean) manual acknowledgement} there.
 * <p>
 * What the flow throws goes to the error channel. What escapes that, or all of it if
 * there is none, is logged, and the message counts as handled; with manual
 * acknowledgement it is left to the server instead, unless the flow has acknowledged it.
 * <p>
 * Subscriptions are registered with the client when the adapter starts, whether or not
 * there is a connection. Whenever they have been granted the adapter publishes an
 * {@code MqttSubscribedEvent}, and an {@code MqttConnectionFailedEvent} when the server
 * has refused one. Stopping waits for the message being handled up to the
 * {@link #setDisconnectCompletionTimeout(long) disconnect completion timeout} and, unless
 * the session outlives its connections, unsubscribes.
 * <p>
 * Set up before it is started; flows run on the task executor.
 */
public class ResilientMqttMessageDrivenChannelAdapter
		extends AbstractMqttMessageDrivenChannelAdapter<MqttClient, MqttClientOptions>
		implements MqttComponent<MqttClientOptions> {

	/**
	 * Phase of the adapters: as soon to stop as listeners are, before the executors and
	 * the web server, and started before the client connects.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

	/**
	 * Messages that may wait unless said otherwise: as many as a server can have sent
	 * with QoS 1 and 2 and not seen acknowledged. They alone never make the client stop
	 * reading, so that a flow can wait for the acknowledgement of what it publishes.
	 */
	public static final int DEFAULT_QUEUE_CAPACITY = 65_535;

	private final ResilientMqttClientManager manager;

	private final InboundSubscriptions subscriptions;

	private final InboundMessageFactory messages;

	private final InboundFlow flow;

	private boolean manualAcks;

	private int queueCapacity = DEFAULT_QUEUE_CAPACITY;

	private Receiver.Overflow overflow = Receiver.Overflow.BACKPRESSURE;

	private @Nullable Executor taskExecutor;

	/** What receives while the adapter runs; set under the topic lock. */
	private volatile @Nullable InboundReceivers receivers;

	/** What received until the adapter was stopped, and looks after what still comes. */
	private @Nullable InboundReceivers stopped;

	private CompletableFuture<?> unsubscribed = CompletableFuture.completedFuture(null);

	/**
	 * Create an adapter.
	 * @param clientManager lends the client
	 * @param topics the topic filters to subscribe to with QoS 1; more may be
	 * {@link #addTopic(String, int) added} later
	 * @throws IllegalArgumentException if a filter is not valid
	 */
	@SuppressWarnings("this-escape") // the phase is a plain property
	public ResilientMqttMessageDrivenChannelAdapter(ResilientMqttClientManager clientManager, String... topics) {
		super(clientManager, topics);
		for (String topic : topics) {
			TopicFilter.of(topic);
		}
		this.manager = clientManager;
		this.subscriptions = new InboundSubscriptions(this, clientManager,
				(event) -> getApplicationEventPublisher().publishEvent(event));
		this.messages = new InboundMessageFactory(clientManager, this::getMessageBuilderFactory);
		this.flow = new InboundFlow(this, this.messages, this::isManualAcks, this::sendMessage,
				this::sendErrorMessageIfNecessary);
		setPhase(PHASE);
	}

	@Override
	public MqttClientOptions getConnectionInfo() {
		return this.manager.getConnectionInfo();
	}

	/**
	 * Set what payloads become: {@code byte[]} (the default), {@code String} decoded from
	 * UTF-8, {@link MqttMessage} for the message as received, or any other type for the
	 * converter.
	 * @param payloadType the type
	 */
	public void setPayloadType(Class<?> payloadType) {
		Assert.notNull(payloadType, "'payloadType' must not be null");
		this.messages.payloadType(payloadType);
	}

	/**
	 * Set what converts payloads to types other than {@code byte[]} and
	 * {@link MqttMessage}. Without it the manager's converters do, which are those of
	 * {@code @MqttListener} methods.
	 * @param messageConverter the converter
	 */
	public void setMessageConverter(SmartMessageConverter messageConverter) {
		Assert.notNull(messageConverter, "'messageConverter' must not be null");
		this.messages.converter(messageConverter);
	}

	/**
	 * Not supported: such converters work on Paho's messages.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public void setConverter(MqttMessageConverter converter) {
		throw new UnsupportedOperationException("use setMessageConverter(SmartMessageConverter) instead");
	}

	/**
	 * Set whether the flow acknowledges messages through the header
	 * {@code acknowledgmentCallback}. The manager's setting holds for all its adapters.
	 * @param manualAcks {@code true} if the flow does
	 */
	@Override
	public void setManualAcks(boolean manualAcks) {
		this.manualAcks = manualAcks;
	}

	@Override
	protected boolean isManualAcks() {
		return this.manualAcks || this.manager.isManualAcks();
	}

	/**
	 * Set how many messages may wait for the flow.
	 * @param queueCapacity 1 or more; {@link #DEFAULT_QUEUE_CAPACITY} unless set
	 */
	public void setQueueCapacity(int queueCapacity) {
		Assert.isTrue(queueCapacity > 0, () -> "'queueCapacity' is " + queueCapacity + "; use 1 or more");
		this.queueCapacity = queueCapacity;
	}

	/**
	 * Set what happens when as many messages wait as may.
	 * @param overflow the policy; {@link Receiver.Overflow#BACKPRESSURE} unless set
	 */
	public void setOverflow(Receiver.Overflow overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		this.overflow = overflow;
	}

	/**
	 * Set what runs the flow.
	 * @param taskExecutor the executor; the manager's unless set
	 */
	public void setTaskExecutor(Executor taskExecutor) {
		Assert.notNull(taskExecutor, "'taskExecutor' must not be null");
		this.taskExecutor = taskExecutor;
	}

	/**
	 * Set the QoS of the topics.
	 * @param qos one value for all topics or one for each, 0 to 2
	 * @throws IllegalArgumentException if a value is out of range
	 */
	@Override
	public void setQos(int... qos) {
		for (int value : qos) {
			QoS.of(value);
		}
		super.setQos(qos);
	}

	@Override
	protected void doStart() {
		super.doStart();
		this.topicLock.lock();
		try {
			Map<TopicFilter, QoS> topics = topics();
			InboundReceivers receivers = this.stopped;
			this.stopped = null;
			if (receivers == null || !receivers.resume(topics.keySet(), executor())) {
				receivers = new InboundReceivers(this.manager.client(), this::receiver, this.flow);
				receivers.add(topics.keySet());
			}
			this.receivers = receivers;
			KeepAlive.hold(this);
			this.subscriptions.add(topics);
		}
		finally {
			this.topicLock.unlock();
		}
	}

	private @Nullable Executor executor() {
		return (this.taskExecutor != null) ? this.taskExecutor : this.manager.getTaskExecutor();
	}

	private Receiver receiver(Set<TopicFilter> filters, MessageReceiver receiver) {
		return new Receiver(String.valueOf(getComponentName()), filters, receiver, this.queueCapacity, this.overflow,
				executor(), false);
	}

	private Map<TopicFilter, QoS> topics() {
		this.topicLock.lock();
		try {
			return InboundSubscriptions.topics(getTopic(), getQos());
		}
		finally {
			this.topicLock.unlock();
		}
	}

	/**
	 * Stop with others at the same time, so that all together take no longer than one.
	 */
	@Override
	protected void doStop(Runnable callback) {
		InboundReceivers running = this.receivers;
		if (running == null || running.isCurrent()) {
			super.doStop(callback);
		}
		else {
			new SimpleAsyncTaskExecutor("mqtt-adapter-stop-").execute(() -> super.doStop(callback));
		}
	}

	@Override
	protected void doStop() {
		super.doStop();
		KeepAlive.stopped(this);
		boolean sessionKept = this.manager.getConnectionInfo().isPersistentSession();
		InboundReceivers stopping;
		this.topicLock.lock();
		try {
			stopping = this.receivers;
			if (stopping == null) {
				return;
			}
			this.receivers = null;
			this.stopped = stopping;
			if (!sessionKept) {
				this.unsubscribed = this.subscriptions.remove(topics().keySet());
			}
		}
		finally {
			this.topicLock.unlock();
		}
		long timeout = Math.min(getDisconnectCompletionTimeout(),
				this.manager.getConnectionInfo().runtime().shutdownTimeout().toMillis());
		if (!stopping.stop(sessionKept ? Remainder.KEEP : Remainder.DISCARD, timeout)) {
			this.logger
				.warn(() -> "A message is still being handled by the flow of " + this + " after " + timeout + " ms");
		}
		if (!sessionKept) {
			CompletableFuture<?> unused = this.unsubscribed
				.whenComplete((result, failure) -> stopping.end(isApplicationEnding()));
		}
	}

	/**
	 * Stop. An adapter that is removed from an application that goes on unsubscribes,
	 * whether or not the session outlives its connections. At the end of the application
	 * the session is left as it is.
	 */
	@Override
	public void destroy() {
		super.destroy();
		KeepAlive.release(this);
		InboundReceivers last = this.stopped;
		if (last == null) {
			return;
		}
		ConnectionState state = this.manager.client().state();
		if (state == ConnectionState.DISCONNECTED || state == ConnectionState.CLOSED) {
			last.close();
		}
		else if (isApplicationEnding()) {
			last.suspend();
		}
		else {
			CompletableFuture<?> unused = CompletableFuture
				.allOf(this.unsubscribed, this.subscriptions.remove(topics().keySet()))
				.whenComplete((result, failure) -> last.close());
		}
	}

	private boolean isApplicationEnding() {
		return getApplicationContext() instanceof ConfigurableApplicationContext context && context.isClosed();
	}

	/**
	 * Add a topic filter; if the adapter is running, subscribe to it, and if there is a
	 * connection, wait for the answer up to the completion timeout. A refused topic stays
	 * in the list and is asked for again after a reconnect.
	 * @throws IllegalArgumentException if the filter or the QoS is not valid
	 * @throws org.springframework.messaging.MessagingException if the topic is already in
	 * the list, the server refuses it or does not answer in time
	 */
	@Override
	public void addTopic(String topic, int qos) {
		Map<TopicFilter, QoS> added = Map.of(TopicFilter.of(topic), QoS.of(qos));
		CompletableFuture<SubscribeResult> answer = null;
		this.topicLock.lock();
		try {
			super.addTopic(topic, qos);
			InboundReceivers running = this.receivers;
			if (running != null) {
				running.add(added.keySet());
				answer = this.subscriptions.add(added);
			}
		}
		finally {
			this.topicLock.unlock();
		}
		if (answer != null && this.manager.isConnected()) {
			InboundSubscriptions.await(answer, topic, getCompletionTimeout());
		}
	}

	/**
	 * Remove topic filters; if the adapter is running, unsubscribe from them. Messages
	 * that arrive until the server has answered are acknowledged and go nowhere.
	 */
	@Override
	public void removeTopic(String... topics) {
		List<TopicFilter> filters = Arrays.stream(topics).map(TopicFilter::of).toList();
		this.topicLock.lock();
		try {
			super.removeTopic(topics);
			CompletableFuture<?> unsubscribed = this.subscriptions.remove(filters);
			InboundReceivers running = this.receivers;
			if (running != null) {
				filters.forEach((filter) -> running.remove(filter, unsubscribed));
			}
		}
		finally {
			this.topicLock.unlock();
		}
	}

	/**
	 * The connection is up and the client has renewed the subscriptions.
	 */
	@Override
	public void connectComplete(boolean isReconnect) {
		if (this.receivers != null) {
			this.subscriptions.renewed(topics().keySet());
		}
	}

}
