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

package io.resilientmqtt.client.netty;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.netty.store.OpenedStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes clients. Those of one factory share its threads, which are started when the first
 * client is used and end with {@link #close()}: one event loop thread for each processor,
 * at most four, and threads for receivers as they are needed. Safe for use by several
 * threads.
 */
public final class NettyMqttClientFactory implements MqttClientFactory {

	private static final Logger logger = LoggerFactory.getLogger(NettyMqttClientFactory.class);

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final String name = "mqtt-" + NUMBER.incrementAndGet();

	private final Set<MqttClient> clients = ConcurrentHashMap.newKeySet();

	private @Nullable NettyClients netty;

	private boolean closed;

	@Override
	public MqttClient create(MqttClientOptions options) {
		Objects.requireNonNull(options, "'options' must not be null");
		OptionalDependency.check(options.transport());
		String clientId = (options.clientId() != null) ? options.clientId() : generateClientId();
		List<ServerAddress> servers = withPorts(options);
		StatusBoard board = new StatusBoard(clientId, options, servers.get(0));
		Subscriptions subscriptions = new Subscriptions(options.protocolVersion());
		checkOpen(); // before the store is
		OpenedStore store = OpenedStore.open(options);
		DeferredMqttClient client = new DeferredMqttClient(this.name + "-start", options.runtime().futureDecorator(),
				board, subscriptions, () -> netty().create(options, servers, board, subscriptions, store),
				this.clients::remove);
		boolean threadsAreThere;
		synchronized (this) {
			checkOpen();
			this.clients.add(client);
			threadsAreThere = this.netty != null;
		}
		if (threadsAreThere) {
			client.make(); // which is not worth a thread any more
		}
		return client;
	}

	private synchronized void checkOpen() {
		if (this.closed) {
			throw new IllegalStateException("The factory is closed and makes no clients any more");
		}
	}

	/**
	 * Within the 23 characters every broker must accept [MQTT-3.1.3-5].
	 * @return an identifier
	 */
	private static String generateClientId() {
		return "mqtt" + UUID.randomUUID().toString().replace("-", "").substring(0, 19);
	}

	private static List<ServerAddress> withPorts(MqttClientOptions options) {
		int port = Servers.defaultPort(options);
		return options.servers()
			.stream()
			.map((server) -> (server.port() != 0) ? server : new ServerAddress(server.host(), port))
			.toList();
	}

	private synchronized NettyClients netty() {
		if (this.netty == null) {
			this.netty = new NettyClients(this.name);
		}
		return this.netty;
	}

	/**
	 * Close all clients and end the threads. Closing twice does nothing.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		Set.copyOf(this.clients).forEach(NettyMqttClientFactory::close);
		NettyClients netty;
		synchronized (this) {
			netty = this.netty;
			this.netty = null;
		}
		if (netty != null) {
			netty.close();
		}
	}

	private static void close(MqttClient client) {
		try {
			client.close();
		}
		catch (Throwable ex) { // as one that could never be made; others are to be closed
			logger.warn("An MQTT client could not be closed", ex);
		}
	}

}
