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

import java.util.List;
import java.util.concurrent.Executor;

import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectionStatus;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttConnectException;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.messaging.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.mqtt.core.AbstractMqttClientManager;
import org.springframework.integration.mqtt.event.MqttConnectionFailedEvent;
import org.springframework.util.Assert;

/**
 * Lends a client to channel adapters and tells them of its connection. It owns neither:
 * who made the client connects and disconnects it (with Spring Boot the
 * auto-configuration does, after the adapters have started and before they would miss a
 * message), and the client reconnects and renews subscriptions by itself. Starting a
 * manager begins, and stopping it ends, the calls of its callbacks and its events.
 * <p>
 * Publishes one {@link MqttConnectionFailedEvent} an outage, when an established
 * connection has ended otherwise than by {@link MqttClient#disconnect()} or when the
 * first attempt to connect has failed. Its cause is an {@link MqttConnectException}.
 * Events and callbacks run in the order of what happened, on a thread of the client's
 * that is not its event loop.
 */
public class ResilientMqttClientManager extends AbstractMqttClientManager<MqttClient, MqttClientOptions> {

	private final MqttClient mqttClient;

	private final MqttClientOptions options;

	private final SharedSubscriptions subscriptions;

	private MqttMessageConverters messageConverters = new MqttMessageConverters(List.of());

	private @Nullable Executor taskExecutor;

	private @Nullable Registration events;

	/** Whether the outage that is going on has been made known; of the events' thread. */
	private boolean outageKnown;

	/**
	 * Create a manager.
	 * @param client the client to lend
	 * @param options what the client was made from
	 */
	public ResilientMqttClientManager(MqttClient client, MqttClientOptions options) {
		super(clientId(client));
		this.mqttClient = client;
		this.options = options;
		this.subscriptions = new SharedSubscriptions(client);
		ConnectionStatus status = client.status();
		ServerAddress server = (status != null) ? status.server() : options.servers().get(0);
		setUrl(((options.tls() != null) ? "ssl://" : "tcp://") + server);
	}

	private static String clientId(MqttClient client) {
		ConnectionStatus status = client.status();
		String clientId = (status != null) ? status.clientId() : "";
		return clientId.isEmpty() ? "(assigned by the server)" : clientId;
	}

	/**
	 * Set what runs the flows of inbound adapters that have no executor of their own.
	 * @param taskExecutor the executor, or {@code null} for the client's own threads
	 */
	public void setTaskExecutor(@Nullable Executor taskExecutor) {
		this.taskExecutor = taskExecutor;
	}

	@Nullable Executor getTaskExecutor() {
		return this.taskExecutor;
	}

	/**
	 * Set what converts objects of adapters that have no converter of their own.
	 * @param messageConverters the converters; text, numbers, truth values and enums
	 * unless set
	 */
	public void setMessageConverters(MqttMessageConverters messageConverters) {
		Assert.notNull(messageConverters, "'messageConverters' must not be null");
		this.messageConverters = messageConverters;
	}

	MqttMessageConverters getMessageConverters() {
		return this.messageConverters;
	}

	/**
	 * Return the client whether or not this manager has been started.
	 * @return the client
	 */
	MqttClient client() {
		return this.mqttClient;
	}

	SharedSubscriptions subscriptions() {
		return this.subscriptions;
	}

	@Override
	public MqttClientOptions getConnectionInfo() {
		return this.options;
	}

	/**
	 * Return the Client Identifier in use, which an MQTT 5 server may have assigned.
	 */
	@Override
	public String getClientId() {
		return clientId(this.mqttClient);
	}

	@Override
	public boolean isConnected() {
		return this.mqttClient.isConnected();
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			if (this.events == null) {
				setClient(this.mqttClient);
				this.events = ClientAnswers.registration(this.mqttClient.onConnectionEvent(this::onConnectionEvent));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() {
		this.lock.lock();
		try {
			if (this.events != null) {
				this.events.close();
				this.events = null;
				setClient(null);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void onConnectionEvent(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Up up) {
			this.outageKnown = false;
			List.copyOf(getCallbacks()).forEach((callback) -> connected(callback, up.outage() != null));
		}
		else if (event instanceof ConnectionEvent.Down down) {
			if (down.cause().type() != ConnectionCause.Type.USER) {
				outage(down.cause());
			}
		}
		else if (event instanceof ConnectionEvent.ConnectFailed failed && !this.outageKnown) {
			outage(failed.cause());
		}
	}

	private void connected(ConnectCallback callback, boolean reconnect) {
		try {
			callback.connectComplete(reconnect);
		}
		catch (Throwable ex) { // the others are to know all the same
			this.logger.error("The callback " + callback + " failed", ex);
		}
	}

	private void outage(ConnectionCause cause) {
		this.outageKnown = true;
		getApplicationEventPublisher()
			.publishEvent(new MqttConnectionFailedEvent(this, MqttConnectException.of(cause)));
	}

	/**
	 * Not supported: the client acknowledges what matches no receiver, and there is no
	 * handler for it.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public <M> void addDefaultMessageHandler(DefaultMessageHandler<M> defaultMessageHandler) {
		throw new UnsupportedOperationException(
				"there is no default message handler; use an inbound adapter or MqttClient.onMessage(filter, consumer)");
	}

}
