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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.ConnectsLater;
import io.resilientmqtt.client.DisconnectOptions;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.Receiver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Disconnects clients when their beans are destroyed, which is after all beans that
 * depend on them: these may publish to the last. From the moment on when all phases of
 * the application have stopped this takes no longer than what is left of
 * {@code mqtt.shutdown-timeout}. Then clients are disconnected all the same, so that
 * whoever waits for a publication learns that it failed.
 * <p>
 * An application that stops without being closed, to be started again, is disconnected at
 * once.
 */
final class MqttClientShutdown implements DestructionAwareBeanPostProcessor, ApplicationContextAware, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(MqttClientShutdown.class);

	/**
	 * What is left for publications if listeners have taken all the time there is.
	 */
	private static final Duration AT_LEAST = Duration.ofMillis(200);

	/** What the broker may take in addition to close the connection. */
	private static final long DISCONNECT_MILLIS = 1500;

	private final Map<MqttClient, ShutdownTime> times = new ConcurrentHashMap<>();

	private @Nullable ApplicationContext context;

	private volatile boolean running;

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Return the time that a client has for its shutdown.
	 * @param client the client
	 * @param timeout the whole of it, unless it was set before
	 * @return the time
	 */
	ShutdownTime time(MqttClient client, Duration timeout) {
		return this.times.computeIfAbsent(client, (key) -> new ShutdownTime(timeout));
	}

	/**
	 * A client that is not connected yet can't be waited for by who will connect it.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MqttClient client) {
			ConnectsLater.begin(client);
		}
		return bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof MqttClient;
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		if (bean instanceof MqttClient client) {
			ConnectsLater.end(client);
			ShutdownTime time = this.times.remove(client);
			disconnect(client, (time != null) ? time.left(AT_LEAST) : null);
		}
	}

	private static void disconnect(MqttClient client, @Nullable Duration left) {
		// A receiver that ends the application can't be waited for
		Duration timeout = Receiver.isReceiving() ? AT_LEAST : left;
		CompletableFuture<Void> disconnected = ClientAnswers
			.future(client.disconnect(DisconnectOptions.builder().timeout(timeout).build()));
		try {
			if (timeout == null) {
				disconnected.get();
			}
			else {
				disconnected.get(timeout.toMillis() + DISCONNECT_MILLIS, TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("An MQTT client is closed without having disconnected", ex);
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (!isClosing()) {
			this.times.forEach((client, time) -> disconnect(client, time.restart()));
			return;
		}
		this.times.forEach((client, time) -> {
			Duration left = time.begin(AT_LEAST);
			CompletableFuture.delayedExecutor(left.toMillis(), TimeUnit.MILLISECONDS).execute(() -> end(client));
		});
	}

	private boolean isClosing() {
		return this.context instanceof ConfigurableApplicationContext configurable && configurable.isClosed();
	}

	/**
	 * End a client that beans still use, unless it has been.
	 * @param client the client
	 */
	private void end(MqttClient client) {
		if (this.times.containsKey(client)) {
			logger.warn("Beans that use an MQTT client are not destroyed after mqtt.shutdown-timeout; it is closed, "
					+ "and what they still publish fails");
			disconnect(client, AT_LEAST);
			client.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * The last to stop: web requests that are being finished may publish until then.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
