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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections over several routes, the next one when the one before has failed or
 * has not succeeded within 250 ms [RFC 8305, 5]. The first that is open wins; the others
 * are closed, and nothing was sent on them but what a proxy needs. Once one has failed,
 * what does not answer is awaited for the response time and no longer, for the client
 * could look after the one that failed. On the event loop.
 */
final class AddressRace {

	private static final long HEAD_START_MILLIS = 250;

	private final ClientContext client;

	private final Transport transport;

	private final List<Route> routes;

	private final Listener listener;

	private final Map<Route, Promise<Channel>> running = new LinkedHashMap<>();

	private int started;

	private boolean anyFailed;

	private boolean over;

	private @Nullable ScheduledFuture<?> timer;

	/**
	 * Create a race.
	 * @param client the client
	 * @param transport opens the connections
	 * @param routes the routes in the order in which to try them
	 * @param anyFailed whether others have failed before
	 * @param listener told how it goes
	 */
	AddressRace(ClientContext client, Transport transport, List<Route> routes, boolean anyFailed, Listener listener) {
		this.client = client;
		this.transport = transport;
		this.routes = routes;
		this.anyFailed = anyFailed;
		this.listener = listener;
	}

	/**
	 * Open the first connection, or the next.
	 */
	void start() {
		Route route = this.routes.get(this.started++);
		Promise<Channel> opened = this.client.loop().newPromise();
		this.running.put(route, opened);
		awaitAnswers();
		opened.addListener((result) -> {
			if (result.isSuccess()) {
				won(route, opened.getNow());
			}
			else if (!result.isCancelled()) {
				failed(route, result.cause());
			}
		});
		try {
			this.transport.open(route, opened);
		}
		catch (Throwable ex) { // whatever it is, it costs one attempt
			opened.tryFailure(ex);
		}
	}

	private void awaitAnswers() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		if (this.started < this.routes.size()) {
			this.timer = this.client.loop().schedule(this::start, HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
		}
		else if (this.anyFailed) {
			long patience = TimeUnit.NANOSECONDS.convert(this.client.options().liveness().responseTime());
			this.timer = this.client.loop().schedule(this::giveUp, patience, TimeUnit.NANOSECONDS);
		}
	}

	private void giveUp() {
		for (Map.Entry<Route, Promise<Channel>> each : List.copyOf(this.running.entrySet())) {
			each.getValue().tryFailure(new TimeoutException("No answer from " + each.getKey()));
		}
	}

	private void won(Route route, Channel channel) {
		if (this.over) {
			channel.close();
			return;
		}
		this.running.remove(route);
		stop();
		this.listener.opened(route, channel);
	}

	private void failed(Route route, Throwable failure) {
		if (this.over) {
			return;
		}
		this.running.remove(route);
		this.anyFailed = true;
		this.listener.failed(route, failure);
		if (this.started < this.routes.size()) {
			start();
		}
		else if (this.running.isEmpty()) {
			stop();
			this.listener.lost();
		}
		else {
			awaitAnswers();
		}
	}

	/**
	 * End the race: what is not open yet never will be.
	 */
	void stop() {
		this.over = true;
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		this.running.values().forEach((opened) -> opened.cancel(false));
		this.running.clear();
	}

	/**
	 * Told how a race goes.
	 */
	interface Listener {

		/**
		 * A route leads to the server; the race is over.
		 * @param route the route
		 * @param channel the channel, which is not read from yet
		 */
		void opened(Route route, Channel channel);

		/**
		 * A route does not lead to the server.
		 * @param route the route
		 * @param failure why not
		 */
		void failed(Route route, Throwable failure);

		/**
		 * All have failed.
		 */
		void lost();

	}

}
