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

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.ProxyOptions;
import io.resilientmqtt.client.ServerAddress;
import io.resilientmqtt.client.netty.publish.StageExecutor;
import io.resilientmqtt.client.netty.store.OpenedStore;
import org.jspecify.annotations.Nullable;

/**
 * The threads that the clients of a factory share, and how a client is put together to
 * run on them. Used by any thread.
 */
final class NettyClients {

	private static final int MAX_EVENT_LOOPS = 4;

	private final EventLoopGroup group;

	/**
	 * As many threads as receivers that have something to do, and lookups under way; none
	 * when nothing happens.
	 */
	private final ExecutorService workers;

	private final NioTransport.Resolver resolver;

	/**
	 * Create the threads, which start when they have something to do.
	 * @param name what their names begin with
	 */
	NettyClients(String name) {
		this(name, InetAddress::getAllByName);
	}

	/**
	 * Create the threads.
	 * @param name what their names begin with
	 * @param resolver looks host names up
	 */
	NettyClients(String name, NioTransport.Resolver resolver) {
		this.resolver = resolver;
		int threads = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
		this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name + "-loop", true),
				NioIoHandler.newFactory());
		this.workers = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new DefaultThreadFactory(name + "-worker", true));
	}

	/**
	 * Make a client.
	 * @param options what it is made from
	 * @param servers the servers to connect to
	 * @param board shows its state
	 * @param subscriptions its subscriptions
	 * @param store what keeps its session, or {@code null}
	 * @return the client
	 */
	NettyMqttClient create(MqttClientOptions options, List<ServerAddress> servers, StatusBoard board,
			Subscriptions subscriptions, @Nullable OpenedStore store) {
		EventLoop loop = this.group.next();
		Executor threads = this.workers;
		String clientId = board.status().clientId();
		Executor executor = (options.runtime().executor() != null)
				? new ApplicationExecutor(options.runtime().executor(), threads, loop) : threads;
		ClientContext context = ClientContext.create(options, clientId, loop, System::nanoTime, executor,
				new StageExecutor(threads, loop), subscriptions, store);
		ConnectionEvents events = new ConnectionEvents(executor, loop);
		int connectTimeout = (int) Math.min(Integer.MAX_VALUE, options.liveness().connectTimeout().toMillis());
		ReconnectSupervisor supervisor = new ReconnectSupervisor(context,
				new NioTransport(loop, threads, this.resolver, connectTimeout, options.transport()),
				network(options, loop, threads),
				new Backoff(options.reconnect(), () -> ThreadLocalRandom.current().nextDouble()), servers, board,
				events);
		return new NettyMqttClient(context, supervisor, board, events, threads);
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

	/**
	 * End the threads, once the clients are closed.
	 */
	void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
		this.workers.shutdown();
	}

}
