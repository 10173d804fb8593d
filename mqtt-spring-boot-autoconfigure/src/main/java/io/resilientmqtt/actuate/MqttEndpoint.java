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

package io.resilientmqtt.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.resilientmqtt.actuate.MqttDescriptor.ClientDescriptor;
import io.resilientmqtt.actuate.MqttDescriptor.ListenerDescriptor;
import io.resilientmqtt.client.ClientAnswers;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.ReceiverStatus;
import io.resilientmqtt.listener.MqttListenerContainer;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code mqtt}: how clients and their listeners are doing. Reading sends
 * nothing. Safe for use by several threads.
 */
@Endpoint(id = "mqtt")
public class MqttEndpoint {

	private static final int PURGE_SECONDS = 30;

	private final Supplier<Map<String, MqttClient>> clients;

	private final Supplier<? extends Collection<MqttListenerEndpointRegistry>> registries;

	/**
	 * Create the endpoint.
	 * @param clients returns the clients by name
	 * @param registries returns the registries of their listeners
	 */
	public MqttEndpoint(Supplier<Map<String, MqttClient>> clients,
			Supplier<? extends Collection<MqttListenerEndpointRegistry>> registries) {
		this.clients = clients;
		this.registries = registries;
	}

	/**
	 * Return how all clients and listeners are doing.
	 * @return a snapshot
	 */
	@ReadOperation
	public MqttDescriptor mqtt() {
		Map<String, MqttClient> clients = this.clients.get();
		Map<String, ClientDescriptor> clientDescriptors = new LinkedHashMap<>();
		clients.forEach((name, client) -> {
			ClientDescriptor descriptor = ClientDescriptor.of(client);
			if (descriptor != null) {
				clientDescriptors.put(name, descriptor);
			}
		});
		Map<String, ListenerDescriptor> listeners = new LinkedHashMap<>();
		for (MqttListenerEndpointRegistry registry : this.registries.get()) {
			for (MqttListenerContainer container : registry.getListenerContainers()) {
				listeners.put(container.getEndpoint().id(), describe(container, clients));
			}
		}
		return new MqttDescriptor(clientDescriptors, listeners);
	}

	/**
	 * Do something to a client or a listener. Returns at once; reading shows what has
	 * become of it.
	 * @param kind what is named
	 * @param name the name of the client's bean, or the id of the listener
	 * @param action what to do
	 */
	@WriteOperation
	public void act(@Selector Kind kind, @Selector String name, Action action) {
		switch (kind) {
			case CLIENTS -> act(client(name), name, action);
			case LISTENERS -> act(listener(name), action);
		}
	}

	/**
	 * Remove from the store of a client all publications that are not in flight.
	 * @param kind has to be {@code CLIENTS}
	 * @param name the name of the client's bean
	 * @param clientId the exact Client Identifier, to make sure
	 * @return how many were removed
	 */
	@DeleteOperation
	public Map<String, Long> purge(@Selector Kind kind, @Selector String name, @Nullable String clientId) {
		if (kind != Kind.CLIENTS) {
			throw refuse("a listener has no store; name a client");
		}
		MqttClient client = client(name);
		if (clientId == null) {
			throw refuse("'clientId' is not there: to remove what client '" + name
					+ "' has stored, name its exact client id");
		}
		try {
			return Map.of("removed", client.purgeStore(clientId).get(PURGE_SECONDS, TimeUnit.SECONDS));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw refuse(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw refuse("interrupted; what was asked for goes on");
		}
		catch (ExecutionException | TimeoutException ex) {
			throw refuse("client '" + name + "' has not done it: " + ex);
		}
	}

	private MqttClient client(String name) {
		Map<String, MqttClient> clients = this.clients.get();
		MqttClient client = clients.get(name);
		if (client == null) {
			throw new NotThereException("there is no client '" + name + "'; use one of " + clients.keySet());
		}
		return client;
	}

	private static void act(MqttClient client, String name, Action action) {
		if (action != Action.RECONNECT) {
			throw refuse("a client can't " + action.word() + "; use reconnect");
		}
		if (!client.state().isActive()) {
			throw refuse("client '" + name + "' is " + client.state() + "; the application has to connect it first");
		}
		CompletableFuture<?> unused = client.reconnect();
	}

	private MqttListenerContainer listener(String id) {
		List<String> ids = new ArrayList<>();
		for (MqttListenerEndpointRegistry registry : this.registries.get()) {
			MqttListenerContainer container = registry.getListenerContainer(id);
			if (container != null) {
				return container;
			}
			registry.getListenerContainers().forEach((other) -> ids.add(other.getEndpoint().id()));
		}
		throw new NotThereException("there is no listener '" + id + "'; use one of " + ids);
	}

	private static void act(MqttListenerContainer container, Action action) {
		switch (action) {
			case START -> container.start();
			case STOP -> {
				CompletableFuture<?> unused = container.stop();
			}
			case PAUSE -> container.pause();
			case RESUME -> container.resume();
			case RECONNECT -> throw refuse("a listener can't reconnect; use start, stop, pause or resume");
		}
	}

	private static InvalidEndpointRequestException refuse(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	private static ListenerDescriptor describe(MqttListenerContainer container, Map<String, MqttClient> clients) {
		@Nullable String name = null;
		List<ReceiverStatus> receivers = List.of();
		for (Map.Entry<String, MqttClient> client : clients.entrySet()) {
			List<ReceiverStatus> of = ClientAnswers
				.list(client.getValue().receiverStatus(container.getEndpoint().id()));
			if (!of.isEmpty()) {
				name = client.getKey();
				receivers = of;
			}
		}
		return ListenerDescriptor.of(container, name, receivers);
	}

	/**
	 * What is named is not there.
	 */
	static final class NotThereException extends InvalidEndpointRequestException {

		NotThereException(String reason) {
			super(reason, reason);
		}

	}

	/**
	 * What can be named in a request.
	 */
	public enum Kind {

		/**
		 * The clients.
		 */
		CLIENTS,

		/**
		 * The listeners.
		 */
		LISTENERS

	}

	/**
	 * What can be done.
	 */
	public enum Action {

		/**
		 * Disconnect a client in an orderly way and connect it again.
		 */
		RECONNECT,

		/**
		 * Start a listener.
		 */
		START,

		/**
		 * Stop a listener.
		 */
		STOP,

		/**
		 * Have a listener begin with no message until it is resumed.
		 */
		PAUSE,

		/**
		 * Have a paused listener go on.
		 */
		RESUME;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
