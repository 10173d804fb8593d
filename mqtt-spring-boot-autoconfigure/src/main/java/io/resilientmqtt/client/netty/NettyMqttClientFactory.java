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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients. Those of one factory share its threads, which are started with the first
 * client and end with {@link #close()}: one event loop thread for each processor, at most
 * four, and threads for receivers as they are needed. Safe for use by several threads.
 */
public final class NettyMqttClientFactory implements MqttClientFactory {

	private static final int MAX_EVENT_LOOPS = 4;

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final String name = "mqtt-" + NUMBER.incrementAndGet();

	private final Set<MqttClient> clients = ConcurrentHashMap.newKeySet();

	private @Nullable EventLoopGroup group;

	private @Nullable ExecutorService workers;

	private boolean closed;

	@Override
	public MqttClient create(MqttClientOptions options) {
		OptionalDependency.check(options.transport());
		EventLoop loop;
		Executor threads;
		synchronized (this) {
			if (this.closed) {
				throw new IllegalStateException("The factory is closed and makes no clients any more");
			}
			loop = group().next();
			threads = workers();
		}
		MqttClient client = create(options, loop, threads);
		this.clients.add(client);
		return client;
	}

	private MqttClient create(MqttClientOptions options, EventLoop loop, Executor threads) {
		String clientId = (options.clientId() != null) ? options.clientId() : generateClientId();
		Executor executor = (options.executor() != null) ? options.executor() : threads;
		Counters counters = new Counters();
		Losses losses = new Losses(clientId, loop, System::nanoTime);
		ClientContext context = new ClientContext(options, clientId, loop, System::nanoTime, executor, counters, losses,
				new Publications(options.publish(), loop, new StageExecutor(threads, loop), System::nanoTime, counters,
						losses),
				new Subscriptions(options.protocolVersion()), new Inboxes(),
				(options.queueLength() > 0) ? new EventQueue(options.queueLength()) : null, new TopicCache());
		List<ServerAddress> servers = withPorts(options);
		StatusBoard board = new StatusBoard(clientId, options, servers.get(0));
		ConnectionEvents events = new ConnectionEvents(executor);
		int connectTimeout = (int) Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis());
		ReconnectSupervisor supervisor = new ReconnectSupervisor(context,
				new NioTransport(loop, threads, connectTimeout, options.transport()), network(options, loop, threads),
				new Backoff(options.reconnect(), () -> ThreadLocalRandom.current().nextDouble()), servers, board,
				events);
		return new NettyMqttClient(context, supervisor, board, events, threads, this.clients::remove);
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

	/**
	 * With a proxy it is the way to that which counts; the servers' names may be known to
	 * it alone.
	 * @param options the options
	 * @param loop the event loop
	 * @param threads may be blocked by lookups
	 * @return the network
	 */
	private static Network network(MqttClientOptions options, EventLoop loop, Executor threads) {
		Network network = new OsNetwork(loop, threads);
		ProxyOptions proxy = options.transport().proxy();
		if (proxy == null) {
			return network;
		}
		List<ServerAddress> next = List.of(new ServerAddress(proxy.host(), proxy.port()));
		return (servers, answer) -> network.check(next, answer);
	}

	private EventLoopGroup group() {
		if (this.group == null) {
			int threads = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
			this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(this.name + "-loop", true),
					NioIoHandler.newFactory());
		}
		return this.group;
	}

	/**
	 * As many threads as receivers that have something to do, and lookups under way; none
	 * when nothing happens.
	 * @return the threads
	 */
	private ExecutorService workers() {
		if (this.workers == null) {
			this.workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
					new DefaultThreadFactory(this.name + "-worker", true));
		}
		return this.workers;
	}

	/**
	 * Close all clients and end the threads. Closing twice does nothing.
	 */
	@Override
	public void close() {
		EventLoopGroup group;
		ExecutorService workers;
		synchronized (this) {
			this.closed = true;
			group = this.group;
			workers = this.workers;
			this.group = null;
			this.workers = null;
		}
		Set.copyOf(this.clients).forEach(MqttClient::close);
		if (group != null) {
			group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
		}
		if (workers != null) {
			workers.shutdown();
		}
	}

}
