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

package io.resilientmqtt.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.ConnectResult;
import io.resilientmqtt.client.ConnectionEvent;
import io.resilientmqtt.client.ConnectsLater;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttException;
import io.resilientmqtt.client.Registration;
import io.resilientmqtt.client.StoredDelivery;
import io.resilientmqtt.event.MqttDownEvent;
import io.resilientmqtt.event.MqttNetworkEvent;
import io.resilientmqtt.event.MqttStoredMessageFailedEvent;
import io.resilientmqtt.event.MqttStoredMessagePublishedEvent;
import io.resilientmqtt.event.MqttUpEvent;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Connects the client when the application starts, after the listeners are there to
 * receive what a resumed session brings, and publishes what happens to its connection as
 * application events until the application ends. It does not disconnect: that comes last,
 * by {@link MqttClientShutdown}.
 */
class MqttConnectLifecycle implements SmartLifecycle, DisposableBean {

	static final int PHASE = MqttListenerEndpointRegistry.PHASE + 10;

	private final MqttClient client;

	private final boolean autoStartup;

	private final boolean failFast;

	private final ApplicationEventPublisher events;

	private @Nullable Registration registration;

	private volatile boolean running;

	/**
	 * Create the lifecycle.
	 * @param client the client
	 * @param autoStartup whether to connect, or to publish events alone
	 * @param failFast whether to wait for the first attempt and fail with it
	 * @param events where to publish
	 */
	MqttConnectLifecycle(MqttClient client, boolean autoStartup, boolean failFast, ApplicationEventPublisher events) {
		this.client = client;
		this.autoStartup = autoStartup;
		this.failFast = failFast;
		this.events = events;
	}

	@Override
	public void start() {
		if (this.registration == null) {
			Registration connection = ClientAnswers.registration(this.client.onConnectionEvent(this::publish));
			Registration stored = ClientAnswers.registration(this.client.onStoredDelivery(this::publish));
			this.registration = () -> {
				connection.close();
				stored.close();
			};
		}
		this.running = true;
		ConnectsLater.end(this.client);
		if (this.autoStartup) {
			CompletableFuture<ConnectResult> connected = ClientAnswers.future(this.client.connect());
			if (this.failFast) {
				join(connected);
			}
		}
	}

	private static void join(CompletableFuture<ConnectResult> connected) {
		try {
			connected.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof MqttException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	private void publish(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Up up) {
			this.events.publishEvent(new MqttUpEvent(this.client, up));
		}
		else if (event instanceof ConnectionEvent.Down down) {
			this.events.publishEvent(new MqttDownEvent(this.client, down));
		}
		else if (event instanceof ConnectionEvent.NetworkChanged change) {
			this.events.publishEvent(new MqttNetworkEvent(this.client, change));
		}
	}

	private void publish(StoredDelivery delivery) {
		this.events.publishEvent((delivery.failure() != null) ? new MqttStoredMessageFailedEvent(this.client, delivery)
				: new MqttStoredMessagePublishedEvent(this.client, delivery));
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		if (this.registration != null) {
			this.registration.close();
		}
	}

}
